package payment_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

func TestBill(t *testing.T) { // PAY-4
	v := issued()
	b := v.Bill(bakery(), shop(), till(), at.Add(2*time.Minute))
	require.Equal(t, payment.Bill{
		Invoice: invoiceID, Revision: 1, Merchant: "Corner Bakery", Location: "Main Street", Lane: "Lane 1",
		Title: "Bill B-1007", Rows: v.Rows, Total: usd(702), State: payment.Issued, ShownUntil: at.Add(2 * time.Minute),
	}, b)
	b.Rows[0].Total = usd(1)
	require.Equal(t, usd(780), v.Rows[0].Total, "the bill has rows of its own")
}

func TestABillIsApprovableFor120Seconds(t *testing.T) { // PAY-8
	b := issued().Bill(bakery(), shop(), till(), at.Add(payment.DefaultPolicy().ShownFor))
	require.True(t, b.Approvable(at))
	require.True(t, b.Approvable(at.Add(119*time.Second)))
	require.True(t, b.Approvable(at.Add(120*time.Second-time.Microsecond)))
	require.False(t, b.Approvable(at.Add(120*time.Second)))
	for _, s := range declaredStates(t) {
		b := inState(s).Bill(bakery(), shop(), till(), at.Add(time.Minute))
		require.Equal(t, s == payment.Issued, b.Approvable(at), s)
	}
}

func TestABillIsNotShownLongerThanItsInvoice(t *testing.T) {
	v := issued()
	b := v.Bill(bakery(), shop(), till(), v.ExpiresAt.Add(time.Second))
	require.Equal(t, v.ExpiresAt, b.ShownUntil)
}

func TestABillHidesTheAmountUntilTheMerchantHasSaidIt(t *testing.T) {
	v := inState(payment.PendingAcknowledge)
	b := v.Bill(bakery(), shop(), till(), at.Add(time.Minute))
	require.Equal(t, payment.PendingAcknowledge, b.State)
	require.Equal(t, money.Amount{}, b.Total)
	require.Empty(t, b.Rows)
	require.NotContains(t, string(must(json.Marshal(b))), "7.02")
}

func TestStatus(t *testing.T) {
	v := issued()
	require.Equal(t, payment.Status{
		Invoice: invoiceID, Reference: invoiceReference, ClientRef: "B-1007",
		State: payment.Issued, Total: usd(702), Revision: 1,
	}, v.Status(at, nil))
	require.Equal(t, payment.Expired, v.Status(v.ExpiresAt, nil).State)

	v = inState(payment.Paid)
	p := must(pay(v, true))
	require.Equal(t, &payment.MerchantReceipt{PaymentReference: paymentReference, PaidAt: at, Amount: usd(702)}, v.Status(at, &p).Receipt)
	require.Nil(t, v.Status(at, nil).Receipt)
	p.Invoice.UUID = id(99)
	require.Nil(t, v.Status(at, &p).Receipt, "another invoice's payment")
}

func TestOnlyAPaidInvoiceHasAReceipt(t *testing.T) {
	for _, s := range declaredStates(t) {
		v := inState(s)
		p := must(pay(issued(), true))
		require.Equal(t, s == payment.Paid, v.Status(at, &p).Receipt != nil, s)
	}
}

// TestNothingPersonalReachesTheMerchant looks for every mark of the payer in everything that a merchant is told (PRV-2).
func TestNothingPersonalReachesTheMerchant(t *testing.T) { // PAY-9
	marks := []string{
		ann.String(), fromID.String(), evidence().Device.String(), holdID.String(), paymentID.String(),
		"bWVzc2FnZQ", "c2lnbmF0dXJl", // message, signature in base64
	}
	for _, s := range declaredStates(t) {
		v := inState(s)
		p := must(pay(v, s == payment.Paid))
		told := string(must(json.Marshal(v.Status(at, &p))))
		for _, mark := range marks {
			require.NotContains(t, told, mark, s)
		}
		kept := string(must(json.Marshal([]any{v, p})))
		require.Contains(t, kept, ann.String(), "the marks are there to be found")
	}
}
