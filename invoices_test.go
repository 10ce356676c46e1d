package seqr_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

const (
	ainoNumber = "+358401234567"
	eeroNumber = "+358401234568"
)

// invoiced registers somebody with an invoice account instead of a bank account.
func (w *world) invoiced(name, number string) *person {
	w.t.Helper()
	p := w.apply(number)
	p.confirm()
	p.describe(name)
	p.choosePIN()
	_, err := w.sys.Accounts.OpenInvoiceAccount(w.ctx, seqr.StepRequest{Key: w.key(), Account: p.id})
	require.NoError(w.t, err)
	p.prove()
	return p
}

// invoices are a person's monthly invoices, the latest first.
func (p *person) invoices() []seqr.MonthlyInvoice {
	p.w.t.Helper()
	list, err := p.w.sys.Accounts.Invoices(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return list
}

// wires pays by bank transfer with a reference.
func (w *world) wires(reference, amount string) error {
	_, err := w.sys.Banking.ReferencePayment(w.ctx, seqr.ReferencePaymentRequest{Key: w.key(), Reference: reference, Amount: amount})
	return err
}

// until sets the clock to an instant, with a Step a day on the way.
func (w *world) until(instant string) {
	w.t.Helper()
	at, err := time.Parse(time.RFC3339Nano, instant)
	require.NoError(w.t, err)
	for w.clock.Now().Before(at) {
		w.clock.Advance(min(24*time.Hour, at.Sub(w.clock.Now())))
		w.settle()
	}
}

// What is bought until the last instant of January, as Helsinki has it, stands on one invoice that is issued in February;
// from midnight on it is March's. Paying it in time restores the limit and costs nothing more [MND-10].
func TestPurchasesOfAMonthStandOnOneInvoice(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := abroadOn(t, st, seqr.Finland())
		shop := w.till("Kauppa")
		aino := w.invoiced("Aino Esimerkki", ainoNumber)
		require.Equal(t, "500.00", aino.available())
		w.until("2027-01-05T12:00:00+02:00")
		aino.mustPay(shop, "100.00")
		require.Equal(t, "400.00", aino.available(), "it uses the limit, and no debit is made of it")
		w.until("2027-01-31T23:59:59.999999+02:00")
		aino.mustPay(shop, "50.25")
		w.until("2027-02-01T00:00:00+02:00")
		aino.mustPay(shop, "20.00")
		w.until("2027-02-01T01:00:00+02:00")

		list := aino.invoices()
		require.Len(t, list, 2)
		require.Equal(t, []ach.CollectionState{ach.Gathering, ach.Billed}, []ach.CollectionState{list[0].State, list[1].State})
		require.Equal(t, "2027-01", list[1].Month.String())
		require.Equal(t, w.money("150.25"), list[1].Left)
		require.Equal(t, "2027-02-15", list[1].DueOn.String())
		require.True(t, list[0].Left.IsZero(), "February is not over")
		mail, found := w.mail.Last("pat@example.com")
		require.True(t, found)
		require.Contains(t, mail.Text, "150.25")
		require.Contains(t, mail.Text, list[1].Reference)
		require.Equal(t, "329.75", aino.available())
		w.audit()

		require.NoError(t, w.wires(strings.ToLower(list[1].Reference), "100.25"))
		require.Equal(t, "329.75", aino.available(), "a part restores nothing")
		require.ErrorIs(t, w.wires(list[1].Reference, "50.01"), ach.ErrOverpaid)
		w.audit()
		require.NoError(t, w.wires(list[1].Reference, "50.00"))
		require.Equal(t, "480.00", aino.available())
		require.Equal(t, ach.Repaid, aino.invoices()[1].State)
		require.ErrorIs(t, w.wires(list[1].Reference, "0.01"), ach.ErrState)
		w.until("2027-02-20T12:00:00+02:00")
		require.Empty(t, aino.reasons())
		w.audit()
	})
}

