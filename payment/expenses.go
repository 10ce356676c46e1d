package payment

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Spent is what a number of payments add up to: Amount is what was approved, Net what is left of it after refunds.
type Spent struct {
	Payments int          `json:"payments"`
	Amount   money.Amount `json:"amount"`
	Refunded money.Amount `json:"refunded"`
	Net      money.Amount `json:"net"`
}

// Expenses is a summary of what a payer spent (RCP-1): in total, and by month, merchant and
// channel. Each of the three adds up to the total, to the cent. A refund counts with the payment that
// it gives back, whenever it came. Transfers, top-ups, withdrawals and payouts are no expenses (RCP-3).
type Expenses struct {
	Total      Spent           `json:"total"`
	ByMonth    []MonthSpent    `json:"by_month"`    // in order of time
	ByMerchant []MerchantSpent `json:"by_merchant"` // most spent first
	ByChannel  []ChannelSpent  `json:"by_channel"`  // most spent first
}

// MonthSpent is what was spent in a month.
type MonthSpent struct {
	Month civil.Month `json:"month"`
	Spent
}

// MerchantSpent is what was spent with a merchant, by the name that it had at the last of the payments.
type MerchantSpent struct {
	Merchant MerchantID `json:"merchant"`
	Name     string     `json:"name"`
	Spent
}

// ChannelSpent is what was spent through a channel.
type ChannelSpent struct {
	Channel Channel `json:"channel"`
	Spent
}

// Summarise adds up payments of one payer, all in currency c, by months of the zone. Reservations that
// were not committed are left out. It answers money.ErrCurrencyMismatch for a payment in
// another currency, and money.ErrOverflow.
func Summarise(ps []Payment, c money.Currency, zone *time.Location) (Expenses, error) {
	none := money.FromMinor(0, c)
	e := Expenses{Total: Spent{Amount: none, Refunded: none, Net: none}}
	months, sellers, channels := map[civil.Month]Spent{}, map[MerchantID]MerchantSpent{}, map[Channel]Spent{}
	for _, p := range slices.SortedStableFunc(slices.Values(ps), func(a, b Payment) int { return a.At.Compare(b.At) }) {
		if !p.Final {
			continue
		}
		month, seller := civil.MonthOf(p.At, zone), sellers[p.Merchant]
		seller.Merchant, seller.Name = p.Merchant, p.Seller
		for _, err := range []error{
			e.Total.add(p), addTo(months, month, p, none), seller.Spent.addFrom(p, none), addTo(channels, p.Channel, p, none),
		} {
			if err != nil {
				return Expenses{}, err
			}
		}
		sellers[p.Merchant] = seller
	}
	for m, s := range months {
		e.ByMonth = append(e.ByMonth, MonthSpent{m, s})
	}
	for ch, s := range channels {
		e.ByChannel = append(e.ByChannel, ChannelSpent{ch, s})
	}
	e.ByMerchant = slices.Collect(maps.Values(sellers))
	slices.SortFunc(e.ByMonth, func(a, b MonthSpent) int { return a.Month.Compare(b.Month) })
	slices.SortFunc(e.ByMerchant, func(a, b MerchantSpent) int {
		return cmp.Or(b.more(a.Spent), cmp.Compare(a.Name, b.Name), slices.Compare(a.Merchant.UUID[:], b.Merchant.UUID[:]))
	})
	slices.SortFunc(e.ByChannel, func(a, b ChannelSpent) int {
		return cmp.Or(b.more(a.Spent), cmp.Compare(a.Channel, b.Channel))
	})
	return e, nil
}

// add adds a payment.
func (s *Spent) add(p Payment) (err error) {
	s.Payments++
	if s.Amount, err = s.Amount.Add(p.Amount); err != nil {
		return err
	}
	if s.Refunded, err = s.Refunded.Add(p.Refunded); err != nil {
		return err
	}
	s.Net, err = s.Net.Add(p.Net())
	return err
}

// addFrom is add for a sum that may not have begun.
func (s *Spent) addFrom(p Payment, none money.Amount) error {
	if s.Payments == 0 {
		*s = Spent{Amount: none, Refunded: none, Net: none}
	}
	return s.add(p)
}

func addTo[K comparable](sums map[K]Spent, key K, p Payment, none money.Amount) error {
	s := sums[key]
	err := s.addFrom(p, none)
	sums[key] = s
	return err
}

// more compares what is left after refunds, all of one currency.
func (s Spent) more(o Spent) int { return cmp.Compare(s.Net.Minor(), o.Net.Minor()) }
