package sandbox

import (
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Match says which orders a rule is about: those that agree with it in every field that is
// set. The zero Match is about all.
type Match struct {
	Direction ach.Direction
	Number    string       // the account's, in clear
	Company   string       // whom the statement shows
	Amount    money.Amount // no amount: any
	Attempt   int          // 0: any
}

// covers says whether the rule is about an order.
func (m Match) covers(o ach.Order) bool {
	return (m.Direction == "" || m.Direction == o.Direction) &&
		(m.Number == "" || m.Number == o.Number) &&
		(m.Company == "" || m.Company == o.Company) &&
		(m.Amount == money.Amount{} || m.Amount == o.Amount) &&
		(m.Attempt == 0 || m.Attempt == o.Attempt)
}

// returnRule is the order to return what it covers.
type returnRule struct {
	match Match
	code  string
	days  int
	once  bool
}

// day is when the rule's return comes.
func (r returnRule) day(cal ach.Calendar, settled civil.Date) civil.Date {
	if r.days <= 0 {
		return settled
	}
	return cal.Add(settled, r.days)
}

// ReturnNext lets the next order that m covers come back with a code, afterDays banking days
// after its settlement: with 0 on the same day, with 2 as late as is in time, with more too
// late. A rule is used once; rules are tried in the order in which they were given. Orders that
// the bank already has are not concerned; see [Bank.Return].
func (b *Bank) ReturnNext(m Match, code string, afterDays int) {
	b.addRule(returnRule{m, code, afterDays, true})
}

// ReturnEvery is [Bank.ReturnNext] for all further orders that m covers.
func (b *Bank) ReturnEvery(m Match, code string, afterDays int) {
	b.addRule(returnRule{m, code, afterDays, false})
}

func (b *Bank) addRule(r returnRule) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rules = append(b.rules, r)
}

// take finds the first rule for an order and uses it up if it is for one order only.
func (b *Bank) take(o ach.Order) (returnRule, bool) {
	for i, r := range b.rules {
		if !r.match.covers(o) {
			continue
		}
		if r.once {
			b.rules = append(b.rules[:i:i], b.rules[i+1:]...)
		}
		return r, true
	}
	return returnRule{}, false
}

// Return lets an order that the bank has come back today with a code, as when its account's
// holder objects; before its settlement it comes on the day of that. It answers ErrUnknownOrder, and
// ErrReturnedBefore if the order came back or a rule says that it will.
func (b *Bank) Return(orderID, code string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, ok := b.orders[orderID]
	switch {
	case !ok:
		return ErrUnknownOrder
	case o.returned:
		return ErrReturnedBefore
	}
	on := b.today()
	if on.Before(o.settles) {
		on = o.settles
	}
	b.planReturn(o, code, on)
	return nil
}

// SettleAfter sets how many banking days further orders take to settle; 0 is the same day.
func (b *Bank) SettleAfter(days int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settleAfter = days
}

// Fail lets the next n calls of Submit answer err and do nothing.
func (b *Bank) Fail(n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults.fail, b.faults.failErr = n, err
}

// LoseAnswer lets the next n calls of Submit that are carried out answer err all the same.
func (b *Bank) LoseAnswer(n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults.lose, b.faults.loseErr = n, err
}
