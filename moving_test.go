package seqr_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// withPrepaid gives the market a Seqr Account beside its limit accounts.
func withPrepaid(c *seqr.Config) {
	c.Market.Account.Kinds = slices.Concat(c.Market.Account.Kinds, []account.KindPolicy{{Kind: account.Prepaid, Name: "Seqr Account"}})
}

func withWait(c *seqr.Config) {
	withPrepaid(c)
	c.Market.Transfer.WaitFor = 7 * 24 * time.Hour
}

func (p *person) topUp(amount string) (seqr.Moved, error) {
	p.w.t.Helper()
	v, err := p.w.sys.Transfers.PrepareTopUp(p.w.ctx, seqr.OwnRequest{Account: p.id, Amount: amount})
	if err != nil {
		return seqr.Moved{}, err
	}
	return p.w.sys.Transfers.Approve(p.w.ctx, p.consent(v))
}

func (p *person) withdraw(amount string) (seqr.Moved, error) {
	p.w.t.Helper()
	v, err := p.w.sys.Transfers.PrepareWithdrawal(p.w.ctx, seqr.OwnRequest{Account: p.id, Amount: amount})
	if err != nil {
		return seqr.Moved{}, err
	}
	return p.w.sys.Transfers.Approve(p.w.ctx, p.consent(v))
}

func (p *person) balance() string {
	p.w.t.Helper()
	return p.prepaid().Available.Format()
}

// A top-up is instant, uses the limit and has a debit of its own; above the limit it is refused [PRE-1, PRE-2, LIM-7, PRE-7].
func TestTopUp(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t, withPrepaid)
	shop := w.till("Corner Grocery")
	moved, err := pat.topUp("20.00")
	require.NoError(t, err)
	require.Equal(t, "20.00", pat.balance())
	require.Equal(t, "80.00", pat.available())
	require.NoError(t, pat.payFrom(shop, pat.prepaid().ID, "20.00"), "it can be spent at once")
	_, err = pat.topUp("80.01")
	require.ErrorIs(t, err, seqr.ErrLimit)
	w.pass(7)
	require.Equal(t, "100.00", pat.available())
	col, err := w.store.CollectionOf(w.ctx, moved.Transfer.UUID)
	require.NoError(t, err)
	require.Equal(t, ach.Collected, col.State)
	v, err := w.sys.Cashback.View(w.ctx, pat.id)
	require.NoError(t, err)
	require.EqualValues(t, 1, v.Month.Count, "the purchase alone")
	require.Equal(t, seqr.MovementTopUp, pat.movement(moved.Transfer).Kind)
	w.audit()
}

// The debit of a top-up is collected like any other: one that fails blocks [PRE-2, COL-3].
func TestTopUpThatIsNotPaid(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t, withPrepaid)
	w.bank.ReturnNext(sandbox.Match{Amount: usd("20.00")}, "R01", 1)
	_, err := pat.topUp("20.00")
	require.NoError(t, err)
	w.pass(3)
	require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
	_, err = pat.withdraw("20.00")
	require.ErrorIs(t, err, account.ErrBlocked, "CS-3")
	w.pass(14)
	require.Empty(t, pat.reasons())
	w.audit()
}

// A card payment is credited once, if the acquirer says that it was captured and fully authenticated [PRE-3, MND-6].
func TestTopUpByCard(t *testing.T) {
	t.Parallel()
	cards := sandbox.NewCards()
	w, pat, kim := duo(t, withPrepaid, func(c *seqr.Config) { c.Cards = cards })
	top := func(p *person, reference string) error {
		_, err := w.sys.Transfers.TopUpByCard(w.ctx, seqr.CardTopUpRequest{Key: w.key(), Account: p.id, Reference: reference})
		return err
	}
	paid := cards.Pay(pat.id, usd("25.00"))
	require.ErrorIs(t, top(kim, paid), payment.ErrNotFound, "somebody else's")
	require.NoError(t, top(pat, paid))
	require.ErrorIs(t, top(pat, paid), payment.ErrCardUsed)
	require.Equal(t, "25.00", pat.balance())
	require.Equal(t, "100.00", pat.available(), "the limit has no part in it")
	for what, p := range map[string]payment.CardPayment{
		"not captured": {For: pat.id, ECI: "05", Amount: usd("1.00")}, "attempted only": {For: pat.id, Captured: true, ECI: "06", Amount: usd("1.00")},
		"not authenticated": {For: pat.id, Captured: true, ECI: "07", Amount: usd("1.00")}, "no indicator": {For: pat.id, Captured: true, Amount: usd("1.00")},
	} {
		require.ErrorIs(t, top(pat, cards.Record(p)), payment.ErrCardDeclined, what)
	}
	require.ErrorIs(t, top(pat, cards.Record(payment.CardPayment{For: pat.id, Captured: true, ECI: "02", Amount: money.FromMinor(100, money.EUR)})), payment.ErrOtherCurrency)
	require.ErrorIs(t, top(pat, "unknown-reference"), payment.ErrNotFound)
	require.ErrorIs(t, top(pat, "4111111111111111"), payment.ErrReference, "a card's number goes nowhere")
	down := errors.New("acquirer is down")
	cards.Fail(down)
	require.ErrorIs(t, top(pat, cards.Pay(pat.id, usd("1.00"))), down)
	cards.Fail(nil)
	pat.block(account.LostPhone)
	require.ErrorIs(t, top(pat, cards.Pay(pat.id, usd("1.00"))), account.ErrBlocked)
	require.Equal(t, "25.00", pat.balance())
	require.Len(t, pat.view().Accounts, 2, "no card is linked")
	w.audit()
}

