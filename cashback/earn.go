package cashback

import (
	"time"

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

// Earn is what a qualifying payment approved at that time adds to its payer's month (CB-9).
func (p Programme) Earn(payer account.ID, amount money.Amount, at time.Time) Increment {
	return Increment{Payer: payer, Month: civil.MonthOf(at, p.Zone), Count: 1, Total: amount}
}

// Unearn is what a refund takes away again from the month of the payment it refunds, which was
// approved at paidAt: the amount, and with the last of it the count (CB-19). Full says that
// nothing of the payment is left after this refund, whether it was the only one or the last of several.
func (p Programme) Unearn(payer account.ID, refunded money.Amount, full bool, paidAt time.Time) Increment {
	less := Increment{
		Payer: payer,
		Month: civil.MonthOf(paidAt, p.Zone),
		Total: money.FromMinor(-refunded.Minor(), refunded.Currency()),
	}
	if full {
		less.Count = -1
	}
	return less
}
