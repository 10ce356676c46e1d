package seqr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// items are what stands on a person's invoice: name or kind, amount, and what was given back.
func (p *person) items(inv seqr.MonthlyInvoice) []string {
	p.w.t.Helper()
	list, err := p.w.sys.Accounts.InvoiceItems(p.w.ctx, p.id, inv.Reference)
	require.NoError(p.w.t, err)
	var said []string
	sum := money.FromMinor(0, inv.Amount.Currency())
	for _, i := range list {
		said = append(said, string(i.Kind)+i.Name+" "+i.Amount.Format()+" -"+i.Back.Format())
		for _, step := range []func() (money.Amount, error){func() (money.Amount, error) { return sum.Add(i.Amount) }, func() (money.Amount, error) { return sum.Sub(i.Back) }} {
			var err error
			sum, err = step()
			require.NoError(p.w.t, err)
		}
		require.NotEmpty(p.w.t, i.Reference)
	}
	require.Equal(p.w.t, inv.Amount, sum, "the items add up to the invoice")
	return said
}

// Purchases, top-ups and what was sent stand on the invoice of their month, less what was given back [MND-10].
func TestItemsOfAnInvoice(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	shop := w.till("Kauppa")
	aino, eero := w.invoiced("Aino Esimerkki", ainoNumber), w.join("Eero Esimerkki", eeroNumber)
	one := aino.mustPay(shop, "60.00")
	aino.mustSend(eeroNumber, "10.00")
	_, err := aino.topUp("5.00")
	require.NoError(t, err)
	require.NoError(t, aino.payFrom(shop, aino.prepaid().ID, "5.00"), "is on no invoice")
	shop.refund(one, "20.00")
	w.until("2026-08-01T12:00:00+03:00")
	aino.mustPay(shop, "7.00")
	list := aino.invoices()
	require.Equal(t, []string{"Kauppa 60.00 -20.00", "send" + eeroNumber + " 10.00 -0.00", "top_up 5.00 -0.00"}, aino.items(list[1]))
	require.Equal(t, []string{"Kauppa 7.00 -0.00"}, aino.items(list[0]))
	for ref, want := range map[string]error{"RF00": ach.ErrReference, "": ach.ErrReference} {
		_, err := w.sys.Accounts.InvoiceItems(w.ctx, aino.id, ref)
		require.ErrorIs(t, err, want)
	}
	_, err = w.sys.Accounts.InvoiceItems(w.ctx, eero.id, list[0].Reference)
	require.ErrorIs(t, err, seqr.ErrNotFound, "somebody else's")
	w.audit()
}

// An invoice that the person's next account has taken over shows what the account before has bought, and a reservation of which
// a part was taken stands there with that part [LIM-8, MND-10].
func TestItemsFollowTheOwner(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	shop := w.till("Kauppa")
	aino := w.invoiced("Aino Esimerkki", ainoNumber)
	held := aino.reserve(shop, payment.Draft{Mode: payment.ReservationRequired, Total: w.money("50.00")})
	aino.mustPay(shop, "30.00")
	require.Equal(t, []string{"Kauppa 30.00 -0.00"}, aino.items(aino.invoices()[0]), "a reservation is on none")
	require.NoError(t, shop.commit(held, "45.00"))
	aino.leave()
	w.pass(1)
	again := w.invoiced("Aino Esimerkki", ainoNumber)
	require.Equal(t, []string{"Kauppa 45.00 -0.00", "Kauppa 30.00 -0.00"}, again.items(again.invoices()[0]))
	w.audit()
}

// Three days before the last to pay the owner is reminded of what is left, by e-mail and in the morning; not if nothing is [MND-10].
func TestReminderOfAnInvoice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ paid, left string }{
		"unpaid": {"", "60.00"}, "paid in part": {"20.00", "40.00"}, "paid": {"60.00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := abroad(t, seqr.Finland())
			aino := w.invoiced("Aino Esimerkki", ainoNumber)
			aino.mustPay(w.till("Kauppa"), "60.00")
			w.until("2026-08-01T12:00:00+03:00")
			inv := aino.invoices()[0]
			require.Equal(t, "2026-08-17", inv.DueOn.String())
			if c.paid != "" {
				require.NoError(t, w.wires(inv.Reference, c.paid))
			}
			w.until("2026-08-14T08:59:59+03:00")
			before := len(w.mail.Messages("pat@example.com"))
			w.until("2026-08-14T09:00:00+03:00")
			said := w.mail.Messages("pat@example.com")[before:]
			if c.left == "" {
				require.Empty(t, said)
				return
			}
			require.Len(t, said, 1)
			require.Contains(t, said[0].Subject, "due soon")
			require.Contains(t, said[0].Text, c.left+" EUR are still to be paid, by 2026-08-17")
			require.Contains(t, said[0].Text, inv.Reference)
			w.audit()
		})
	}
}