// An invoice that is not paid in full by the end of its last day blocks its owner until it is [MND-10].
func TestUnpaidInvoiceBlocks(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	shop := w.till("Kauppa")
	aino := w.invoiced("Aino Esimerkki", ainoNumber)
	aino.mustPay(shop, "80.00")
	w.until("2026-08-01T12:00:00+03:00")
	inv := aino.invoices()[0]
	require.Equal(t, "2026-08-17", inv.DueOn.String(), "14 days on is a Saturday")
	require.NoError(t, w.wires(inv.Reference, "79.99"))
	w.until("2026-08-17T23:59:59+03:00")
	require.Empty(t, aino.reasons())
	aino.mustPay(shop, "10.00")
	w.until("2026-08-18T00:00:00+03:00")
	require.Equal(t, []account.Reason{account.Collection}, aino.reasons())
	_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: aino.id, Code: shop.code()})
	require.ErrorIs(t, err, account.ErrBlocked)
	owed, err := w.sys.Support.Owed(w.ctx, aino.id)
	require.NoError(t, err)
	require.Equal(t, w.money("0.01"), owed[0].Left, "no fee, no interest")
	w.audit()
	_, err = w.sys.Support.ManualPayment(w.ctx, seqr.ManualPaymentRequest{SupportRequest: w.help(aino.id), Collection: owed[0].Collection, Amount: "0.01"})
	require.NoError(t, err)
	require.Empty(t, aino.reasons())
	require.Equal(t, "490.00", aino.available())
	w.audit()
}

// A refund lowers the invoice while it gathers and while it is to be paid, also of one that is paid in part; once it is paid the
// refund is credited to the Seqr Account [MND-10, PAY-16].
func TestRefundsOnAnInvoiceAccount(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	shop := w.till("Kauppa")
	aino := w.invoiced("Aino Esimerkki", ainoNumber)
	one, two := aino.mustPay(shop, "60.00"), aino.mustPay(shop, "40.00")
	shop.refund(one, "10.00")
	require.Equal(t, w.money("90.00"), aino.invoices()[0].Amount)
	require.Equal(t, "410.00", aino.available())
	w.until("2026-08-01T12:00:00+03:00")
	shop.refund(one, "20.00")
	inv := aino.invoices()[0]
	require.Equal(t, w.money("70.00"), inv.Left)
	require.NoError(t, w.wires(inv.Reference, "50.00"))
	w.audit()
	shop.refund(one, "30.00")
	require.Equal(t, ach.Repaid, aino.invoices()[0].State, "40.00 are left, 50.00 were paid")
	require.Equal(t, "500.00", aino.available())
	require.Equal(t, "10.00", aino.prepaid().Available.Format())
	w.audit()
	shop.refund(two, "15.00")
	require.Equal(t, "25.00", aino.prepaid().Available.Format())
	w.audit()
}

// Of a month whose purchases were all refunded no invoice is sent [MND-10].
func TestInvoiceOfNothingIsDropped(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	shop := w.till("Kauppa")
	aino := w.invoiced("Aino Esimerkki", ainoNumber)
	one := aino.mustPay(shop, "60.00")
	shop.refund(one, "60.00")
	require.Equal(t, ach.Gathering, aino.invoices()[0].State, "more may be bought")
	w.until("2026-08-01T12:00:00+03:00")
	require.Equal(t, ach.Dropped, aino.invoices()[0].State)
	require.ErrorIs(t, w.wires(aino.invoices()[0].Reference, "1.00"), seqr.ErrUnknownOrder)
	w.audit()
}

// Money that is sent stands on the invoice with the purchases, up to 200.00 a month [MND-10, P2P-9].
func TestTransfersStandOnTheInvoice(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	aino, eero := w.invoiced("Aino Esimerkki", ainoNumber), w.join("Eero Esimerkki", eeroNumber)
	aino.mustPay(w.till("Kauppa"), "30.00")
	_, err := aino.send(eeroNumber, "200.01")
	require.ErrorIs(t, err, payment.ErrMonthly)
	aino.mustSend(eeroNumber, "200.00")
	require.Equal(t, "200.00", eero.prepaid().Available.Format())
	require.Equal(t, "270.00", aino.available())
	w.until("2026-08-01T12:00:00+03:00")
	require.Equal(t, w.money("230.00"), aino.invoices()[0].Left)
	require.NoError(t, w.wires(aino.invoices()[0].Reference, "230.00"))
	require.Equal(t, "500.00", aino.available())
	w.audit()
}

