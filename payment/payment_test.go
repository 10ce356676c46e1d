package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

func TestNewPayment(t *testing.T) {
	v := issued()
	want := payment.Payment{
		ID: paymentID, Invoice: invoiceID, Payer: ann, From: fromID,
		Merchant: merchantID, Location: locationID, Lane: laneID, Seller: "Corner Bakery", Place: "Main Street",
		Channel: payment.InStore, Reference: paymentReference, Title: "Bill B-1007", Rows: v.Rows,
		Amount: usd(702), Refunded: usd(0), Qualifies: true, At: at, Final: true, Approval: evidence(),
	}
	p, err := pay(v, true)
	require.NoError(t, err)
	require.Equal(t, want, p)

	p, err = pay(must(v.Approve(ann, paymentID, 1, v.Total, at)), true)
	require.NoError(t, err)
	require.Equal(t, want, p, "before and after the approval it is the same")
}

func TestAPaymentKeepsWhatItWasGiven(t *testing.T) {
	v, a := issued(), evidence()
	p := must(payment.NewPayment(paymentID, v, bakery(), shop(), ann, fromID, paymentReference, true, a, true, at))
	v.Rows[0].Total = usd(1)
	a.Message[0], a.Signature[0] = 'X', 'X'
	require.Equal(t, usd(780), p.Rows[0].Total)
	require.Equal(t, evidence(), p.Approval)
}

func TestADonationEarnsNoCashback(t *testing.T) { // CB-5
	charity := bakery()
	charity.Charity = true
	p := must(payment.NewPayment(paymentID, issued(), charity, shop(), ann, fromID, paymentReference, true, evidence(), true, at))
	require.False(t, p.Qualifies)
	p = must(payment.NewPayment(paymentID, issued(), bakery(), shop(), ann, fromID, paymentReference, false, evidence(), true, at))
	require.False(t, p.Qualifies)
}

func TestAPaymentOfThingsThatDoNotBelongTogether(t *testing.T) {
	type input struct {
		id        payment.PaymentID
		invoice   payment.Invoice
		merchant  payment.Merchant
		location  payment.Location
		payer     account.ID
		from      account.PaymentAccountID
		reference string
	}
	for name, c := range map[string]struct {
		spoil func(*input)
		want  error
	}{
		"no ID":             {func(i *input) { i.id = payment.PaymentID{} }, payment.ErrID},
		"no invoice":        {func(i *input) { i.invoice = payment.Invoice{} }, payment.ErrID},
		"no payer":          {func(i *input) { i.payer = account.ID{} }, payment.ErrID},
		"no account":        {func(i *input) { i.from = account.PaymentAccountID{} }, payment.ErrID},
		"other merchant":    {func(i *input) { i.merchant.ID.UUID = id(21) }, payment.ErrForeign},
		"other location":    {func(i *input) { i.location.ID.UUID = id(22) }, payment.ErrForeign},
		"other payment":     {func(i *input) { i.invoice = inState(payment.Paid); i.id.UUID = id(55) }, payment.ErrForeign},
		"other payer":       {func(i *input) { i.invoice = inState(payment.Paid); i.payer = ben }, payment.ErrOtherPayer},
		"inactive merchant": {func(i *input) { i.merchant = i.merchant.Deactivate() }, payment.ErrMerchantInactive},
		"no reference":      {func(i *input) { i.reference = "" }, payment.ErrReference},
	} {
		i := input{paymentID, issued(), bakery(), shop(), ann, fromID, paymentReference}
		c.spoil(&i)
		p, err := payment.NewPayment(i.id, i.invoice, i.merchant, i.location, i.payer, i.from, i.reference, true, evidence(), true, at)
		require.ErrorIs(t, err, c.want, name)
		require.Equal(t, payment.Payment{}, p)
	}
}

