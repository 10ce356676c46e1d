package payment

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// State is an invoice's state; the names are those of the original merchant interface.
type State string

// The states of an invoice. The package comment shows what leads from one to another.
const (
	Issued             State = "ISSUED"                     // waits for a payer's approval
	PendingAcknowledge State = "PENDING_ISSUER_ACKNOWLEDGE" // a payer waits for the merchant to say the amount
	Reserved           State = "RESERVED"                   // approved; the amount is held until the merchant commits
	Paid               State = "PAID"                       // approved; final, and refunds are possible
	Canceled           State = "CANCELED"                   // ended by the merchant or by the payer
	Failed             State = "FAILED"                     // ended because the payment failed for good
	Expired            State = "EXPIRED"                    // ended because its time was over
)

// Ended says whether nothing leads out of s.
func (s State) Ended() bool {
	switch s {
	case Paid, Canceled, Failed, Expired:
		return true
	case Issued, PendingAcknowledge, Reserved:
		return false
	default:
		return false
	}
}

// Mode says whether approval moves the money or reserves it.
type Mode string

// The modes.
const (
	ImmediateDebit         Mode = "IMMEDIATE_DEBIT"                         // approval moves the money
	ReservationDesired     Mode = "RESERVATION_DESIRED"                     // approval reserves if it can, else it moves the money
	ReservationRequired    Mode = "RESERVATION_REQUIRED"                    // approval reserves
	ReservationPreliminary Mode = "RESERVATION_REQUIRED_PRELIMINARY_AMOUNT" // approval reserves the most that it may come to
)

// Debits says whether approval may move the money at once.
func (m Mode) Debits() bool { return m == ImmediateDebit || m == ReservationDesired }

// Reserves says whether approval may reserve the amount.
func (m Mode) Reserves() bool {
	return m == ReservationDesired || m == ReservationRequired || m == ReservationPreliminary
}

// Acknowledgment says whether the merchant is asked before a payer sees the amount.
type Acknowledgment string

// The modes of acknowledgment.
const (
	NoAcknowledgment       Acknowledgment = "NO_ACKNOWLEDGMENT"       // the payer sees the amount at once
	OptionalAcknowledgment Acknowledgment = "OPTIONAL_ACKNOWLEDGMENT" // the merchant is asked about payers with a membership (LOY-1)
	RequireAcknowledgment  Acknowledgment = "REQUIRE_ACKNOWLEDGMENT"  // the merchant is always asked
)

// valid says whether a is one of the modes of acknowledgment.
func (a Acknowledgment) valid() bool {
	return a == NoAcknowledgment || a == OptionalAcknowledgment || a == RequireAcknowledgment
}

// Row is one line of an invoice. Total is the line's final amount; the other numbers inform.
type Row struct {
	Description string          `json:"description,omitempty"`
	EAN         string          `json:"ean,omitempty"`
	SKU         string          `json:"sku,omitempty"`
	Quantity    decimal.Decimal `json:"quantity,omitzero"`
	Unit        string          `json:"unit,omitempty"`
	UnitPrice   money.Amount    `json:"unit_price,omitzero"`
	TaxRate     decimal.Decimal `json:"tax_rate,omitzero"` // percent
	Total       money.Amount    `json:"total"`
}

// Invoice is what a merchant asks for at a lane. Fields are exported for stores; change an
// invoice only through its verbs, which return the new value.
type Invoice struct {
	ID        InvoiceID
	Version   int64  // the store's: the version that was read
	Revision  int64  // the content's: 1 when issued, one more per edit; a payer signs one revision
	Market    string // the merchant's
	Merchant  MerchantID
	Location  LocationID
	Lane      LaneID
	Channel   Channel
	Reference string // digits; in the invoice's own code
	State     State
	Mode      Mode
	Ack       Acknowledgment
	Title     string
	ClientRef string // the merchant's own number
	Cashier   string
	Footer    string
	BackURL   string
	Rows      []Row
	Total     money.Amount
	Payer     account.ID        // who was asked about (PendingAcknowledge) or approved; never told to the merchant
	Hold      ledger.TransferID // what reserved the amount; stays when it has been posted or voided
	Payment   PaymentID         // once approved
	IssuedAt  time.Time         // UTC
	ExpiresAt time.Time         // an open invoice ends at this instant
	HoldUntil time.Time         // a reservation ends at this instant
	HoldFor   time.Duration     // how long a reservation may stand; 0: the market's default
	EndedAt   time.Time         // when it reached its last state; zero before
	FetchBy   time.Time         // paid at a lane that must ask: until then the till has to fetch the result; else zero
	FetchedAt time.Time         // when the till fetched it; zero: not yet, or nobody waits for it

	Membership  []byte // sealed: the number that the payer who was asked about has in this merchant's programme; none once it has ended
	MemberPrice bool   // the merchant has taken the membership into account
}

// StateAt is the invoice's state at now. An invoice whose time is over reads Expired, whether
// or not anybody has called [Invoice.Expire] yet. What has ended stays so, even if the clock goes back.
func (v Invoice) StateAt(now time.Time) State {
	if v.overdue(now) {
		return Expired
	}
	return v.State
}

// Open says whether a payer can still approve the invoice at now, at once or after the
// merchant has acknowledged. A reservation is no longer open.
func (v Invoice) Open(now time.Time) bool {
	s := v.StateAt(now)
	return s == Issued || s == PendingAcknowledge
}

// deadline is the instant at which the invoice ends by itself; none if it has ended.
func (v Invoice) deadline() (time.Time, bool) {
	switch v.State {
	case Issued, PendingAcknowledge:
		return v.ExpiresAt, true
	case Reserved:
		return v.HoldUntil, true
	case Paid, Canceled, Failed, Expired:
		return time.Time{}, false
	default:
		return time.Time{}, false
	}
}

func (v Invoice) overdue(now time.Time) bool {
	end, ends := v.deadline()
	return ends && !now.Before(end)
}