// A reservation stands on the invoice of the month in which the shop takes it [MND-10].
func TestReservationIsInvoicedWhenItIsTaken(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	shop := w.till("Kauppa")
	aino := w.invoiced("Aino Esimerkki", ainoNumber)
	w.until("2026-07-31T23:00:00+03:00")
	inv := aino.reserve(shop, payment.Draft{Mode: payment.ReservationRequired, Total: w.money("50.00")})
	require.Empty(t, aino.invoices())
	w.until("2026-08-01T09:00:00+03:00")
	err := shop.commit(inv, "45.00")
	require.NoError(t, err)
	require.Equal(t, "2026-08", aino.invoices()[0].Month.String())
	require.Equal(t, w.money("45.00"), aino.invoices()[0].Amount)
	w.audit()
}

// Who leaves still gets the invoice; the same person's next account bears it, and its limit with it [LIM-8, COL-14, MND-10].
func TestInvoiceFollowsItsOwner(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	shop := w.till("Kauppa")
	aino := w.invoiced("Aino Esimerkki", ainoNumber)
	one := aino.mustPay(shop, "100.00")
	aino.leave()
	w.pass(1)
	again := w.invoiced("Aino Esimerkki", ainoNumber)
	require.Equal(t, "400.00", again.available())
	again.mustPay(shop, "30.00")
	w.audit()
	w.until("2026-08-01T12:00:00+03:00")
	list := again.invoices()
	require.Len(t, list, 2)
	shop.refund(one, "20.00")
	w.until("2026-09-01T12:00:00+03:00")
	require.Equal(t, []account.Reason{account.Collection}, again.reasons())
	w.audit()
	for _, inv := range again.invoices() {
		require.NoError(t, w.wires(inv.Reference, inv.Left.Format()))
	}
	require.Empty(t, again.reasons())
	require.Equal(t, "500.00", again.available())
	w.audit()
}

// First purchases of a month at the same moment open one invoice, which has them all, and never pass the limit [MND-10, GEN-4].
func TestFirstPurchasesAtOnceOpenOneInvoice(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := abroadOn(t, st, seqr.Finland())
		shop := w.till("Kauppa")
		aino := w.invoiced("Aino Esimerkki", ainoNumber)
		var all []func() error
		for range 7 {
			all = append(all, w.approving(aino, shop, "90.00", aino.pin))
		}
		require.Equal(t, 5, count(race(all), nil))
		require.Len(t, aino.invoices(), 1)
		require.Equal(t, w.money("450.00"), aino.invoices()[0].Amount)
		require.Equal(t, "50.00", aino.available())
		w.audit()
	})
}

// A bank account and an invoice account are alternatives; where the market has none there is none [MND-5, MND-10].
func TestInvoiceAccountInsteadOfABankAccount(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	aino := w.invoiced("Aino Esimerkki", ainoNumber)
	_, err := w.sys.Accounts.AddBankAccount(w.ctx, bankRequest(w, aino.id))
	require.ErrorIs(t, err, account.ErrSecondBankAccount)
	_, err = w.sys.Support.RemoveBankAccount(w.ctx, w.help(aino.id))
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)
	eero := w.join("Eero Esimerkki", eeroNumber)
	_, err = w.sys.Accounts.OpenInvoiceAccount(w.ctx, seqr.StepRequest{Key: w.key(), Account: eero.id})
	require.ErrorIs(t, err, account.ErrSecondBankAccount)
	w.audit()

	swedish := abroadOn(t, memory.New(), seqr.Sweden())
	kim := swedish.apply("+46701234567")
	_, err = swedish.sys.Accounts.OpenInvoiceAccount(swedish.ctx, seqr.StepRequest{Key: swedish.key(), Account: kim.id})
	require.ErrorIs(t, err, account.ErrKind)
	chosen := seqr.Sweden().WithInvoice()
	require.ErrorContains(t, chosen.Validate(), "days to pay an invoice is unset")
	require.NotContains(t, seqr.Sweden().Validate().Error(), "invoice")
	w = abroadOn(t, memory.New(), chosen)
	require.Equal(t, "5000.00", w.invoiced("Kim Exempel", "+46701234567").available())
	w.audit()
}
