package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

const ionNumber = "+40712034567"

// closes deregisters with the code that comes by SMS.
func (p *person) closes(payOut bool) (account.State, error) {
	w := p.w
	_, err := w.sys.Accounts.RequestClosing(w.ctx, seqr.StepRequest{Key: w.key(), Account: p.id})
	if err != nil {
		return 0, err
	}
	w.settle()
	return w.sys.Accounts.Close(w.ctx, seqr.CloseRequest{
		Key: w.key(), Account: p.id, Code: w.phone.Code(p.number), PayOut: payOut, Signed: p.act(identity.ActionClose),
	})
}

// receivesOn names a bank account for incoming money alone.
func (p *person) receivesOn(number string) error {
	_, err := p.w.sys.Accounts.SetReceivingAccount(p.w.ctx, seqr.ReceivingRequest{Key: p.w.key(), Account: p.id, Number: number})
	return err
}

// earns buys enough for 1.20 of cashback on the Seqr Account.
func (w *world) earns(p *person, shop *till) {
	w.t.Helper()
	for range 12 {
		p.mustPay(shop, "5.00")
	}
	w.untilDay(time.October, 20)
	require.Equal(w.t, "1.20", p.prepaid().Available.Format())
}

// credits are the credits to a person's bank accounts.
func (p *person) credits() []ach.Payout {
	p.w.t.Helper()
	list, err := p.w.store.PayoutsOf(p.w.ctx, p.id, ach.PayoutID{}, 100)
	require.NoError(p.w.t, err)
	return list
}

// A default names what is paid from until another is named with a payment; without one it is as before [MND-5].
func TestDefaultPaymentAccount(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := abroadOn(t, st, seqr.Germany())
		shop := w.till("Backhaus")
		uli := w.join("Uli Muster", "+4915123456789")
		require.Equal(t, uli.limit().ID, uli.view().PaysFrom)
		set := func(id account.PaymentAccountID) error {
			_, err := w.sys.Accounts.SetDefault(w.ctx, seqr.DefaultRequest{Key: w.key(), Account: uli.id, From: id})
			return err
		}
		require.NoError(t, set(uli.prepaid().ID))
		require.Equal(t, uli.prepaid().ID, uli.view().PaysFrom)
		var limit *seqr.LimitError
		require.ErrorAs(t, uli.payFrom(shop, account.PaymentAccountID{}, "1.00"), &limit, "the Seqr Account is empty, and nothing else is charged")
		require.NoError(t, uli.payFrom(shop, uli.limit().ID, "1.00"))
		require.NoError(t, set(account.PaymentAccountID{}))
		require.NoError(t, uli.payFrom(shop, account.PaymentAccountID{}, "1.00"))
		require.Equal(t, "73.00", uli.limit().Available.Format())
		w.audit()
	})
}

// A market that debits nobody lets a bank account be named to withdraw to; another one replaces it [PRE-5, MND-8].
func TestBankAccountThatOnlyReceives(t *testing.T) {
	t.Parallel()
	w := quick(t, func(c *seqr.Config) { c.Market = anyPicture(seqr.Demo(seqr.Romania())) })
	ion := w.apply(ionNumber)
	ion.confirm()
	ion.describe("Ion Exemplu")
	ion.choosePIN()
	ion.prove()
	_, err := ion.withdraw("1.00")
	require.ErrorIs(t, err, payment.ErrNoReceivingAccount)
	require.ErrorIs(t, ion.receivesOn("RO49AAAA1B31007593840001"), ach.ErrIBAN)
	require.NoError(t, ion.receivesOn("DE89 3704 0044 0532 0130 00"))
	require.NoError(t, ion.receivesOn("RO49 AAAA 1B31 0075 9384 0000"))
	var limit *seqr.LimitError
	_, err = ion.withdraw("0.01")
	require.ErrorAs(t, err, &limit, "there is somewhere to withdraw to, but nothing to withdraw")
	require.Len(t, ion.view().Accounts, 1, "it cannot be paid from")
	w.audit()
}

// Whoever leaves may have the balance paid out; what is withdrawn goes to the account that was named for it [CS-10, PRE-5].
func TestClosingPaysTheBalanceOut(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	uli := w.join("Uli Muster", "+4915123456789")
	w.earns(uli, w.till("Backhaus"))
	require.NoError(t, uli.receivesOn("FR14 2004 1010 0505 0001 3M02 606"))
	moved, err := uli.withdraw("0.20")
	require.NoError(t, err)
	require.NotZero(t, moved.Transfer)
	state, err := uli.closes(true)
	require.NoError(t, err)
	require.Equal(t, account.Closed, state)
	w.pass(5)
	out := uli.credits()
	require.Len(t, out, 2)
	a, err := w.store.Account(w.ctx, uli.id)
	require.NoError(t, err)
	for _, p := range out {
		require.Equal(t, a.Receiving, p.Bank.UUID)
	}
	require.Equal(t, ledger.BalanceMoved, out[1].Purpose)
	require.Equal(t, w.money("1.00"), out[1].Amount)
	require.Equal(t, "0.00", uli.prepaid().Available.Format())
	w.audit()
}

// Customer service pays the balance of a blocked owner out, and closes the account then [CS-8, CS-10].
func TestSupportPaysTheBalanceOut(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	uli := w.join("Uli Muster", "+4915123456789")
	w.earns(uli, w.till("Backhaus"))
	uli.block(account.Other)
	_, err := w.sys.Support.Close(w.ctx, w.help(uli.id))
	require.ErrorIs(t, err, seqr.ErrBalanceLeft)
	paid, err := w.sys.Support.PayOutBalance(w.ctx, w.help(uli.id))
	require.NoError(t, err)
	require.Equal(t, w.money("1.20"), paid)
	again, err := w.sys.Support.PayOutBalance(w.ctx, w.help(uli.id))
	require.NoError(t, err)
	require.True(t, again.IsZero(), "nothing is left")
	_, err = w.sys.Support.Close(w.ctx, w.help(uli.id))
	require.NoError(t, err)
	w.pass(5)
	require.Len(t, uli.credits(), 1)
	w.audit()
}

// What is reserved on a Seqr Account stays reserved there when its owner leaves and comes back: nobody's limit bears it [LIM-8].
func TestPrepaidReservationIsNotCarried(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop := w.till("Backhaus")
	uli := w.join("Uli Muster", "+4915123456789")
	w.earns(uli, shop)
	_, err := w.sys.Accounts.SetDefault(w.ctx, seqr.DefaultRequest{Key: w.key(), Account: uli.id, From: uli.prepaid().ID})
	require.NoError(t, err)
	inv := uli.reserve(shop, payment.Draft{Mode: payment.ReservationRequired, Total: w.money("1.00")})
	twin := w.join("Uli Muster", "+4915123456790")
	_, err = w.sys.Support.ResolveDuplicate(w.ctx, seqr.ResolveRequest{SupportRequest: w.help(twin.id), Survivor: twin.id})
	require.NoError(t, err)
	require.Equal(t, "75.00", twin.limit().Available.Format())
	require.Equal(t, "0.20", twin.prepaid().Available.Format(), "what was free came along")
	require.NoError(t, shop.commit(inv, "1.00"))
	require.Equal(t, "75.00", twin.limit().Available.Format())
	w.audit()
}