// From 0.01 to the balance, to the own bank account, once the identity is verified, free of charge [PRE-5, PRE-6, PRE-7].
func TestWithdrawal(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t, withPrepaid)
	_, err := pat.topUp("50.00")
	require.NoError(t, err)
	for amount, want := range map[string]error{"0.00": payment.ErrAmount, "50.01": seqr.ErrLimit} {
		_, err := pat.withdraw(amount)
		require.ErrorIs(t, err, want, amount)
	}
	_, err = pat.withdraw("0.01")
	require.NoError(t, err)
	moved, err := pat.withdraw("49.99")
	require.NoError(t, err)
	require.Equal(t, "0.00", pat.balance())
	_, err = pat.withdraw("0.01")
	require.ErrorIs(t, err, seqr.ErrLimit)
	w.pass(3)
	require.Equal(t, string(payment.TransferDone), pat.movement(moved.Transfer).State)
	una := w.enrol("Una Example", "+18015550109")
	_, err = pat.topUp("10.00")
	require.NoError(t, err)
	v, err := w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: pat.id, From: pat.prepaid().ID, To: una.number, Amount: "10.00"})
	require.NoError(t, err)
	_, err = w.sys.Transfers.Approve(w.ctx, pat.consent(v))
	require.NoError(t, err)
	require.Equal(t, "10.00", una.balance(), "P2P-4: before the identity is verified")
	_, err = una.withdraw("10.00")
	require.ErrorIs(t, err, payment.ErrUnverified)
	w.audit()
}

// A withdrawal that the bank returns is credited back once, however often the bank says so [PRE-6].
func TestReturnedWithdrawal(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t, withPrepaid)
	_, err := pat.topUp("50.00")
	require.NoError(t, err)
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R03", 1)
	moved, err := pat.withdraw("50.00")
	require.NoError(t, err)
	w.pass(5)
	require.Equal(t, "50.00", pat.balance())
	require.Equal(t, string(payment.TransferReturned), pat.movement(moved.Transfer).State)
	t2, err := w.store.Transfer(w.ctx, moved.Transfer)
	require.NoError(t, err)
	order := ach.OrderID(t2.Payout, 1)
	_, err = w.sys.Banking.Report(w.ctx, ach.Report{ID: "again", Order: order, Kind: ach.ReportReturned, Code: "R03", Amount: usd("50.00")})
	require.ErrorIs(t, err, ach.ErrReportStale)
	require.Equal(t, "50.00", pat.balance())
	w.audit()
}

// Between Seqr Accounts money is there at once, also for a new user [P2P-4, P2P-5].
func TestSendToASeqrAccount(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	uli, eva := w.join("Uli Muster", "+4915123456789"), w.enrol("Eva Muster", "+4915123456780")
	moved, err := uli.send("+49 (0)151-23456780", "5.00")
	require.NoError(t, err)
	require.Equal(t, payment.TransferDone, moved.State)
	require.Equal(t, "5.00", eva.balance())
	require.Equal(t, "70.00", uli.available())
	require.NoError(t, eva.payFrom(w.till("Backhaus"), eva.prepaid().ID, "5.00"), "REG-16: usable before the identity is verified")
	w.pass(21)
	require.Equal(t, "75.00", uli.available())
	w.audit()
}

