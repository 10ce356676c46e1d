package payment

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// MerchantID names a merchant.
type MerchantID struct{ uuid.UUID }

// LocationID names a shop or web shop of a merchant.
type LocationID struct{ uuid.UUID }

// LaneID names one checkout of a location.
type LaneID struct{ uuid.UUID }

// InvoiceID names what a merchant asks for.
type InvoiceID struct{ uuid.UUID }

// PaymentID names an approved invoice.
type PaymentID struct{ uuid.UUID }

// RefundID names one refund of a payment.
type RefundID struct{ uuid.UUID }

// Merchant is a business that sells through SEQR; a charity is a merchant with a mark.
type Merchant struct {
	ID       MerchantID
	Version  int64
	Market   string
	Name     string // as payers see it
	Charity  bool   // payments to it are donations and earn no cashback
	Active   bool
	Currency money.Currency
	Payable  ledger.AccountID // what the operator owes it
	OpenedAt time.Time
}

// Location is one shop or web shop of a merchant.
type Location struct {
	ID       LocationID
	Version  int64
	Merchant MerchantID
	Name     string
	Address  string
}

// Channel is where a payment arises.
type Channel string

// The channels. Payments in an app count as Online.
const (
	InStore       Channel = "store"
	Online        Channel = "online"
	ShopOnTheSpot Channel = "shop"
)

// Lane is one checkout of a location. A store's lane holds one open invoice; a web shop's holds many.
type Lane struct {
	ID       LaneID
	Version  int64
	Merchant MerchantID
	Location LocationID
	Name     string
	Code     string // what its sticker says: ASCII letters and digits, unique, compared without case
	Channel  Channel
	Many     bool      // holds many open invoices (web shops)
	Open     InvoiceID // the invoice last issued here, if it holds one; it may have ended since
}

// State is an invoice's state; the names are those of the original merchant interface.
type State string

// The states of an invoice.
const (
	Issued             State = "ISSUED"
	PendingAcknowledge State = "PENDING_ISSUER_ACKNOWLEDGE"
	Reserved           State = "RESERVED"
	Paid               State = "PAID"
	Canceled           State = "CANCELED"
	Failed             State = "FAILED"
	Expired            State = "EXPIRED"
)

// Mode says whether approval moves the money or reserves it.
type Mode string

// The modes.
const (
	ImmediateDebit       Mode = "IMMEDIATE_DEBIT"
	ReservationDesired   Mode = "RESERVATION_DESIRED"
	ReservationRequired  Mode = "RESERVATION_REQUIRED"
	ReservationPrelimary Mode = "RESERVATION_REQUIRED_PRELIMINARY_AMOUNT"
)

// Acknowledgment says whether the merchant is asked before a payer sees the amount.
type Acknowledgment string

// The modes of acknowledgment.
const (
	NoAcknowledgment       Acknowledgment = "NO_ACKNOWLEDGMENT"
	OptionalAcknowledgment Acknowledgment = "OPTIONAL_ACKNOWLEDGMENT"
	RequireAcknowledgment  Acknowledgment = "REQUIRE_ACKNOWLEDGMENT"
)

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
	Version   int64 // the store's: the version that was read
	Revision  int64 // the content's: 1 when issued, one more per edit; a payer signs one revision
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
	Hold      ledger.TransferID // while Reserved
	Payment   PaymentID         // once approved
	IssuedAt  time.Time         // UTC
	ExpiresAt time.Time         // an open invoice ends at this instant
	HoldUntil time.Time         // a reservation ends at this instant
	HoldFor   time.Duration     // how long a reservation may stand; 0: the market's default
	EndedAt   time.Time         // when it reached its last state; zero before
}

// Payment is an approved invoice: the payer's receipt, and what was refunded of it since.
// What stood on it at approval never changes.
type Payment struct {
	ID        PaymentID
	Version   int64
	Invoice   InvoiceID
	Payer     account.ID
	From      account.PaymentAccountID
	Merchant  MerchantID
	Location  LocationID
	Lane      LaneID
	Seller    string // the merchant's name at approval
	Place     string // the location's name at approval
	Channel   Channel
	Reference string // told to payer and merchant
	Title     string
	Rows      []Row
	Amount    money.Amount // approved
	Refunded  money.Amount
	Qualifies bool      // earns cashback
	At        time.Time // of approval, UTC
	Final     bool      // false while only reserved
	Approval  Approval
}

// Approval is the evidence of the payer's consent, kept unchanged so that anybody with the device's public key can verify it.
type Approval struct {
	Device    uuid.UUID
	Message   []byte // the signed bytes
	Signature []byte
}

// Refund is money given back for a payment.
type Refund struct {
	ID        RefundID
	Payment   PaymentID
	Reference string
	Amount    money.Amount
	Title     string
	At        time.Time
}
