package seqr_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
)

// consent signs what was prepared, as the app does after the PIN was typed.
func (p *person) consent(v seqr.Prepared) seqr.TransferApproval {
	p.w.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counter++
	m := v.Message
	m.Counter = p.counter
	message, signature, err := p.key.Approve(m)
	require.NoError(p.w.t, err)
	return seqr.TransferApproval{Key: p.w.key(), Account: p.id, Terms: v.Terms, Message: message, Signature: signature, PIN: p.pin}
}

func (p *person) prepareSend(to, amount string) seqr.Prepared {
	p.w.t.Helper()
	v, err := p.w.sys.Transfers.PrepareSend(p.w.ctx, seqr.SendRequest{Account: p.id, To: to, Amount: amount, Note: "for lunch"})
	require.NoError(p.w.t, err)
	return v
}

// send sends money to a number.
func (p *person) send(to, amount string) (seqr.Moved, error) {
	p.w.t.Helper()
	v, err := p.w.sys.Transfers.PrepareSend(p.w.ctx, seqr.SendRequest{Account: p.id, To: to, Amount: amount, Note: "for lunch"})
	if err != nil {
		return seqr.Moved{}, err
	}
	return p.w.sys.Transfers.Approve(p.w.ctx, p.consent(v))
}

func (p *person) mustSend(to, amount string) seqr.Moved {
	p.w.t.Helper()
	m, err := p.send(to, amount)
	require.NoError(p.w.t, err)
	return m
}

func (p *person) movements() []seqr.Movement {
	p.w.t.Helper()
	all, err := p.w.sys.Transfers.List(p.w.ctx, p.id, uuid.Nil, 100)
	require.NoError(p.w.t, err)
	return all
}

func (p *person) movement(id payment.TransferID) seqr.Movement {
	p.w.t.Helper()
	m, err := p.w.sys.Transfers.Transfer(p.w.ctx, p.id, id)
	require.NoError(p.w.t, err)
	return m
}

const patNumber, kimNumber = "+18015550101", "+18015550102"

// duo is two people who can pay and receive.
func duo(t *testing.T, tune ...func(*seqr.Config)) (w *world, pat, kim *person) {
	w = quick(t, tune...)
	return w, w.join("Pat Example", patNumber), w.join("Kim Example", kimNumber)
}

// The whole way of money sent in the US: shown, approved, charged once, credited to the friend's bank account [P2P-1, P2P-3, P2P-5, LIM-7, COL-1].
func TestSendToABankAccount(t *testing.T) {
	t.Parallel()
	w, pat, kim := duo(t)
	v := pat.prepareSend("+1 (801) 555-0102", "30.00")
	require.Equal(t, kimNumber, v.Terms.To, "the number as it is read")
	require.Equal(t, usd("30.00"), v.Terms.Credited)
	require.Equal(t, usd("0.00"), v.Fee, "sending is free")
	require.Equal(t, usd("100.00"), v.Available)
	require.Zero(t, v.WaitsTill)
	require.Equal(t, "100.00", pat.available(), "showing moves nothing")

	moved, err := w.sys.Transfers.Approve(w.ctx, pat.consent(v))
	require.NoError(t, err)
	require.Equal(t, payment.TransferDone, moved.State)
	require.Equal(t, "70.00", pat.available())
	require.Equal(t, "100.00", kim.available(), "the receiver's limit has no part in it")
	w.settle()
	texts := w.phone.Messages(kimNumber)
	require.Contains(t, texts[len(texts)-1].Text, "Pat Example ("+patNumber+") sent you 30.00 USD. It is on its way to your bank account. Note: for lunch")

	w.pass(7)
	require.Equal(t, "100.00", pat.available(), "its own debit was collected")
	col, err := w.store.CollectionOf(w.ctx, moved.Transfer.UUID)
	require.NoError(t, err)
	require.Equal(t, ach.Collected, col.State)
	require.Equal(t, "SEQR Payments, Inc.", col.Seller, "the bank statement names the operator")
	sent, received := pat.movement(moved.Transfer), kim.movement(moved.Transfer)
	require.Equal(t, seqr.MovementSent, sent.Kind)
	require.Equal(t, kimNumber, sent.Number)
	require.Empty(t, sent.Name, "the sender learns nothing about who has the number")
	require.Equal(t, seqr.MovementReceived, received.Kind)
	require.Equal(t, "Pat Example", received.Name)
	require.Equal(t, "for lunch", received.Note)
	w.audit()
}

