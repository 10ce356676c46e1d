package sepa

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// What becomes of an order follows from all that was said of it, whatever came first: facts are collected, and
// nothing of them is forgotten or overwritten.

// fact is one thing that was said of an order.
type fact struct {
	kind  Kind // settled, rejected, returned or refunded
	code  string
	on    civil.Date
	whole bool // it was said of a whole batch or message
}

// sum is a booking of a whole batch.
type sum struct {
	Notice
	explained bool // which orders are in it is known
}

// take adds what a file said, and judges anew what it spoke of.
func (s *state) take(facts []Notice) {
	w := wholesOf(facts)
	touched := map[*sentBatch]bool{}
	for _, n := range facts {
		var of []*sentBatch
		switch {
		case n.Level == LevelTransaction:
			of = s.single(n, w)
		case n.Status:
			of = s.whole(n, w)
		default:
			of = s.sum(n)
		}
		for _, b := range of {
			touched[b] = true
		}
	}
	for b := range touched {
		b.explain()
		for _, o := range b.orders {
			s.judge(o)
		}
	}
}

// single places what is said of one debit or transfer.
func (s *state) single(n Notice, w wholes) []*sentBatch {
	o := s.find(n)
	switch {
	case o == nil && n.Kind == KindPending:
		return nil // of a message of somebody else
	case o == nil || n.MandateID != "" && !SameMandate(n.MandateID, o.Mandate):
		s.stray(n)
	case n.Status && !n.failed() && n.Kind != KindOther && !w.rejects(o):
		// Accepted, or even settled: only a booking on the account is money.
	case n.Status && n.Kind == KindRejected:
		o.facts = append(o.facts, fact{n.Kind, n.blame(w.rejects(o)), n.On, false})
		return []*sentBatch{o.batch}
	case !n.Status && s.booked(o, n):
		return []*sentBatch{o.batch}
	default:
		s.stray(n)
	}
	return nil
}

// booked places a booking of one debit or transfer, if money went the way and in the amount that it should.
func (s *state) booked(o *accepted, n Notice) bool {
	collects := o.Direction == ach.DebitOrder
	switch n.Kind {
	case KindSettled:
		if n.Amount != o.Amount || n.Credit != collects {
			return false
		}
	case KindReturned, KindRefunded:
		split, err := n.Split(o.Amount)
		if err != nil || n.Credit == collects {
			return false
		}
		s.charge(o, split)
	case KindPending, KindRejected, KindReversed, KindOther:
		return false
	}
	o.facts = append(o.facts, fact{n.Kind, n.Code, n.On, false})
	return true
}

// whole places a status of a whole batch or message on each order in it that the same file says nothing more precise of.
func (s *state) whole(n Notice, w wholes) []*sentBatch {
	of := s.messages[n.MessageID]
	if n.Level == LevelBatch {
		of = slices.DeleteFunc(slices.Clone(of), func(b *sentBatch) bool { return b.id != n.BatchID })
	}
	if n.Kind != KindRejected {
		if n.Kind == KindOther {
			s.stray(n)
		}
		return nil
	}
	if len(of) == 0 {
		s.stray(n)
	}
	for _, b := range of {
		if n.Level == LevelFile && w.batches[b.id] {
			continue
		}
		for _, o := range b.orders {
			if !w.items[o.ID] {
				o.facts = append(o.facts, fact{n.Kind, n.blame(true), n.On, true})
			}
		}
	}
	return of
}

// blame is the code of a rejection. What is rejected as a whole is no fault of those who pay: there, an account that is not
// valid is our own. A code that would blame them is therefore replaced by that of a file that is not valid.
func (n Notice) blame(whole bool) string {
	if whole && ClassOf(n.Code, Reasons{}).Disposition() != ach.Suspend && (n.Level != LevelTransaction || n.Code == "") {
		return badFile
	}
	return n.Code
}

// badFile is the reason code of a file that is not valid.
const badFile = "FF01"

// sum places a booking that names no single debit or transfer.
func (s *state) sum(n Notice) []*sentBatch {
	b := s.batches[n.BatchID]
	if b == nil && n.BatchID == "" && len(s.messages[n.MessageID]) == 1 {
		b = s.messages[n.MessageID][0]
	}
	if b == nil || n.Kind != KindSettled || n.Credit != (b.orders[0].Direction == ach.DebitOrder) {
		s.stray(n)
		return nil
	}
	if !slices.ContainsFunc(b.sums, func(x sum) bool { return x.key() == n.key() }) {
		b.sums = append(b.sums, sum{Notice: n})
	}
	return []*sentBatch{b}
}

// explain finds out what is in the sums over a batch: all of it, or all but what was rejected. Which of the two is not known
// before the rejections are.
func (b *sentBatch) explain() {
	whole, less := int64(0), int64(0)
	for _, o := range b.orders {
		o.summed = civil.Date{}
		whole += o.Amount.Minor()
		if !o.rejected() {
			less += o.Amount.Minor()
		}
	}
	for i := range b.sums {
		x := &b.sums[i]
		all := x.Amount == money.FromMinor(whole, money.EUR)
		x.explained = all || x.Amount == money.FromMinor(less, money.EUR)
		if !x.explained {
			continue
		}
		for _, o := range b.orders {
			if all || !o.rejected() {
				o.summed = earlier(o.summed, x.On)
			}
		}
	}
}

