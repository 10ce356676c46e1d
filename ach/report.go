package ach

import (
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// ReportKind says what the bank tells.
type ReportKind string

// The kinds.
const (
	ReportSettled  ReportKind = "settled"  // the network booked the order on On
	ReportReturned ReportKind = "returned" // the order failed or was taken back, for Code
)

// Report is one thing the bank tells about an order.
type Report struct {
	ID     string // unique at this bank; the same report has the same ID whenever it comes
	Order  string // Order.ID
	Kind   ReportKind
	Code   string // return code, such as "R01"; empty for a settlement
	On     civil.Date
	Amount money.Amount
}

// Report books what the bank told about one of the collection's orders: it is [Collection.Settle]
// or [Collection.Return], after it has checked that the order is the present one.
//
// ErrReportStale says that there is nothing to book: the report came before, or is about an
// attempt that is over. ErrReport says that it is about something else or of another amount,
// which is for the operator to look at. A report that overtook the note that its order was
// sent sends it first.
func (c Collection) Report(r Report, p Policy) (Collection, Outcome, error) {
	at := c
	if c.State == Due && r.Order == c.next().OrderID() {
		at = c.next()
	}
	switch {
	case !c.knows(r.Order):
		return c, Outcome{}, ErrReport
	case r.Order != at.OrderID() || !at.atBank():
		return c, Outcome{}, ErrReportStale
	case r.Amount != c.Amount:
		return c, Outcome{}, ErrReport
	}
	switch r.Kind {
	case ReportSettled:
		if at.State != Sent {
			return c, Outcome{}, ErrReportStale
		}
		at, err := at.Settle(r.On)
		return at, Outcome{}, err
	case ReportReturned:
		return at.Return(r.Code, r.On, p)
	}
	return c, Outcome{}, ErrReport
}

// knows says whether an order is one of this collection's, past or present.
func (c Collection) knows(order string) bool {
	for n := 1; n <= lastOrder; n++ {
		if order == OrderID(c.ID.UUID, n) {
			return true
		}
	}
	return false
}