func TestFinish(t *testing.T) {
	reserved := must(pay(inState(payment.Reserved), false))
	for _, minor := range []int64{702, 701, 1} {
		p := must(reserved.Finish(usd(minor), at.Add(time.Hour)))
		require.True(t, p.Final)
		require.Equal(t, usd(minor), p.Amount)
		require.Equal(t, reserved.Rows, p.Rows, "what was approved stays")
		require.Equal(t, at, p.At)
		_, err := p.Finish(usd(minor), at)
		require.ErrorIs(t, err, payment.ErrFinal)
	}
	require.False(t, reserved.Final, "the receiver has changed")
	_, err := reserved.Finish(usd(703), at)
	_, err2 := reserved.Finish(usd(0), at)
	_, err3 := reserved.Finish(usd(-1), at)
	_, err4 := reserved.Finish(money.Amount{}, at)
	requireAll(t, payment.ErrAmount, err, err2, err3, err4)
	_, err = reserved.Finish(money.FromMinor(702, money.EUR), at)
	require.ErrorIs(t, err, payment.ErrCurrency)
}

func TestRefund(t *testing.T) { // PAY-15
	p := paid(5000)
	p, r, err := p.Refund(refundID, refundReference, usd(3000), " Bread was stale ", at.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, payment.Refund{
		ID: refundID, Payment: paymentID, Reference: refundReference,
		Amount: usd(3000), Title: "Bread was stale", At: at.Add(time.Hour),
	}, r)
	require.Equal(t, usd(3000), p.Refunded)
	require.Equal(t, usd(2000), p.Net())
	require.Equal(t, usd(5000), p.Amount, "the original stays")
	require.False(t, p.FullyRefunded())

	_, _, err = p.Refund(refundID, refundReference, usd(2001), "", at)
	require.ErrorIs(t, err, payment.ErrRefundTooMuch)

	p, _, err = p.Refund(refundID, refundReference, usd(2000), "", at)
	require.NoError(t, err)
	require.True(t, p.FullyRefunded())
	_, _, err = p.Refund(refundID, refundReference, usd(1), "", at)
	require.ErrorIs(t, err, payment.ErrRefundTooMuch)
}

func TestRefundRefused(t *testing.T) {
	reserved := must(pay(inState(payment.Reserved), false))
	require.False(t, reserved.FullyRefunded())
	for name, c := range map[string]struct {
		payment   payment.Payment
		id        payment.RefundID
		reference string
		amount    money.Amount
		title     string
		want      error
	}{
		"only reserved":    {reserved, refundID, refundReference, usd(1), "", payment.ErrNotFinal},
		"0.00":             {paid(5000), refundID, refundReference, usd(0), "", payment.ErrAmount},
		"-0.01":            {paid(5000), refundID, refundReference, usd(-1), "", payment.ErrAmount},
		"no amount":        {paid(5000), refundID, refundReference, money.Amount{}, "", payment.ErrAmount},
		"euro":             {paid(5000), refundID, refundReference, money.FromMinor(1, money.EUR), "", payment.ErrCurrency},
		"a cent more":      {paid(5000), refundID, refundReference, usd(5001), "", payment.ErrRefundTooMuch},
		"beyond all":       {paid(5000), refundID, refundReference, usd(1<<63 - 1), "", payment.ErrRefundTooMuch},
		"no ID":            {paid(5000), payment.RefundID{}, refundReference, usd(1), "", payment.ErrID},
		"no reference":     {paid(5000), refundID, "", usd(1), "", payment.ErrReference},
		"unprintable text": {paid(5000), refundID, refundReference, usd(1), "\x1b[2J", payment.ErrText},
	} {
		p, r, err := c.payment.Refund(c.id, c.reference, c.amount, c.title, at)
		require.ErrorIs(t, err, c.want, name)
		require.Equal(t, payment.Payment{}, p)
		require.Equal(t, payment.Refund{}, r)
	}
}

func TestRefundsNeverExceedThePayment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(1, 99_999_999).Draw(t, "total")
		p, left := paid(total), total
		for range rapid.IntRange(0, 20).Draw(t, "refunds") {
			amount := rapid.OneOf(rapid.Int64Range(-1, left+2), rapid.Int64Range(1, max(1, left/4)), rapid.Int64()).Draw(t, "amount")
			next, r, err := p.Refund(refundID, refundReference, usd(amount), "", at)
			if amount <= 0 || amount > left {
				require.Error(t, err)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, usd(amount), r.Amount)
			p, left = next, left-amount
			require.Equal(t, usd(left), p.Net())
			require.Equal(t, left == 0, p.FullyRefunded())
			require.Equal(t, usd(total), must(p.Net().Add(p.Refunded)))
		}
	})
}
