package ach

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Direction of an order.
type Direction string

// The directions.
const (
	DebitOrder  Direction = "debit"  // takes from the user's account
	CreditOrder Direction = "credit" // gives to it
)

// MaxAmount is the largest amount of one order in minor units: the network carries ten digits.
const MaxAmount = 9_999_999_999

// maxOrderID and maxDescription are what the network carries of an order's ID and description.
const (
	maxOrderID     = 15
	maxDescription = 10
)

// What the entry of a debit is called; the network knows these words.
const (
	descriptionPurchase = "PURCHASE"
	descriptionRetry    = "RETRY PYMT"
)

// Order is one debit or credit for the bank. It holds personal data: never log it.
type Order struct {
	ID          string // unique, at most 15 characters of A-Z and 0-9; another attempt is another ID
	Direction   Direction
	Amount      money.Amount
	Scheme      Scheme // of the account; says what Routing and Number are
	Routing     string // empty for SEPA
	Number      string // account number or IBAN in clear
	Type        AccountType
	Holder      string     // name of the account's holder
	Company     string     // whom the statement shows: the merchant
	Description string     // entry description, at most 10 characters
	Mandate     string     // reference of the mandate behind a debit, at most 35 characters; see [Order.Under]
	Signed      civil.Date // when that mandate was accepted
	Attempt     int        // 1, or 2 for a re-presentment
	On          civil.Date
	Collection  CollectionID // what a debit collects; zero for credits
	Payout      PayoutID     // what a credit pays; zero for debits
}

// OrderID is the ID of the nth order of a collection or payout: 72 bits of a hash as 15
// characters of A–Z and 2–7. The same input has the same ID on every host and after every
// crash, so an order that was handed over and forgotten is recognised by the bank.
func OrderID(of uuid.UUID, n int) string {
	h := sha256.New()
	h.Write([]byte("seqr bank order\x00"))
	h.Write(of[:])
	h.Write([]byte(strconv.Itoa(n)))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:9])
}

// Check answers nil for an order that a bank may be given, else ErrOrder. Every [Bank] calls it first.
func (o Order) Check() error {
	switch {
	case !validOrderID(o.ID), o.Amount.Minor() <= 0, o.Amount.Minor() > MaxAmount, o.Amount.Currency() == "":
		return ErrOrder
	case o.Holder == "", o.Company == "", o.Description == "", len(o.Description) > maxDescription:
		return ErrOrder
	case o.Scheme.CheckType(o.Type) != nil, !o.On.Valid(), !o.Scheme.carries(o.Routing, o.Number):
		return ErrOrder
	}
	switch o.Direction {
	case DebitOrder:
		return orderIf((o.Attempt == 1 || o.Attempt == 2) && o.Collection.UUID != uuid.Nil && o.Payout.UUID == uuid.Nil)
	case CreditOrder:
		return orderIf(o.Attempt == 1 && o.Payout.UUID != uuid.Nil && o.Collection.UUID == uuid.Nil)
	}
	return ErrOrder
}

func orderIf(ok bool) error {
	if !ok {
		return ErrOrder
	}
	return nil
}

// Under names the mandate that an order rests on, with the day in zone on which it was accepted; some schemes carry both.
func (o Order) Under(m Mandate, zone *time.Location) Order {
	o.Mandate, o.Signed = m.Reference(), civil.DateOf(m.At, zone)
	return o
}

// validOrderID says whether s may be an order's ID.
func validOrderID(s string) bool {
	foreign := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }
	return s != "" && len(s) <= maxOrderID && strings.IndexFunc(s, foreign) < 0
}