// Who gets nothing, and why [P2P-3, P2P-6, P2P-7]; nothing moves.
func TestWhoCannotReceive(t *testing.T) {
	t.Parallel()
	w, pat, kim := duo(t)
	blocked, closed := w.join("Sam Example", "+18015550103"), w.join("Lee Example", "+18015550104")
	blocked.block(account.Other)
	closed.leave()
	bankless := w.apply("+18015550105")
	bankless.confirm()
	for to, want := range map[string]error{
		patNumber: payment.ErrSelf, "+18015550103": payment.ErrCannotReceive, "+18015550104": payment.ErrUnregistered,
		"+18015550105": payment.ErrCannotReceive, "+18015550199": payment.ErrUnregistered,
		"8015550102": account.ErrPhoneNoCountryCode, "+491711234567": account.ErrPhoneRegion, "": account.ErrPhoneInvalid,
	} {
		_, err := pat.send(to, "1.00")
		require.ErrorIs(t, err, want, to)
	}
	for amount, want := range map[string]error{"0.00": payment.ErrAmount, "": payment.ErrAmount, "0.001": nil, "-1.00": nil} {
		_, err := pat.send(kimNumber, amount)
		require.Error(t, err, amount)
		if want != nil {
			require.ErrorIs(t, err, want, amount)
		}
	}
	require.Equal(t, "100.00", pat.available())
	require.Empty(t, pat.movements())
	_ = kim
	w.audit()
}

// What was shown can change before the PIN: the receiver leaves, or is blocked [P2P-5, P2P-7].
func TestReceiverChangesBeforeThePIN(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(kim *person){
		"blocked": func(kim *person) { kim.block(account.LostPhone) },
		"closed": func(kim *person) {
			_, err := kim.w.sys.Support.Close(kim.w.ctx, kim.w.help(kim.id))
			require.NoError(kim.w.t, err)
		},
	} {
		w, pat, kim := duo(t)
		v := pat.prepareSend(kimNumber, "30.00")
		change(kim)
		_, err := w.sys.Transfers.Approve(w.ctx, pat.consent(v))
		require.Error(t, err, name)
		require.Equal(t, "100.00", pat.available(), name)
		w.audit()
	}
}

// The limit is used like that of a purchase: 60.00 and 40.00 pass, then 0.01 does not [LIM-2, LIM-7].
func TestSendingUsesTheLimit(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t)
	shop := w.till("Corner Grocery")
	pat.mustPay(shop, "60.00")
	var limit *seqr.LimitError
	_, err := pat.send(kimNumber, "40.01")
	require.ErrorAs(t, err, &limit)
	require.Equal(t, usd("40.00"), limit.Available)
	pat.mustSend(kimNumber, "40.00")
	_, err = pat.send(kimNumber, "0.01")
	require.ErrorIs(t, err, seqr.ErrLimit)
	w.audit()
}

// Nothing moves without the PIN, the device, fresh terms that were prepared here, and an account that is not blocked [PIN-2, DEV-2, CS-3, PAY-8].
func TestSendNeedsConsent(t *testing.T) {
	t.Parallel()
	w, pat, kim := duo(t)
	approve := func(change func(*seqr.TransferApproval)) error {
		r := pat.consent(pat.prepareSend(kimNumber, "5.00"))
		change(&r)
		_, err := w.sys.Transfers.Approve(w.ctx, r)
		return err
	}
	for want, change := range map[error]func(*seqr.TransferApproval){
		identity.ErrPINWrong:         func(r *seqr.TransferApproval) { r.PIN = "904172" },
		identity.ErrSignature:        func(r *seqr.TransferApproval) { r.Signature, _ = kim.key.Sign(r.Message) },
		identity.ErrNonceUnknown:     func(r *seqr.TransferApproval) { r.Terms.Note = "for dinner" },
		identity.ErrApprovalMismatch: func(r *seqr.TransferApproval) { r.Terms.From = kim.id },
		payment.ErrCurrency:          func(r *seqr.TransferApproval) { r.Terms.Credited = usd("6.00") },
		identity.ErrNonceExpired:     func(*seqr.TransferApproval) { w.clock.Advance(120 * time.Second) },
		account.ErrBlocked:           func(*seqr.TransferApproval) { pat.block(account.LostPhone) },
	} {
		if want == account.ErrBlocked {
			continue
		}
		require.ErrorIs(t, approve(change), want)
	}
	require.ErrorIs(t, approve(func(*seqr.TransferApproval) { pat.block(account.LostPhone) }), account.ErrBlocked)
	require.Equal(t, "100.00", pat.available())
	_, err := pat.send(kimNumber, "5.00")
	require.ErrorIs(t, err, account.ErrBlocked)
	w.audit()
}

