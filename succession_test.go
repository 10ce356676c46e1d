package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
)

// deregister closes the account from its phone, with an SMS code.
func (p *person) deregister() {
	w := p.w
	w.t.Helper()
	w.clock.Advance(time.Minute)
	_, err := w.sys.Accounts.RequestClosing(w.ctx, seqr.StepRequest{Key: w.key(), Account: p.id})
	require.NoError(w.t, err)
	w.settle()
	m, err := w.sys.Accounts.Challenge(w.ctx, p.id, identity.ActionClose)
	require.NoError(w.t, err)
	p.counter++
	m.Counter = p.counter
	message, signature, err := p.key.Act(m)
	require.NoError(w.t, err)
	state, err := w.sys.Accounts.Close(w.ctx, seqr.CloseRequest{
		Key: w.key(), Account: p.id, Code: w.phone.Code(p.number), Signed: seqr.SignedAction{Message: message, Signature: signature},
	})
	require.NoError(w.t, err)
	require.Equal(w.t, account.Closed, state)
	w.settle()
	w.clock.Advance(time.Minute)
}

// Spend 100.00, deregister, register again: nothing is available until it is collected [LIM-8, CS-9].
func TestDebtsFollowThePerson(t *testing.T) {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	pat := w.register("Pat Example", "+18015550123")
	pat.mustPay(shop, "100.00")
	pat.deregister()
	w.audit()
	again := w.register("Pat Example", "+18015550123")
	require.Equal(t, "0.00", again.available())
	_, err := again.pay(shop, "0.01")
	require.ErrorIs(t, err, seqr.ErrLimit)
	w.audit()
	w.pass(7)
	require.Equal(t, "100.00", again.available())
	w.audit()
}

// A debit that fails after deregistration blocks the person's new account, and the debt is paid there [COL-14].
func TestFailureAfterClosingBlocksTheNextAccount(t *testing.T) {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	pat := w.register("Pat Example", "+18015550123")
	w.bank.ReturnEvery(sandbox.Match{Company: "Corner Grocery"}, "R01", 1)
	pat.mustPay(shop, "60.00")
	pat.deregister()
	again := w.register("Pat Example", "+18015550123")
	require.Equal(t, "40.00", again.available())
	w.pass(20)
	require.Equal(t, []account.Reason{account.Collection}, again.reasons())
	w.audit()
	owed, err := w.sys.Support.Owed(w.ctx, again.id)
	require.NoError(t, err)
	require.Len(t, owed, 1)
	_, err = w.sys.Support.ManualPayment(w.ctx, seqr.ManualPaymentRequest{
		SupportRequest: seqr.SupportRequest{Key: w.key(), Agent: "agent 7", Why: "cash", Account: again.id},
		Collection:     owed[0].Collection, Amount: "85.00",
	})
	require.NoError(t, err)
	require.Empty(t, again.reasons())
	require.Equal(t, "100.00", again.available())
	w.audit()
}

// A debt that is owed already, partly paid, is carried to the next account with its fee.
func TestOwedDebtIsCarriedWithItsFee(t *testing.T) {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	pat := w.register("Pat Example", "+18015550123")
	w.bank.ReturnEvery(sandbox.Match{Company: "Corner Grocery"}, "R02", 1)
	pat.mustPay(shop, "62.50")
	w.pass(4)
	agent := seqr.SupportRequest{Key: w.key(), Agent: "agent 7", Why: "asked to close", Account: pat.id}
	owed, err := w.sys.Support.Owed(w.ctx, pat.id)
	require.NoError(t, err)
	_, err = w.sys.Support.ManualPayment(w.ctx, seqr.ManualPaymentRequest{SupportRequest: agent, Collection: owed[0].Collection, Amount: "30.00"})
	require.NoError(t, err)
	agent.Key = w.key()
	_, err = w.sys.Support.Close(w.ctx, agent)
	require.NoError(t, err)
	again := w.register("Pat Example", "+18015550123")
	require.Equal(t, []account.Reason{account.Collection}, again.reasons())
	require.Equal(t, "37.50", again.available())
	owed, err = w.sys.Support.Owed(w.ctx, again.id)
	require.NoError(t, err)
	require.Equal(t, "57.50", owed[0].Left.Format())
	w.audit()
	agent.Key, agent.Account = w.key(), again.id
	_, err = w.sys.Support.ManualPayment(w.ctx, seqr.ManualPaymentRequest{SupportRequest: agent, Collection: owed[0].Collection, Amount: "57.50"})
	require.NoError(t, err)
	require.Empty(t, again.reasons())
	require.Equal(t, "100.00", again.available())
	w.audit()
}

// Whoever registers again keeps the quarter's amounts and counts [CB-20].
func TestCashbackFollowsThePerson(t *testing.T) {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	pat := w.register("Pat Example", "+18015550123")
	first := pat.mustPay(shop, "60.00")
	pat.deregister()
	again := w.register("Pat Example", "+18015550123")
	w.pass(7)
	again.mustPay(shop, "80.00")
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: first.Invoice, Amount: "10.00"})
	require.NoError(t, err)
	v, err := w.sys.Cashback.View(w.ctx, again.id)
	require.NoError(t, err)
	require.Equal(t, int64(2), v.Month.Count)
	require.Equal(t, "130.00", v.Month.Total.Format())
	w.audit()
	for civilMonth(w) < 10 || w.clock.Now().Day() < 17 {
		w.pass(1)
	}
	v, err = w.sys.Cashback.View(w.ctx, again.id)
	require.NoError(t, err)
	require.Len(t, v.Payouts, 1)
	require.Equal(t, "1.30", v.Payouts[0].Amount.Format())
	w.audit()
}
