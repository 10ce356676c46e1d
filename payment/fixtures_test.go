package payment_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// at is when the stories of these tests begin.
var at = time.Date(2026, time.September, 14, 14, 22, 17, 453_000_000, time.UTC)

const (
	invoiceReference = "26730518264000017"
	paymentReference = "2026091414221745301000042"
	refundReference  = "2026091616401122301000051"
)

// id is a UUID that reads like its number.
func id(n uint64) (u uuid.UUID) {
	binary.BigEndian.PutUint64(u[8:], n)
	u[6] = 0x70
	return u
}

var (
	merchantID = payment.MerchantID{UUID: id(1)}
	locationID = payment.LocationID{UUID: id(2)}
	laneID     = payment.LaneID{UUID: id(3)}
	invoiceID  = payment.InvoiceID{UUID: id(4)}
	paymentID  = payment.PaymentID{UUID: id(5)}
	refundID   = payment.RefundID{UUID: id(6)}
	payable    = ledger.AccountID{UUID: id(7)}
	holdID     = ledger.TransferID{UUID: id(8)}
	fromID     = account.PaymentAccountID{UUID: id(9)}
	ann        = account.ID{UUID: id(10)}
	ben        = account.ID{UUID: id(11)}
)

func usd(minor int64) money.Amount { return money.FromMinor(minor, money.USD) }

func row(description string, minor int64) payment.Row {
	return payment.Row{Description: description, Total: usd(minor)}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func bakery() payment.Merchant {
	return must(payment.NewMerchant(merchantID, "US", "Corner Bakery", money.USD, false, payable, at))
}

func shop() payment.Location {
	return must(payment.NewLocation(locationID, bakery(), "Main Street", "1 Main Street\nSpringfield"))
}

func till() payment.Lane {
	return must(payment.NewLane(laneID, shop(), "Lane 1", "A7", payment.InStore, false))
}

func breadAndCard() payment.Draft {
	bread := row("Rye bread", 780)
	bread.Quantity = decimal.NewFromInt(2)
	return payment.Draft{
		Mode: payment.ReservationDesired, Title: "Bill B-1007", ClientRef: "B-1007", Cashier: "Ida",
		Footer: "Thank you!\nSee you soon.", BackURL: "shop://done",
		Rows: []payment.Row{bread, row("Card", -78)}, Total: usd(702),
	}
}

func issue(d payment.Draft) (payment.Invoice, error) {
	return payment.Issue(invoiceID, till(), bakery(), invoiceReference, d, payment.DefaultPolicy(), at)
}

func issued() payment.Invoice { return must(issue(breadAndCard())) }

// inState is an invoice of Ann's in a state, reached by its verbs.
func inState(s payment.State) payment.Invoice {
	v := issued()
	switch s {
	case payment.Issued:
		return v
	case payment.PendingAcknowledge:
		d := breadAndCard()
		d.Ack = payment.RequireAcknowledgment
		return must(must(issue(d)).Ask(ann, nil, at))
	case payment.Reserved:
		return must(v.Reserve(ann, paymentID, holdID, 1, v.Total, payment.DefaultPolicy(), at))
	case payment.Paid:
		return must(v.Approve(ann, paymentID, 1, v.Total, at))
	case payment.Canceled:
		return must(v.Cancel(at))
	case payment.Failed:
		return must(v.Fail(at))
	case payment.Expired:
		return must(v.Expire(v.ExpiresAt))
	default:
		panic("no way to state " + s)
	}
}

func evidence() payment.Approval {
	return payment.Approval{Device: id(12), Message: []byte("message"), Signature: []byte("signature")}
}

func pay(v payment.Invoice, final bool) (payment.Payment, error) {
	return payment.NewPayment(paymentID, v, bakery(), shop(), ann, fromID, paymentReference, true, evidence(), final, at)
}

// paid is a final payment of an amount.
func paid(minor int64) payment.Payment {
	return must(pay(must(issue(payment.Draft{Title: "Bill", Total: usd(minor)})), true))
}

func requireAll(t *testing.T, want error, got ...error) {
	t.Helper()
	for _, err := range got {
		require.ErrorIs(t, err, want)
	}
}