// rejected says whether an order was refused before it was booked.
func (o *accepted) rejected() bool {
	return slices.ContainsFunc(o.facts, func(f fact) bool { return f.kind == KindRejected })
}

// judge makes the reports about an order: that it settled, and that it came back, each once. A settlement is that of the
// first booking. Of several reasons why it came back the most precise one counts: one with a code, then one
// that was said of the order alone, then the first.
func (s *state) judge(o *accepted) {
	settled := o.summed
	var back []fact
	for _, f := range o.facts {
		if f.kind == KindSettled {
			settled = earlier(settled, f.on)
		} else {
			back = append(back, f)
		}
	}
	s.report(o, !settled.IsZero(), ach.Report{ID: "S" + o.ID, Kind: ach.ReportSettled, On: settled})
	best := fact{}
	if len(back) > 0 {
		best = slices.MinFunc(back, precision)
	}
	s.report(o, len(back) > 0, ach.Report{ID: "R" + o.ID, Kind: ach.ReportReturned, Code: best.code, On: best.on})
}

// precision orders reasons.
func precision(a, b fact) int {
	rank := func(worse bool) int {
		if worse {
			return 1
		}
		return 0
	}
	return cmp.Or(rank(a.code == "")-rank(b.code == ""), rank(a.whole)-rank(b.whole), a.on.Compare(b.on), cmp.Compare(a.code, b.code))
}

// report tells something of an order that nobody has acknowledged, or takes back what is not so.
func (s *state) report(o *accepted, is bool, r ach.Report) {
	delete(s.reports, r.ID)
	if is && !s.told[r.ID] {
		r.Order, r.Amount = o.ID, o.Amount
		s.reports[r.ID] = pending{r, o.number}
	}
}

// earlier is the first of two days; a zero one is none.
func earlier(a, b civil.Date) civil.Date {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// find finds the order that a notice names, or the only one under its mandate that it can be about.
func (s *state) find(n Notice) *accepted {
	if n.EndToEndID != "" {
		o := s.orders[n.EndToEndID]
		if o == nil || o.batch == nil || n.Status && n.MessageID != o.batch.message {
			return nil
		}
		return o
	}
	var found []*accepted
	for _, o := range s.mandates[upper(n.MandateID)] {
		if o.batch != nil && o.Amount == n.Amount && o.fits(n) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// fits says whether a notice without the order's ID can be about it: of its message, or booked when it could be.
func (o *accepted) fits(n Notice) bool {
	if n.Status {
		return n.MessageID == o.batch.message
	}
	return !o.on.After(n.On) && (n.BatchID == "" || n.BatchID == o.batch.id)
}

// stray keeps what no order explains, once.
func (s *state) stray(n Notice) {
	if !s.known[n.key()] {
		s.known[n.key()] = true
		s.strays = append(s.strays, n)
	}
}

// charge keeps what was taken beyond an order's amount, once.
func (s *state) charge(o *accepted, r Report) {
	key := "charge of " + o.ID
	if r.Extra.IsPositive() && !s.known[key] {
		s.known[key] = true
		s.charges = append(s.charges, Charge{o.ID, r.On, r.Extra})
	}
}

// unmatched are the strays, and the sums that are not explained.
func (s *state) unmatched() []Notice { return append(slices.Clone(s.strays), s.openSums()...) }

// openSums are the sums over batches of which it is not known what is in them, by day.
func (s *state) openSums() (open []Notice) {
	for _, b := range s.batches {
		for _, x := range b.sums {
			if !x.explained {
				open = append(open, x.Notice)
			}
		}
	}
	slices.SortFunc(open, func(a, b Notice) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.key(), b.key())) })
	return open
}

// key is what makes two notices one, though a notification and a statement tell it in two files: the bank's reference if
// there is one, and what happened.
func (n Notice) key() string {
	what := n.Reference
	if what == "" {
		what = n.Text
	}
	return fmt.Sprintf("%q", []string{
		string(n.Kind), n.MessageID, n.BatchID, n.EndToEndID, n.MandateID, n.Code, n.On.String(),
		n.Amount.String(), n.Extra.String(), fmt.Sprint(n.Status, n.Credit), what,
	})
}

// wholes is of what one file speaks, and what it rejects as a whole.
type wholes struct {
	items    map[string]bool
	batches  map[string]bool
	rejected map[string]bool // batches and messages
}

func wholesOf(facts []Notice) wholes {
	w := wholes{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, n := range facts {
		switch {
		case !n.Status:
		case n.Level == LevelTransaction:
			w.items[n.EndToEndID] = true
		case n.Level == LevelBatch:
			w.batches[n.BatchID] = true
			w.rejected[n.BatchID] = w.rejected[n.BatchID] || n.Kind == KindRejected
		case n.Level == LevelFile:
			w.rejected[n.MessageID] = w.rejected[n.MessageID] || n.Kind == KindRejected
		}
	}
	return w
}

// rejects says whether the file rejects an order's batch or message as a whole.
func (w wholes) rejects(o *accepted) bool {
	return w.rejected[o.batch.id] || w.rejected[o.batch.message]
}