// Money waits for who registers with the number, seven days [P2P-6].
func TestWaitAndClaim(t *testing.T) {
	t.Parallel()
	w := quick(t, withWait)
	pat := w.join("Pat Example", patNumber)
	_, err := pat.topUp("30.00")
	require.NoError(t, err)
	v := pat.prepareSend("+18015550155", "20.00")
	require.Equal(t, start.Add(7*24*time.Hour), v.WaitsTill)
	limited, err := w.sys.Transfers.Approve(w.ctx, pat.consent(v))
	require.NoError(t, err)
	require.Equal(t, payment.TransferWaiting, limited.State)
	v, err = w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: pat.id, From: pat.prepaid().ID, To: "+18015550155", Amount: "30.00"})
	require.NoError(t, err)
	_, err = w.sys.Transfers.Approve(w.ctx, pat.consent(v))
	require.NoError(t, err)
	require.Equal(t, "50.00", pat.available(), "reserved: 30.00 topped up, 20.00 waiting")
	require.Equal(t, "0.00", pat.balance())
	_, err = w.store.CollectionOf(w.ctx, limited.Transfer.UUID)
	require.ErrorIs(t, err, store.ErrNotFound, "nothing is debited while it waits")
	w.settle()
	for _, m := range w.phone.Messages("+18015550155") {
		require.NotContains(t, m.Text, "0.00", "whoever has the number learns no amount")
		require.NotContains(t, m.Text, "Pat")
	}
	w.audit()
	w.pass(6)
	eva := w.apply("+18015550155")
	require.Equal(t, "0.00", eva.balance())
	eva.confirm()
	require.Equal(t, "50.00", eva.balance(), "with the proof of the number")
	w.pass(7)
	require.Equal(t, "100.00", pat.available())
	require.Equal(t, string(payment.TransferDone), pat.movement(limited.Transfer).State)
	w.audit()
}

// What nobody claims returns in full, at the end of the seventh day [P2P-6].
func TestWaitAndReturn(t *testing.T) {
	t.Parallel()
	w := quick(t, withWait)
	pat := w.join("Pat Example", patNumber)
	moved := pat.mustSend("+18015550155", "20.00")
	w.settle()
	w.clock.Advance(7*24*time.Hour - time.Second)
	w.settle()
	require.Equal(t, "80.00", pat.available())
	w.clock.Advance(time.Second)
	w.settle()
	require.Equal(t, "100.00", pat.available())
	require.Equal(t, string(payment.TransferReturned), pat.movement(moved.Transfer).State)
	eva := w.apply("+18015550155")
	eva.confirm()
	require.Equal(t, "0.00", eva.balance())
	w.audit()
}

// A sender who leaves has everything back that nobody claimed [P2P-6, CS-9].
func TestSenderLeavesWhileItWaits(t *testing.T) {
	t.Parallel()
	w := quick(t, withWait)
	pat := w.join("Pat Example", patNumber)
	moved := pat.mustSend("+18015550155", "20.00")
	w.settle()
	pat.leave()
	require.Equal(t, string(payment.TransferReturned), pat.movement(moved.Transfer).State)
	w.pass(8)
	eva := w.apply("+18015550155")
	eva.confirm()
	require.Equal(t, "0.00", eva.balance())
	w.audit()
}

// A kind of account may send so much in a calendar month: exactly that passes, 0.01 more does not [P2P-9].
func TestMonthlyMaximum(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t, func(c *seqr.Config) {
		c.Market.Transfer.Monthly = map[account.Kind]money.Amount{account.ACHDebit: usd("50.00")}
	})
	_, err := pat.send(kimNumber, "50.01")
	require.ErrorIs(t, err, payment.ErrMonthly)
	pat.mustSend(kimNumber, "20.00")
	pat.mustSend(kimNumber, "30.00")
	_, err = pat.send(kimNumber, "0.01")
	require.ErrorIs(t, err, payment.ErrMonthly)
	w.untilDay(time.August, 1)
	pat.mustSend(kimNumber, "50.00")
	w.audit()
}

// fixed is a source that knows one rate.
type fixed struct{ rate payment.Rate }

func (f fixed) Rate(_ context.Context, from, to money.Currency) (payment.Rate, error) {
	if from != f.rate.From || to != f.rate.To {
		return payment.Rate{}, payment.ErrRate
	}
	return f.rate, nil
}

