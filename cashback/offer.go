package cashback

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// OfferID names an offer.
type OfferID struct{ uuid.UUID }

// Offer promises a reward to whoever pays for an item (OFF-1, OFF-2): nothing is activated before, and the
// merchant gets the full price. Which item is said by the codes of the invoice's rows.
type Offer struct {
	ID           OfferID
	Version      int64
	Market       string // the merchant's
	Merchant     payment.MerchantID
	Location     payment.LocationID // zero: at all of the merchant's
	Title        string
	Text         string
	Codes        []string // EAN or SKU of the item, any of them; another size has another code (OFF-3)
	Benefit      Benefit
	Starts       time.Time // payments approved from here on, UTC
	Ends         time.Time // and before this instant (OFF-7)
	Stock        int64     // rewards there are in all; 0: no end
	Left         int64     // of Stock
	OncePerPayer bool      // a person is rewarded for one payment only
}

// Benefit is what an offer gives: a fixed amount, or a percentage of what the item's row comes to. One of both is set.
type Benefit struct {
	Amount  money.Amount    `json:",omitzero"`
	Percent decimal.Decimal `json:",omitzero"`
}

// longestPercent is how long a percentage is in writing, such as "12.345678".
const longestPercent = 10

// ParsePercent reads a percentage such as "15" or "12.5", or answers ErrBenefit.
func ParsePercent(text string) (decimal.Decimal, error) {
	if len(text) > longestPercent || strings.ContainsAny(text, "eE") {
		return decimal.Decimal{}, ErrBenefit // "1e9" is short, and a gigabyte in print
	}
	d, err := decimal.NewFromString(text)
	if err != nil || !validPercent(d) {
		return decimal.Decimal{}, ErrBenefit
	}
	return d, nil
}

// String is the benefit as an offer shows it: "2.00 USD", "15 %".
func (b Benefit) String() string {
	if b.Amount != (money.Amount{}) {
		return b.Amount.String()
	}
	return b.Percent.String() + " %"
}

// check answers ErrBenefit unless exactly one of both is set, and sound.
func (b Benefit) check(c money.Currency) error {
	fixed, part := b.Amount != money.Amount{}, !b.Percent.IsZero()
	switch {
	case fixed == part, fixed && (!b.Amount.IsPositive() || b.Amount.Currency() != c), part && !validPercent(b.Percent):
		return ErrBenefit
	}
	return nil
}

// Of is the benefit for an item of a price: rounded half up, and never more than the price.
func (b Benefit) Of(price money.Amount) (money.Amount, error) {
	amount := b.Amount
	if amount == (money.Amount{}) {
		var err error
		if amount, err = money.Round(price.Percent(b.Percent), price.Currency(), money.HalfUp); err != nil {
			return amount, err
		}
	}
	order, err := amount.Cmp(price)
	if order > 0 {
		amount = price
	}
	return amount, err
}

// MaxCodes is how many codes one offer may name.
const MaxCodes = 100

// NewOffer publishes an offer: o as the operator wrote it, under an ID, for a merchant's payments in its currency.
// An offer that starts before at, or says nothing about it, starts at once: what was paid before is not rewarded later.
//
// It answers ErrOffer without an ID, a merchant, a code or a time in which it runs, for too many codes and for a stock
// below zero; ErrBenefit; and payment.ErrText or payment.ErrName for texts that cannot be shown.
func NewOffer(id OfferID, m payment.Merchant, o Offer, at time.Time) (Offer, error) {
	var err error
	if o.Title, err = payment.Line(o.Title, payment.MaxLine); err == nil && o.Title == "" {
		err = payment.ErrName
	}
	if err != nil {
		return Offer{}, err
	}
	if o.Text, err = payment.Lines(o.Text, payment.MaxLong); err != nil {
		return Offer{}, err
	}
	if o.Codes, err = cleanCodes(o.Codes); err != nil {
		return Offer{}, err
	}
	if err := o.Benefit.check(m.Currency); err != nil {
		return Offer{}, err
	}
	if o.Benefit.Percent.IsZero() {
		o.Benefit.Percent = decimal.Decimal{} // however it was written
	}
	o.ID, o.Version, o.Market, o.Merchant, o.Left = id, 0, m.Market, m.ID, o.Stock
	o.Starts, o.Ends = moment(o.Starts), moment(o.Ends)
	if at = moment(at); o.Starts.Before(at) {
		o.Starts = at
	}
	if id.UUID == uuid.Nil || m.ID.UUID == uuid.Nil || !o.Starts.Before(o.Ends) || o.Stock < 0 {
		return Offer{}, ErrOffer
	}
	return o, nil
}

