package sepa

import "github.com/seqrpay/seqr/money"

// Reports are what the statuses or entries of a file report.
func Reports[T interface {
	Status | Entry
	said() Report
}](of []T) []Report {
	all := make([]Report, len(of))
	for i, x := range of {
		all[i] = x.said()
	}
	return all
}

func (r Report) said() Report { return r }

// Match finds out what the reports of one file say about the debits of a message that was
// written: one report for each debit that something is said of, with its ID, mandate and amount
// filled in. What is said of a whole batch or message holds for each debit in it that the same file
// says nothing more precise of.
//
// The rest is what is about something else or does not fit: another amount or mandate, or
// a debit that is told to be well in a batch that was rejected. Some of it belongs to other
// messages, some is for the operator to look at; nothing is guessed.
//
// A debit is found by its end-to-end ID, or, where the bank lost it, by mandate and amount if
// only one has both. An error says that the message itself could not have been written.
func (m DirectDebits) Match(reports []Report) (of, rest []Report, err error) {
	if m, err = m.prepared(); err != nil {
		return nil, nil, err
	}
	sent := sent{message: m.ID, byID: map[string]int{}}
	for _, b := range m.batches() {
		for _, i := range b.items {
			d := m.Debits[i]
			sent.add(item{b.id, d.ID, d.Mandate.ID, d.Amount})
		}
	}
	of, rest = sent.match(reports)
	return of, rest, nil
}

// Match finds out what the reports of one file say about the transfers of a message that was
// written, as [DirectDebits.Match] does for debits.
func (m CreditTransfers) Match(reports []Report) (of, rest []Report, err error) {
	if m, err = m.prepared(); err != nil {
		return nil, nil, err
	}
	sent := sent{message: m.ID, byID: map[string]int{}}
	for _, b := range m.batches() {
		for _, i := range b.items {
			t := m.Transfers[i]
			sent.add(item{batch: b.id, id: t.ID, amount: t.Amount})
		}
	}
	of, rest = sent.match(reports)
	return of, rest, nil
}

// item is a debit or transfer as banks know it.
type item struct {
	batch   string
	id      string
	mandate string
	amount  money.Amount
}

// sent is a message that banks report on.
type sent struct {
	message string
	items   []item
	byID    map[string]int
}

func (s *sent) add(x item) {
	s.byID[x.id] = len(s.items)
	s.items = append(s.items, x)
}

// match gives each report to the items that it speaks of.
func (s sent) match(reports []Report) (of, rest []Report) {
	n := s.named(reports)
	for _, r := range reports {
		var each []Report
		switch r.Level {
		case LevelTransaction:
			each = s.one(r, n)
		case LevelBatch:
			each = s.several(r, func(x item) bool { return r.BatchID == x.batch && (r.booking() || !n.items[x.id]) })
		case LevelFile:
			each = s.several(r, func(x item) bool { return r.MessageID == s.message && !n.items[x.id] && !n.batches[x.batch] })
		}
		if len(each) == 0 {
			rest = append(rest, r)
		}
		of = append(of, each...)
	}
	return of, rest
}

// named is of what a file speaks, and which batches it rejects as a whole.
type named struct {
	items    map[string]bool
	batches  map[string]bool
	rejected map[string]bool
	all      bool // the message is rejected
}

func (s sent) named(reports []Report) named {
	n := named{map[string]bool{}, map[string]bool{}, map[string]bool{}, false}
	for _, r := range reports {
		switch r.Level {
		case LevelTransaction:
			if x, ok := s.find(r); ok {
				n.items[x.id] = true
			}
		case LevelBatch:
			n.batches[r.BatchID] = n.batches[r.BatchID] || !r.booking()
			n.rejected[r.BatchID] = n.rejected[r.BatchID] || r.Kind == KindRejected
		case LevelFile:
			n.all = n.all || r.MessageID == s.message && r.Kind == KindRejected
		}
	}
	return n
}

// booking says whether a report is of money that moved, and not a status: then its amount says how many it is of.
func (r Report) booking() bool { return r.Amount.Currency() != "" }

// one is the report on a single item, if it fits.
func (s sent) one(r Report, n named) []Report {
	x, ok := s.find(r)
	if !ok || !r.failed() && (n.all || n.rejected[x.batch]) {
		return nil
	}
	if r, ok = x.report(r); !ok {
		return nil
	}
	return []Report{r}
}

// several are the reports on all items that one report is of. A booking must have the sum of them.
func (s sent) several(r Report, of func(item) bool) (each []Report) {
	cents := int64(0)
	for _, x := range s.items {
		if !of(x) {
			continue
		}
		single := r
		single.Amount = money.Amount{}
		single, ok := x.report(single)
		if !ok {
			return nil
		}
		each = append(each, single)
		cents += x.amount.Minor()
	}
	if r.booking() && r.Amount != money.FromMinor(cents, money.EUR) {
		return nil
	}
	return each
}

// report is r about this item, if the amount fits.
func (x item) report(r Report) (Report, bool) {
	switch {
	case r.Kind == KindOther || r.MandateID != "" && !SameMandate(r.MandateID, x.mandate):
		return r, false
	case !r.booking():
		r.Amount = x.amount
	case r.failed():
		split, err := r.Split(x.amount)
		if err != nil {
			return r, false
		}
		r = split
	case r.Amount != x.amount:
		return r, false
	}
	r.Level, r.BatchID, r.EndToEndID, r.MandateID = LevelTransaction, x.batch, x.id, x.mandate
	return r, true
}

// find finds what a report on a single item is of.
func (s sent) find(r Report) (found item, ok bool) {
	if r.EndToEndID != "" {
		i, ok := s.byID[r.EndToEndID]
		if !ok {
			return item{}, false
		}
		return s.items[i], true
	}
	for _, x := range s.items {
		if r.MandateID == "" || !SameMandate(r.MandateID, x.mandate) || r.Amount != x.amount {
			continue
		}
		if ok {
			return item{}, false
		}
		found, ok = x, true
	}
	return found, ok
}
