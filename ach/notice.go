package ach

import (
	"context"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// NoticeKind says what a notice is about.
type NoticeKind string

// The kinds.
const (
	NoticeCorrection NoticeKind = "correction" // an order was posted, but the next one must name the account otherwise
	NoticeCharge     NoticeKind = "charge"     // a bank took a fee or interest beyond the order that it took back
	NoticeUnmatched  NoticeKind = "unmatched"  // what no order explains: it is for the operator to look at
)

// Notice is what a bank tells besides that an order settled or came back. It holds personal data: never log it.
//
// Of a correction, Routing, Number and Type are what changes; empty ones stay as they are, and a correction in which all of
// them are empty is of something else, such as a name.
type Notice struct {
	ID     string // unique at this bank, reports included; the same notice has the same ID whenever it comes
	Kind   NoticeKind
	Order  string       // Order.ID that it is about, or says to be about; empty if none
	Code   string       // of the correction or return, such as "C01"; may be empty
	On     civil.Date   // when the bank told it; of something unmatched it may be unknown, and zero
	Amount money.Amount // taken by a charge; of something unmatched what it is about, if it says so
	Text   string       // all that the bank says, for the operator

	Routing string
	Number  string      // in clear
	Type    AccountType // may be none of ours, which the next order could not name
}

// Corrects says whether the notice changes how an account is named.
func (n Notice) Corrects() bool {
	return n.Kind == NoticeCorrection && (n.Routing != "" || n.Number != "" || n.Type != "")
}

// Check answers ErrReport for a notice that cannot be kept: without an ID, of no known kind, or, unless it is unmatched, without
// a day.
func (n Notice) Check() error {
	known := n.Kind == NoticeUnmatched || (n.Kind == NoticeCorrection || n.Kind == NoticeCharge) && n.On.Valid()
	if n.ID == "" || !known {
		return ErrReport
	}
	return nil
}

// Notifier is a [Bank] that also tells what is not the outcome of an order. A bank that never does need not be one.
type Notifier interface {
	// Notices lists what the bank told besides reports and nobody has acknowledged yet, oldest first, at most limit.
	// Bank.Acknowledge takes their IDs as it takes those of reports.
	Notices(ctx context.Context, limit int) ([]Notice, error)
}