// moment is t as stores keep it.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// cleanCodes trims and sorts the codes, each once.
func cleanCodes(codes []string) ([]string, error) {
	if len(codes) == 0 || len(codes) > MaxCodes {
		return nil, ErrOffer
	}
	clean := make([]string, len(codes))
	for i, code := range codes {
		var err error
		if clean[i], err = payment.Line(code, payment.MaxLine); err != nil {
			return nil, err
		}
		if clean[i] == "" {
			return nil, ErrOffer
		}
	}
	slices.Sort(clean)
	return slices.Compact(clean), nil
}

// Runs says whether the offer is valid for a payment approved at t: from its start on, and before its end (OFF-7).
func (o Offer) Runs(t time.Time) bool { return !t.Before(o.Starts) && t.Before(o.Ends) }

// SoldOut says whether all rewards have been given.
func (o Offer) SoldOut() bool { return o.Stock > 0 && o.Left == 0 }

// Withdraw ends the offer now: what was approved before is still rewarded. It answers ErrWithdrawn if it has ended.
func (o Offer) Withdraw(at time.Time) (Offer, error) {
	at = moment(at)
	if !at.Before(o.Ends) {
		return o, ErrWithdrawn
	}
	o.Ends = at
	if at.Before(o.Starts) {
		o.Starts = at // it never runs
	}
	return o, nil
}

// Covers says whether a payment is one that the offer could be about: of this merchant and place, while it runs.
func (o Offer) Covers(p payment.Payment) bool {
	return p.Final && p.Merchant == o.Merchant && (o.Location == payment.LocationID{} || o.Location == p.Location) && o.Runs(p.At)
}

// Earned is what the offer gives for a payment, and whether it gives anything: the payment is covered, not given back
// in full, all of it was taken, and one of its rows has one of the codes, letter for letter. Of several such rows the
// one that comes to most counts, once (OFF-2, OFF-3).
func (o Offer) Earned(p payment.Payment) (money.Amount, bool) {
	price, found := o.item(p)
	if !found || !o.Covers(p) || p.FullyRefunded() || !paidInFull(p) {
		return money.Amount{}, false
	}
	amount, err := o.Benefit.Of(price)
	return amount, err == nil && amount.IsPositive()
}

// item is what the dearest row with one of the offer's codes comes to.
func (o Offer) item(p payment.Payment) (price money.Amount, found bool) {
	for _, row := range p.Rows {
		if !row.Total.IsPositive() || !o.names(row.EAN) && !o.names(row.SKU) {
			continue
		}
		if !found || row.Total.Minor() > price.Minor() {
			price, found = row.Total, true
		}
	}
	return price, found
}

func (o Offer) names(code string) bool { return code != "" && slices.Contains(o.Codes, code) }

// paidInFull says whether the rows are what was paid: of a reservation the merchant may take less, and then nobody knows for which of them.
func paidInFull(p payment.Payment) bool {
	amounts := make([]money.Amount, len(p.Rows))
	for i, r := range p.Rows {
		amounts[i] = r.Total
	}
	sum, err := money.Sum(p.Amount.Currency(), amounts...)
	return err == nil && sum == p.Amount
}

// Take takes one reward out of a limited stock; an unlimited one stays as it is. It answers ErrNoneLeft.
func (o Offer) Take() (Offer, error) {
	switch {
	case o.Stock == 0:
		return o, nil
	case o.Left == 0:
		return o, ErrNoneLeft
	}
	o.Left--
	return o, nil
}
