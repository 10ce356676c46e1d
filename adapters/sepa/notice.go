package sepa

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

var _ ach.Notifier = (*Bank)(nil)

// patience is how many TARGET days a sum over a batch may stay unexplained before it is told: what was rejected of it may still come.
const patience = 2

// Notices lists charges, and what no order of ours explains, if nobody has acknowledged it: by day, then by ID. A sum over a batch
// is told only if nothing has explained it for two TARGET days.
func (b *Bank) Notices(ctx context.Context, limit int) ([]ach.Notice, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.s.notices(civil.DateOf(b.config.Clock(), b.config.Zone))
	return all[:min(len(all), max(limit, 0))], nil
}

// notices are those that nobody has acknowledged.
func (s *state) notices(today civil.Date) (all []ach.Notice) {
	tell := func(n ach.Notice) {
		if !s.told[n.ID] {
			all = append(all, n)
		}
	}
	for _, c := range s.charges {
		tell(ach.Notice{ID: "C" + c.Order, Kind: ach.NoticeCharge, Order: c.Order, On: c.On, Amount: c.Amount, Text: "charges of the other bank"})
	}
	for _, n := range s.strays {
		tell(n.notice())
	}
	for _, n := range s.openSums() {
		if !today.Before(ach.TARGETCalendar().Add(n.On, patience)) {
			tell(n.notice())
		}
	}
	slices.SortFunc(all, func(a, b ach.Notice) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.ID, b.ID)) })
	return all
}

// notice is something that no order explains, for the operator.
func (n Notice) notice() ach.Notice {
	what := "on the account: taken"
	switch {
	case n.Status:
		what = "status"
	case n.Credit:
		what = "on the account: received"
	}
	text := []string{what + ", " + string(n.Kind)}
	for _, part := range []struct{ name, is string }{
		{"reason", n.Reason},
		{"reference", n.Reference},
		{"end-to-end ID", n.EndToEndID},
		{"mandate", n.MandateID},
		{"message", n.MessageID},
		{"batch", n.BatchID},
		{"text", n.Text},
		{"file", n.File},
	} {
		if part.is != "" {
			text = append(text, part.name+" "+part.is)
		}
	}
	return ach.Notice{
		ID: "U" + n.hash(), Kind: ach.NoticeUnmatched, Order: n.EndToEndID, Code: n.Code, On: n.On, Amount: n.Amount,
		Text: strings.Join(text, ", "),
	}
}

// hash are 75 bits of a hash of what makes a notice this one.
func (n Notice) hash() string {
	h := sha256.Sum256([]byte(n.key()))
	return base32.StdEncoding.EncodeToString(h[:])[:15]
}
