package nacha

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

var _ ach.Notifier = (*Bank)(nil)

// Notices lists notifications of change and what came back and is none of ours, if nobody has acknowledged it, oldest first. A
// correction has the same ID whichever file it stands in: that of its order, code and corrected data.
func (b *Bank) Notices(ctx context.Context, limit int) ([]ach.Notice, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.s.notices[:min(len(b.s.notices), max(limit, 0))]), nil
}

// tell adds the notices of a file to those that nobody has acknowledged.
func (s *state) tell(r appliedRecord) {
	for _, c := range r.Corrections {
		s.notices = append(s.notices, c.notice(r.Day))
	}
	for _, x := range r.Unmatched {
		s.notices = append(s.notices, x.notice(r.Day))
	}
}

// NoticeID is the ID of the notice about this correction: 75 bits of a hash of its order, code and data.
func (c Correction) NoticeID() string { return "C" + hashed(c.OrderID, c.Code, c.Data) }

// notice is a correction for those who have the bank accounts. One whose data are not all there, or that is of something else than
// the account, changes nothing and is only to be read.
func (c Correction) notice(on civil.Date) ach.Notice {
	n := ach.Notice{
		ID: c.NoticeID(), Kind: ach.NoticeCorrection, Order: c.OrderID, Code: c.Code, On: on,
		Text: strings.TrimSpace(fmt.Sprintf("%s %s: %s", c.Code, c.Meaning, c.Data)),
	}
	needs := accountParts[c.Code]
	if needs.Routing == (c.Routing != "") && needs.Number == (c.Account != "") && needs.Type == (c.TransactionCode != "") {
		n.Routing, n.Number, n.Type = c.Routing, c.Account, accountType(c.TransactionCode)
	}
	return n
}

// accountParts is what the codes of notifications say of an account.
var accountParts = map[string]ach.Parts{
	"C01": {Number: true},
	"C02": {Routing: true},
	"C03": {Routing: true, Number: true},
	"C05": {Type: true},
	"C06": {Number: true, Type: true},
	"C07": {Routing: true, Number: true, Type: true},
}

// accountType is that of the accounts for which a transaction code is used; itself for accounts of no type that we have, such as
// loans.
func accountType(transactionCode string) ach.AccountType {
	switch {
	case len(transactionCode) == 2 && transactionCode[0] == '2':
		return ach.Checking
	case len(transactionCode) == 2 && transactionCode[0] == '3':
		return ach.Savings
	default:
		return ach.AccountType(transactionCode)
	}
}

// notice is a return that fits none of our orders, for the operator.
func (r Return) notice(on civil.Date) ach.Notice {
	way := "debit"
	if r.Credit {
		way = "credit"
	}
	text := fmt.Sprintf("%s %s: %s of %s, individual ID %q, original trace number %s, trace number %s",
		r.Code, cmp.Or(r.Meaning, "unknown code"), way, r.Amount, r.OrderID, r.OriginalTrace, r.Trace)
	if r.Correction != nil {
		text += ", corrected data " + r.Correction.Data
	}
	return ach.Notice{ID: "U" + r.ReportID(), Kind: ach.NoticeUnmatched, Order: r.OrderID, Code: r.Code, On: on, Amount: r.Amount, Text: text}
}

// hashed are 75 bits of a hash of texts.
func hashed(parts ...string) string {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return base32.StdEncoding.EncodeToString(h.Sum(nil))[:15]
}
