package cashback

import (
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// Qualifies says whether a payment counts: in a store, online or Shop on the Spot, and not to a
// charity (CB-4, CB-5, DON-2). Transfers, top-ups, withdrawals and rewards are no payments, and
// nobody asks for them. It is asked at approval and its answer kept with the payment.
func (p Programme) Qualifies(ch payment.Channel, charity bool) bool {
	switch ch {
	case payment.InStore, payment.Online, payment.ShopOnTheSpot:
		return !charity
	}
	return false
}

// Earn is what a qualifying payment adds to the month in which it counts: that of its approval in the market's
// time zone (CB-9). A reservation that is committed when the quarter of its approval is decided counts in the month of the commit.
func Earn(payer account.ID, amount money.Amount, in civil.Month) Increment {
	return Increment{Payer: payer, Month: in, Count: 1, Total: amount}
}

// Unearn is what a refund takes away again from the month in which the payment it refunds counts: the amount, and with the last of it the count (CB-19). Full says that
// nothing of the payment is left after this refund, whether it was the only one or the last of several.
func Unearn(payer account.ID, refunded money.Amount, full bool, in civil.Month) Increment {
	less := Increment{
		Payer: payer,
		Month: in,
		Total: money.FromMinor(-refunded.Minor(), refunded.Currency()),
	}
	if full {
		less.Count = -1
	}
	return less
}

// Lost is how much less a month earns after an increment that takes from it, such as that of [Unearn], not rounded: with the
// last of 12 payments the rate of the other 11 goes, too.
func (p Programme) Lost(month Tally, less Increment) (decimal.Decimal, error) {
	after := month
	after.Count += less.Count
	var err error
	if after.Total, err = month.Total.Add(less.Total); err != nil {
		return decimal.Decimal{}, err
	}
	return p.Month(month).Exact.Sub(p.Month(after).Exact), nil
}