// Two markets over one store: to another currency only at the operator's rate, which is kept as evidence, without a fee [P2P-7, GEN-1, GEN-2].
func TestSendToAnotherCurrency(t *testing.T) {
	t.Parallel()
	st := memory.New()
	de := abroadOn(t, st, seqr.Germany())
	uli := de.join("Uli Muster", "+4915123456789")
	us := quickOn(t, st, withPrepaid, func(c *seqr.Config) {
		c.Clock, c.Bank, c.SMS, c.Mail = de.clock.Now, de.bank, de.phone, de.mail
	})
	us.phone, us.clock = de.phone, de.clock
	pat := us.join("Pat Example", patNumber)

	send := func(tune func(*seqr.Config)) (seqr.Prepared, error) {
		cfg := de.config(anyPicture(seqr.Demo(seqr.Germany())))
		cfg.Store, cfg.Verifier = st, unhurried{}
		cfg.Market.Transfer.Abroad = []account.PhoneRule{seqr.UnitedStates().Account.Phone}
		tune(&cfg)
		de.sys = newSystem(t, cfg)
		return de.sys.Transfers.PrepareSend(de.ctx, seqr.SendRequest{Account: uli.id, To: patNumber, Amount: "10.00"})
	}
	_, err := send(func(c *seqr.Config) { c.Market.Transfer.Abroad = nil })
	require.ErrorIs(t, err, account.ErrPhoneRegion)
	_, err = send(func(*seqr.Config) {})
	require.ErrorIs(t, err, payment.ErrOtherCurrency)
	_, err = send(func(c *seqr.Config) { c.Rates = fixed{} })
	require.ErrorIs(t, err, payment.ErrRate)
	rate := payment.Rate{From: money.EUR, To: money.USD, Value: decimal.RequireFromString("1.08765"), Source: "ECB 2026-07-03", At: start}
	v, err := send(func(c *seqr.Config) { c.Rates = fixed{rate} })
	require.NoError(t, err)
	require.Equal(t, usd("10.88"), v.Terms.Credited, "10.8765, half up")
	better := uli.consent(v)
	better.Terms.Credited = usd("99.00")
	_, err = de.sys.Transfers.Approve(de.ctx, better)
	require.Equal(t, seqr.Denied, seqr.KindOf(err), "nobody makes a rate of their own")
	moved, err := de.sys.Transfers.Approve(de.ctx, uli.consent(v))
	require.NoError(t, err)
	require.Equal(t, usd("10.88"), moved.Credited)
	require.Equal(t, "10.88", pat.balance())
	require.Equal(t, "65.00", uli.available())
	require.Equal(t, rate, uli.movement(moved.Transfer).Rate)
	us.others = []seqr.Market{de.sys.Market()}
	us.audit()
}

// Money that is asked for: paid in the commit that sends it, declined, withdrawn [P2P-5].
func TestRequests(t *testing.T) {
	t.Parallel()
	w, pat, kim := duo(t, withPrepaid)
	asked, err := w.sys.Transfers.Ask(w.ctx, seqr.AskRequest{Key: w.key(), Account: kim.id, Of: patNumber, Amount: "12.00", Note: "concert"})
	require.NoError(t, err)
	w.settle()
	texts := w.phone.Messages(patNumber)
	require.Contains(t, texts[len(texts)-1].Text, "Kim Example ("+kimNumber+") asks you for 12.00 USD. Note: concert")
	open, err := w.sys.Transfers.AskedFor(w.ctx, pat.id, payment.RequestID{}, 10)
	require.NoError(t, err)
	require.Len(t, open, 1)
	require.Equal(t, "Kim Example", open[0].Name)
	require.False(t, open[0].Mine)

	_, err = w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: kim.id, Request: asked.Requests[0]})
	require.ErrorIs(t, err, payment.ErrNotFound, "asked of another")
	v, err := w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: pat.id, Request: asked.Requests[0]})
	require.NoError(t, err)
	require.Equal(t, usd("12.00"), v.Terms.Amount)
	moved, err := w.sys.Transfers.Approve(w.ctx, pat.consent(v))
	require.NoError(t, err)
	require.Equal(t, "12.00", kim.balance())
	_, err = w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: pat.id, Request: asked.Requests[0]})
	require.ErrorIs(t, err, payment.ErrRequestEnded)
	mine, err := w.sys.Transfers.Asking(w.ctx, kim.id, payment.RequestID{}, 10)
	require.NoError(t, err)
	require.Equal(t, payment.RequestPaid, mine[0].State)
	require.Equal(t, moved.Transfer, mine[0].Transfer)
	require.Equal(t, patNumber, mine[0].Number)
	require.Empty(t, mine[0].Name, "who asks knows the number alone")
	w.audit()
}