// A credit that the receiver's bank returns goes back to the sender, once: by a credit to the bank account that was debited, and before
// the debit was sent by not debiting it [P2P-3, PAY-16].
func TestReturnedCreditGoesBack(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]int{"after the debit": 1, "both at once": 0} {
		w, pat, _ := duo(t)
		w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R03", 1)
		moved := pat.mustSend(kimNumber, "30.00")
		w.pass(after)
		w.pass(10)
		m := pat.movement(moved.Transfer)
		require.Equal(t, string(payment.TransferReturned), m.State, name)
		require.Equal(t, "100.00", pat.available(), name)
		w.audit()
	}
}

// Where the market wants it, the credit waits for the sender's debit [P2P-3].
func TestCreditAfterDebit(t *testing.T) {
	t.Parallel()
	w, pat, kim := duo(t, func(c *seqr.Config) { c.Market.Transfer.AfterDebit = true })
	moved := pat.mustSend(kimNumber, "30.00")
	require.Equal(t, payment.TransferPending, moved.State)
	w.settle()
	w.audit()
	require.Equal(t, string(payment.TransferPending), kim.movement(moved.Transfer).State)
	w.pass(7)
	require.Equal(t, string(payment.TransferDone), kim.movement(moved.Transfer).State)
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// If the receiver has left by then, the sender gets the money back [P2P-3].
func TestCreditAfterDebitToNobody(t *testing.T) {
	t.Parallel()
	w, pat, kim := duo(t, func(c *seqr.Config) { c.Market.Transfer.AfterDebit = true })
	moved := pat.mustSend(kimNumber, "30.00")
	kim.leave()
	w.pass(7)
	require.Equal(t, string(payment.TransferReturned), pat.movement(moved.Transfer).State)
	w.pass(7)
	require.Equal(t, "100.00", pat.available())
	movements := pat.movements()
	require.Len(t, movements, 2)
	require.Equal(t, seqr.MovementRefund, movements[1].Kind, "by a credit to the bank account")
	w.audit()
}

// Transfers earn no cashback and are no expenses: 19 purchases and 5 transfers are 19, at 2 % [P2P-8, RCP-3].
func TestTransfersDoNotCount(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t)
	shop := w.till("Corner Grocery")
	for range 19 {
		pat.mustPay(shop, "1.00")
	}
	for range 5 {
		pat.mustSend(kimNumber, "1.00")
	}
	v, err := w.sys.Cashback.View(w.ctx, pat.id)
	require.NoError(t, err)
	require.EqualValues(t, 19, v.Month.Count)
	require.Equal(t, "2", v.Month.Percent.String())
	today := seqr.ExpensesRequest{Account: pat.id, From: civil.DateOf(w.clock.Now(), w.sys.Market().Zone), To: civil.DateOf(w.clock.Now(), w.sys.Market().Zone)}
	e, err := w.sys.Payments.Expenses(w.ctx, today)
	require.NoError(t, err)
	require.Equal(t, 19, e.Total.Payments)
	require.Equal(t, usd("19.00"), e.Total.Net)
	require.Len(t, pat.movements(), 5)
	w.audit()
}

// A charity's mark decides: 11 purchases and 1 donation are 11, at 1 %; all else is as for any payment [DON-1, DON-2].
func TestDonation(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat, shop := w.join("Pat Example", patNumber), w.till("Corner Grocery")
	for range 11 {
		pat.mustPay(shop, "1.00")
	}
	m, err := w.sys.Merchants.Open(w.ctx, seqr.MerchantRequest{Key: w.key(), Name: "Clean Water Fund", Charity: true})
	require.NoError(t, err)
	l, err := w.sys.Merchants.AddLocation(w.ctx, seqr.LocationRequest{Key: w.key(), Merchant: m.ID, Name: "Main Street"})
	require.NoError(t, err)
	fund := &till{w: w, merchant: m, location: l}
	fund.lane = fund.addLane("Box 1")
	given := pat.mustPay(fund, "20.00")
	require.Equal(t, "69.00", pat.available())
	require.Equal(t, ach.Due, w.collection(given.Invoice).State)
	v, err := w.sys.Cashback.View(w.ctx, pat.id)
	require.NoError(t, err)
	require.EqualValues(t, 11, v.Month.Count)
	require.Equal(t, "1", v.Month.Percent.String())
	w.audit()
}
