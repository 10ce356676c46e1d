package cashback

import (
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Tally is one payer's month: how many payments qualify and what they add up to. It is kept
// by increments in the same commit as the payment, so reading it costs the same for one payment or a thousand.
type Tally struct {
	Payer   account.ID
	Month   civil.Month
	Version int64 // raised by every increment
	Count   int64 // payments that qualify
	Total   money.Amount
	Market  string // the payer's: that of the first increment
}

// Increment is a change of a tally: one payment more, or a refund less.
type Increment struct {
	Payer  account.ID
	Month  civil.Month
	Count  int64        // may be negative
	Total  money.Amount // may be negative
	Market string       // the payer's; a System sets it when it commits
}

// Earner is a payer with a tally in a quarter, and what a decision about that quarter reads of the programme.
type Earner struct {
	Payer   account.ID
	Tallies []Tally  // the months of the quarter that exist, in their order
	Payouts []Payout // that of the quarter, and those with which something waits to be brought, in the order of their quarters
}

// Run is the progress of one quarter's payout over all payers.
type Run struct {
	Market  string // whose payers it pays, such as "US"
	Quarter civil.Quarter
	Version int64
	After   account.ID // the last payer that was handled
	Done    bool
	At      time.Time // of the last progress, UTC
}