// Whoever is asked again and again is told as often as codes are sent, of all who ask together; all requests are listed. Codes still come [REG-7].
func TestTextsOfRequestsAreRationed(t *testing.T) {
	t.Parallel()
	w, pat, kim := duo(t)
	asks := func(n int) (told int) {
		before := len(w.phone.Messages(patNumber))
		for range n {
			_, err := w.sys.Transfers.Ask(w.ctx, seqr.AskRequest{Key: w.key(), Account: kim.id, Of: patNumber, Amount: "12.00"})
			require.NoError(t, err)
		}
		_, err := w.sys.Transfers.Split(w.ctx, seqr.SplitRequest{Key: w.key(), Account: kim.id, Amount: "2.00", Among: []string{patNumber}})
		require.NoError(t, err)
		w.settle()
		return len(w.phone.Messages(patNumber)) - before
	}
	require.Equal(t, 3, asks(4))
	require.Zero(t, asks(0))
	w.clock.Advance(10 * time.Minute)
	require.Equal(t, 2, asks(3))
	w.clock.Advance(10 * time.Minute)
	require.Zero(t, asks(1))
	w.clock.Advance(24 * time.Hour)
	require.Equal(t, 1, asks(0))
	open, err := w.sys.Transfers.AskedFor(w.ctx, pat.id, payment.RequestID{}, 100)
	require.NoError(t, err)
	require.Len(t, open, 5+1+4+2+1)
	pat.leave() // by a code
	w.audit()
}

// A bill among three: 10.00 is 3.34, 3.33 and 3.33, and who asked bears the cent [GEN-1].
func TestSplitLosesNothing(t *testing.T) {
	t.Parallel()
	w, _, kim := duo(t)
	w.join("Lou Example", "+18015550107")
	split, err := w.sys.Transfers.Split(w.ctx, seqr.SplitRequest{
		Key: w.key(), Account: kim.id, Amount: "10.00", Among: []string{patNumber, "+18015550107"}, Mine: true, Note: "dinner",
	})
	require.NoError(t, err)
	require.Equal(t, usd("3.34"), split.Own)
	require.Equal(t, []money.Amount{usd("3.33"), usd("3.33")}, split.Shares)
	mine, err := w.sys.Transfers.Asking(w.ctx, kim.id, payment.RequestID{}, 10)
	require.NoError(t, err)
	require.Len(t, mine, 2)
	require.Equal(t, split.Split, mine[1].Split)
	w.audit()
}

// A list is paged over its three sources, each movement once [RCP-3].
func TestMovementsArePaged(t *testing.T) {
	t.Parallel()
	w, pat, kim := duo(t, withPrepaid)
	for range 3 {
		_, err := pat.topUp("10.00")
		require.NoError(t, err)
		pat.mustSend(kimNumber, "1.00")
		_, err = pat.withdraw("5.00")
		require.NoError(t, err)
	}
	kim.mustSend(patNumber, "2.00")
	whole := pat.movements()
	require.Len(t, whole, 10)
	var paged []seqr.Movement
	for after := (uuid.UUID{}); ; {
		part, err := w.sys.Transfers.List(w.ctx, pat.id, after, 3)
		require.NoError(t, err)
		if len(part) == 0 {
			break
		}
		paged = append(paged, part...)
		after = part[len(part)-1].ID
	}
	require.Equal(t, whole, paged)
	kinds := map[seqr.MovementKind]int{}
	for _, m := range whole {
		kinds[m.Kind]++
	}
	require.Equal(t, map[seqr.MovementKind]int{seqr.MovementTopUp: 3, seqr.MovementSent: 3, seqr.MovementWithdrawal: 3, seqr.MovementReceived: 1}, kinds)
	_, err := w.sys.Transfers.Transfer(w.ctx, w.join("Lou Example", "+18015550107").id, payment.TransferID{UUID: whole[0].ID})
	require.ErrorIs(t, err, payment.ErrNotFound, "between two others")
	w.audit()
}

// Whoever registers gets all that waits, also when the first debits of a sender's mandate begin with it: one of them is the first [P2P-6, COL-13].
func TestClaimOfSeveralFirstDebits(t *testing.T) {
	t.Parallel()
	market := seqr.Germany()
	market.Transfer.WaitFor = 7 * 24 * time.Hour
	w := abroad(t, market)
	uli := w.join("Uli Muster", "+4915123456789")
	first, second := uli.mustSend("+4915123456780", "5.00"), uli.mustSend("+4915123456780", "6.00")
	eva := w.enrol("Eva Muster", "+4915123456780")
	require.Equal(t, "11.00", eva.balance())
	var days []string
	for _, m := range []seqr.Moved{first, second} {
		col, err := w.store.CollectionOf(w.ctx, m.Transfer.UUID)
		require.NoError(t, err)
		days = append(days, col.DueOn.String())
	}
	slices.Sort(days)
	require.Equal(t, []string{"2026-07-08", "2026-07-13"}, days, "2 days, and 7 for the first")
	w.audit()
}
