package seqr_test

import (
	"crypto/rand"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// echo repeats every request of a story under its key: at once, and again when all is over.
type echo struct {
	*world
	post   *sandbox.PostOffice
	names  map[string]bool
	repeat []func()
	other  *seqr.System // of another market over the same store
}

// twice sends a request twice under one key, and once more at the end of the story: one effect, one answer.
func twice[A any](e *echo, method string, do func(seqr.Key) (A, error)) A {
	e.t.Helper()
	e.names[method] = true
	e.abroad(method, func() error {
		_, err := do(e.key())
		return err
	})
	key := e.key()
	first, err := do(key)
	require.NoError(e.t, err, method)
	again := func() {
		e.t.Helper()
		commits := len(e.store.(*watched).commits)
		second, err := do(key)
		require.NoError(e.t, err, method)
		require.Equal(e.t, first, second, method)
		require.Len(e.t, e.store.(*watched).commits, commits, "%s: nothing is written", method)
	}
	again()
	e.repeat = append(e.repeat, again)
	return first
}

// abroad makes a request that will succeed to the system of another market over the same store: it is refused as another
// market's, and writes nothing. What begins an account or a merchant, or tells of no order, is about none.
func (e *echo) abroad(method string, do func() error) {
	e.t.Helper()
	if method == "Accounts.Start" || method == "Merchants.Open" || method == "Banking.Advise" {
		return
	}
	e.swap()
	defer e.swap()
	commits := len(e.store.(*watched).commits)
	require.ErrorIs(e.t, do(), seqr.ErrOtherMarket, method)
	require.Len(e.t, e.store.(*watched).commits, commits, "%s: nothing is written", method)
}

// swap exchanges the services of the two systems, also where they are known already.
func (e *echo) swap() {
	mine, other := reflect.ValueOf(e.sys).Elem(), reflect.ValueOf(e.other).Elem()
	for i := range mine.NumField() {
		if !mine.Type().Field(i).IsExported() {
			continue
		}
		a, b := mine.Field(i).Elem(), other.Field(i).Elem()
		kept := reflect.New(a.Type()).Elem()
		kept.Set(a)
		a.Set(b)
		b.Set(kept)
	}
}

// The same request under the same key has one effect and one answer, at once and weeks later [GEN-3].
func TestEveryCommandIsRepeatable(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		cards, post := sandbox.NewCards(), sandbox.NewPostOffice()
		h := newHooks()
		var cfg seqr.Config
		tune := func(c *seqr.Config) {
			c.Cards, c.Post = cards, post
			cfg = *c
		}
		e := &echo{world: quickOn(t, st, helpful, withInvoice, keptFor(0), h.into, tune), post: post, names: map[string]bool{}}
		cfg.Market.Code, cfg.Market.Account.Market = "XX", "XX"
		e.other = newSystem(t, cfg)
		pat := e.registers("+18015550101", "Pat Example")
		shop := e.opens("Corner Grocery")
		e.settles(shop)
		e.tells(shop, h)
		e.pays(pat, shop)
		e.reserves(pat, shop)
		e.collects(pat, shop)
		e.promotes(pat, shop)
		e.sells(pat)
		e.helps(pat)
		e.moves(cards)
		e.invoices(shop)
		e.leaves(pat)
		e.releases(shop)
		e.leavesMoney()
		for _, method := range writes() {
			require.Equal(t, method != "Payments.Scan", e.names[method], method) // a scan has no key
		}
		e.pass(40)
		before := e.dump()
		for _, again := range e.repeat {
			again()
		}
		require.Empty(t, differences(before, e.dump()))
		e.audit()
	})
}

func (e *echo) registers(number, name string) *person {
	accounts := e.sys.Accounts
	p := (&cast{world: e.world}).stranger(number)
	start := p.startRequest()
	started := twice(e, "Accounts.Start", func(k seqr.Key) (seqr.Started, error) {
		r := start
		r.Key = k
		return accounts.Start(e.ctx, r)
	})
	p.id = started.Account
	e.clock.Advance(30 * time.Second)
	twice(e, "Accounts.ResendCode", func(k seqr.Key) (seqr.Started, error) {
		return accounts.ResendCode(e.ctx, seqr.StepRequest{Key: k, Account: p.id})
	})
	p.number = number[:len(number)-1] + "9"
	twice(e, "Accounts.CorrectPhone", func(k seqr.Key) (seqr.Started, error) {
		return accounts.CorrectPhone(e.ctx, seqr.CorrectPhoneRequest{Key: k, Account: p.id, Phone: p.number})
	})
	e.clock.Advance(30 * time.Second)
	twice(e, "Support.ResendCode", func(k seqr.Key) (any, error) {
		r := seqr.SupportRequest{Key: k, Agent: "agent 7", Why: "no code came", Account: p.id}
		return nil, e.sys.Support.ResendCode(e.ctx, r)
	})
	e.settle()
	require.Len(e.t, e.phone.Messages(p.number), 2)
	code := e.phone.Code(p.number)
	twice(e, "Accounts.Confirm", func(k seqr.Key) (seqr.Registration, error) {
		return accounts.Confirm(e.ctx, seqr.ConfirmRequest{Key: k, Account: p.id, Code: code})
	})
	twice(e, "Accounts.Describe", func(k seqr.Key) (seqr.Registration, error) {
		return accounts.Describe(e.ctx, seqr.DescribeRequest{Key: k, Account: p.id, Name: name, Email: "pat@example.com", BirthDate: "05/17/1990"})
	})
	twice(e, "Accounts.ChoosePIN", func(k seqr.Key) (seqr.Registration, error) {
		return accounts.ChoosePIN(e.ctx, seqr.ChoosePINRequest{Key: k, Account: p.id, PIN: p.pin, Repeat: p.pin})
	})
	twice(e, "Accounts.AddBankAccount", func(k seqr.Key) (seqr.Registration, error) {
		r := bankRequest(e.world, p.id)
		r.Key = k
		return accounts.AddBankAccount(e.ctx, r)
	})
	for _, side := range []identity.Side{identity.FrontSide, identity.BackSide} {
		twice(e, "Identity.Capture", func(k seqr.Key) (seqr.ScanView, error) {
			r := p.capture(side, tiny())
			r.Key = k
			return e.sys.Identity.Capture(e.ctx, r)
		})
	}
	scan := twice(e, "Identity.Submit", func(k seqr.Key) (seqr.ScanView, error) {
		return e.sys.Identity.Submit(e.ctx, seqr.StepRequest{Key: k, Account: p.id})
	})
	twice(e, "Identity.Decide", func(seqr.Key) (seqr.ScanView, error) {
		return e.sys.Identity.Decide(e.ctx, scan.Scan, identity.Verdict{Genuine: true, Country: "USA", Number: name, PersonalNumber: "7"})
	})
	e.settle()
	require.Equal(e.t, "100.00", p.available())
	return p
}

func (e *echo) opens(name string) *till {
	m := twice(e, "Merchants.Open", func(k seqr.Key) (payment.Merchant, error) {
		return e.sys.Merchants.Open(e.ctx, seqr.MerchantRequest{Key: k, Name: name})
	})
	l := twice(e, "Merchants.AddLocation", func(k seqr.Key) (payment.Location, error) {
		return e.sys.Merchants.AddLocation(e.ctx, seqr.LocationRequest{Key: k, Merchant: m.ID, Name: "Main Street", Address: "1 Main Street"})
	})
	lane := twice(e, "Merchants.AddLane", func(k seqr.Key) (payment.Lane, error) {
		return e.sys.Merchants.AddLane(e.ctx, seqr.LaneRequest{Key: k, Merchant: m.ID, Location: l.ID, Name: "Lane 1", Channel: payment.InStore})
	})
	for _, active := range []bool{false, true} {
		twice(e, "Merchants.SetActive", func(k seqr.Key) (payment.Merchant, error) {
			return e.sys.Merchants.SetActive(e.ctx, seqr.ActiveRequest{Key: k, Merchant: m.ID, Active: active})
		})
	}
	return &till{w: e.world, merchant: m, location: l, lane: lane}
}

// issues puts a sale with rows on the lane.
// settles names the bank account of a merchant.
func (e *echo) settles(t *till) {
	request := t.bankRequest()
	twice(e, "Merchants.SetBankAccount", func(k seqr.Key) (payment.Merchant, error) {
		request.Key = k
		return e.sys.Merchants.SetBankAccount(e.ctx, request)
	})
}

func (e *echo) issues(t *till, d payment.Draft) seqr.InvoiceStatus {
	return twice(e, "Merchants.Issue", func(k seqr.Key) (seqr.InvoiceStatus, error) {
		return e.sys.Merchants.Issue(e.ctx, seqr.InvoiceRequest{Key: k, Merchant: t.merchant.ID, Lane: t.lane.ID, Draft: d})
	})
}

func (e *echo) action(t *till, id payment.InvoiceID) func(seqr.Key) seqr.InvoiceAction {
	return func(k seqr.Key) seqr.InvoiceAction {
		return seqr.InvoiceAction{Key: k, Merchant: t.merchant.ID, Invoice: id}
	}
}

func (e *echo) approves(p *person, t *till) seqr.Approved {
	r := p.sign(p.look(t.code()), p.pin)
	return twice(e, "Payments.Approve", func(k seqr.Key) (seqr.Approved, error) {
		r.Key = k
		return e.sys.Payments.Approve(e.ctx, r)
	})
}

func (e *echo) pays(p *person, t *till) {
	gone := e.issues(t, payment.Draft{Total: usd("1.00")})
	twice(e, "Merchants.Cancel", func(k seqr.Key) (seqr.InvoiceStatus, error) {
		return e.sys.Merchants.Cancel(e.ctx, e.action(t, gone.Invoice)(k))
	})
	no := e.issues(t, payment.Draft{Total: usd("1.00")})
	shown := p.look(no.Code).Message
	twice(e, "Payments.Decline", func(k seqr.Key) (payment.State, error) {
		return e.sys.Payments.Decline(e.ctx, seqr.DeclineRequest{Key: k, Account: p.id, Shown: shown})
	})
	sale := e.issues(t, payment.Draft{Total: usd("3.00"), Rows: []payment.Row{{Description: "Tea", Total: usd("1.00")}, {Total: usd("2.00")}}})
	twice(e, "Merchants.Update", func(k seqr.Key) (seqr.InvoiceStatus, error) {
		return e.sys.Merchants.Update(e.ctx, seqr.UpdateRequest{Key: k, Merchant: t.merchant.ID, Invoice: sale.Invoice, Draft: payment.Draft{Title: "Breakfast"}})
	})
	paid := e.approves(p, t)
	require.Equal(e.t, "97.00", p.available())
	require.Equal(e.t, payment.Paid, paid.State)
	twice(e, "Merchants.Refund", func(k seqr.Key) (payment.Refund, error) {
		return e.sys.Merchants.Refund(e.ctx, seqr.RefundRequest{Key: k, Merchant: t.merchant.ID, Invoice: sale.Invoice, Amount: "1.00", Title: "Tea was cold"})
	})
	require.Equal(e.t, "98.00", p.available())
}

func (e *echo) reserves(p *person, t *till) {
	held := e.issues(t, payment.Draft{Mode: payment.ReservationRequired, Total: usd("5.00")})
	e.approves(p, t)
	require.Equal(e.t, "93.00", p.available())
	twice(e, "Merchants.Commit", func(k seqr.Key) (seqr.InvoiceStatus, error) {
		return e.sys.Merchants.Commit(e.ctx, seqr.CommitRequest{InvoiceAction: e.action(t, held.Invoice)(k), Amount: "4.00"})
	})
	require.Equal(e.t, "94.00", p.available())
}

// collects lets the bank bring a debit back for a fault of ours, and one for an account that is closed.
func (e *echo) collects(p *person, t *till) {
	sale := e.issues(t, payment.Draft{Total: usd("7.00")})
	e.approves(p, t)
	e.settle()
	debit := e.collection(sale.Invoice)
	require.Equal(e.t, ach.Sent, debit.State)
	report := ach.Report{ID: "report-1", Order: debit.OrderID(), Kind: ach.ReportReturned, Code: "R26", On: debit.DueOn, Amount: debit.Amount}
	twice(e, "Banking.Report", func(seqr.Key) (any, error) { return e.sys.Banking.Report(e.ctx, report) })
	told := ach.Notice{ID: "notice-1", Kind: ach.NoticeUnmatched, On: debit.DueOn, Text: "a fee"}
	twice(e, "Banking.Advise", func(seqr.Key) (ach.AdviceState, error) { return e.sys.Banking.Advise(e.ctx, told) })
	open, err := e.sys.Banking.Unmatched(e.ctx, ach.AdviceID{}, 1)
	require.NoError(e.t, err)
	twice(e, "Banking.Resolve", func(k seqr.Key) (ach.Advice, error) {
		return e.sys.Banking.Resolve(e.ctx, seqr.ResolveAdviceRequest{Key: k, Agent: "agent 7", Why: "looked into", Advice: open[0].ID})
	})
	twice(e, "Banking.Correct", func(k seqr.Key) (ach.CollectionState, error) {
		help := seqr.SupportRequest{Key: k, Agent: "agent 7", Why: "format corrected", Account: p.id}
		return e.sys.Banking.Correct(e.ctx, seqr.CorrectRequest{SupportRequest: help, Collection: debit.ID})
	})
	e.bank.ReturnNext(sandbox.Match{Amount: usd("7.00")}, "R01", 0)
	e.bank.ReturnNext(sandbox.Match{Amount: usd("7.00")}, "R01", 0)
	e.pass(14)
	require.Equal(e.t, ach.Owed, e.collection(sale.Invoice).State)
	twice(e, "Support.ManualPayment", func(k seqr.Key) (seqr.Owed, error) {
		help := seqr.SupportRequest{Key: k, Agent: "agent 7", Why: "transfer arrived", Account: p.id}
		return e.sys.Support.ManualPayment(e.ctx, seqr.ManualPaymentRequest{SupportRequest: help, Collection: debit.ID, Amount: "32.00"})
	})
	require.Empty(e.t, p.reasons())
}

func (e *echo) helps(p *person) {
	support := func(k seqr.Key, of account.ID) seqr.SupportRequest {
		return seqr.SupportRequest{Key: k, Agent: "agent 7", Why: "the owner called", Account: of}
	}
	twice(e, "Support.Block", func(k seqr.Key) (account.State, error) {
		return e.sys.Support.Block(e.ctx, support(k, p.id), account.LostPhone)
	})
	twice(e, "Support.Unblock", func(k seqr.Key) (account.State, error) {
		return e.sys.Support.Unblock(e.ctx, support(k, p.id), account.LostPhone)
	})
	twice(e, "Support.Find", func(k seqr.Key) (seqr.Found, error) {
		r := e.callFrom(p)
		r.Key, r.Last4 = k, "5678"
		return e.sys.Support.Find(e.ctx, r)
	})
	one, other := e.join("Tom Example", "+18015550111"), e.join("Tom Example", "+18015550112")
	closed := twice(e, "Support.ResolveDuplicate", func(k seqr.Key) ([]account.ID, error) {
		return e.sys.Support.ResolveDuplicate(e.ctx, seqr.ResolveRequest{SupportRequest: support(k, other.id), Survivor: one.id})
	})
	require.Equal(e.t, []account.ID{other.id}, closed)
	twice(e, "Support.Close", func(k seqr.Key) (account.State, error) { return e.sys.Support.Close(e.ctx, support(k, one.id)) })
	e.erases(one)
}

// releases pays cashback again that the bank brought back.
func (e *echo) releases(shop *till) {
	ned := e.join("Ned Example", "+18015550141")
	ned.buys(shop, "100.00")
	e.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder, Amount: usd("1.00")}, "R23", 1)
	e.payday()
	e.pass(7)
	request := e.help(ned.id)
	paid := twice(e, "Support.ReleaseCashback", func(k seqr.Key) (money.Amount, error) {
		request.Key = k
		return e.sys.Support.ReleaseCashback(e.ctx, request)
	})
	require.Equal(e.t, usd("1.00"), paid)
	twice(e, "Support.CorrectCashback", func(k seqr.Key) (cashback.Correction, error) {
		request.Key = k
		return e.sys.Support.CorrectCashback(e.ctx, seqr.CorrectCashbackRequest{SupportRequest: request, Quarter: civil.Quarter{Year: 2026, Number: 3}, Amount: "2.00"})
	})
	require.Len(e.t, ned.cashback().Corrections, 1)
}

// erases removes the personal data of somebody who left.
func (e *echo) erases(p *person) {
	request := e.help(p.id)
	twice(e, "Support.Erase", func(k seqr.Key) (time.Time, error) {
		request.Key = k
		return e.sys.Support.Erase(e.ctx, request)
	})
}

// forgets lets a PIN be restored and the bank account be replaced.
func (e *echo) forgets(p *person) {
	twice(e, "Support.RestorePIN", func(k seqr.Key) (time.Time, error) {
		r := e.help(p.id)
		r.Key = k
		return e.sys.Support.RestorePIN(e.ctx, r)
	})
	twice(e, "Accounts.RequestPINCode", func(k seqr.Key) (seqr.Started, error) {
		return e.sys.Accounts.RequestPINCode(e.ctx, seqr.StepRequest{Key: k, Account: p.id})
	})
	e.settle()
	code, restore := e.phone.Code(p.number), p.act(identity.ActionRestorePIN)
	twice(e, "Accounts.RestorePIN", func(k seqr.Key) (seqr.Registration, error) {
		return e.sys.Accounts.RestorePIN(e.ctx, seqr.RestorePINRequest{Key: k, Account: p.id, Code: code, Signed: restore, PIN: "904173", Repeat: "904173"})
	})
	e.approvesByFinger(p)
	e.getsAnotherPhone(p)
	twice(e, "Support.RemoveBankAccount", func(k seqr.Key) (account.View, error) {
		r := e.help(p.id)
		r.Key = k
		return e.sys.Support.RemoveBankAccount(e.ctx, r)
	})
	p.linkBank()
	a, err := e.store.Account(e.ctx, p.id)
	require.NoError(e.t, err)
	pa, err := a.LimitAccount()
	require.NoError(e.t, err)
	twice(e, "Banking.ApproveMandate", func(k seqr.Key) (ach.MandateState, error) {
		return e.sys.Banking.ApproveMandate(e.ctx, seqr.MandateRequest{Key: k, Bank: ach.BankAccountID{UUID: pa.Bank}})
	})
	e.clock.Advance(10 * time.Minute)
}

// approvesByFinger lets a fingerprint stand in for the PIN and ends that; somebody else scans a document once more.
func (e *echo) approvesByFinger(p *person) {
	p.pin = "904173"
	enrolment := p.enrolment(p.finger())
	twice(e, "Accounts.EnrolBiometric", func(k seqr.Key) (seqr.Biometric, error) {
		enrolment.Key = k
		return e.sys.Accounts.EnrolBiometric(e.ctx, enrolment)
	})
	end := seqr.EndBiometricRequest{Account: p.id, Signed: p.act(identity.ActionEndBiometric)}
	twice(e, "Accounts.EndBiometric", func(k seqr.Key) (seqr.Biometric, error) {
		end.Key = k
		return e.sys.Accounts.EndBiometric(e.ctx, end)
	})
	bob := e.enrol("Blurred Bob Example", "+18015550156")
	bob.prove()
	twice(e, "Support.AllowScans", func(k seqr.Key) (seqr.ScanView, error) {
		r := e.help(bob.id)
		r.Key = k
		return e.sys.Support.AllowScans(e.ctx, r)
	})
}

// getsAnotherPhone binds a new key, and lets somebody else be identified by letter.
func (e *echo) getsAnotherPhone(p *person) {
	twice(e, "Support.MoveDevice", func(k seqr.Key) (time.Time, error) {
		r := e.help(p.id)
		r.Key = k
		return e.sys.Support.MoveDevice(e.ctx, r)
	})
	e.clock.Advance(10 * time.Minute)
	twice(e, "Accounts.RequestMoveCode", func(k seqr.Key) (seqr.Started, error) {
		return e.sys.Accounts.RequestMoveCode(e.ctx, seqr.StepRequest{Key: k, Account: p.id})
	})
	e.settle()
	key, err := identity.NewEd25519Key(rand.Reader)
	require.NoError(e.t, err)
	move := seqr.MoveDeviceRequest{Account: p.id, Code: e.phone.Code(p.number), PIN: "904173", Algorithm: key.Algorithm(), PublicKey: key.PublicKey()}
	twice(e, "Accounts.MoveDevice", func(k seqr.Key) (seqr.Started, error) {
		move.Key = k
		return e.sys.Accounts.MoveDevice(e.ctx, move)
	})
	p.key, p.counter = key, 0
	ivy := e.enrol("Ivy Example", "+18015550154")
	twice(e, "Support.SendLetter", func(k seqr.Key) (bool, error) {
		r := e.help(ivy.id)
		r.Key = k
		return true, e.sys.Support.SendLetter(e.ctx, r)
	})
	e.settle()
	code := letterCode(e.t, e.post, "Ivy Example")
	twice(e, "Identity.ConfirmLetter", func(k seqr.Key) (seqr.Registration, error) {
		return e.sys.Identity.ConfirmLetter(e.ctx, seqr.LetterRequest{Key: k, Account: ivy.id, Code: code})
	})
}

// moves sends, asks, splits and tops up.
func (e *echo) moves(cards *sandbox.Cards) {
	pat, kim := e.join("Ana Example", "+18015550121"), e.join("Ben Example", "+18015550122")
	transfers := e.sys.Transfers
	approval := pat.consent(pat.prepareSend(kim.number, "5.00"))
	twice(e, "Transfers.Approve", func(k seqr.Key) (seqr.Moved, error) {
		approval.Key = k
		return transfers.Approve(e.ctx, approval)
	})
	require.Equal(e.t, "95.00", pat.available())
	require.Equal(e.t, "5.00", kim.prepaid().Available.Format())
	reference := cards.Pay(pat.id, usd("20.00"))
	twice(e, "Transfers.TopUpByCard", func(k seqr.Key) (seqr.Moved, error) {
		return transfers.TopUpByCard(e.ctx, seqr.CardTopUpRequest{Key: k, Account: pat.id, Reference: reference})
	})
	require.Equal(e.t, "20.00", pat.prepaid().Available.Format())
	asked := twice(e, "Transfers.Ask", func(k seqr.Key) (seqr.Asked, error) {
		return transfers.Ask(e.ctx, seqr.AskRequest{Key: k, Account: kim.id, Of: pat.number, Amount: "1.00"})
	})
	twice(e, "Transfers.Decline", func(k seqr.Key) (payment.RequestState, error) {
		return transfers.Decline(e.ctx, seqr.RequestAction{Key: k, Account: pat.id, Request: asked.Requests[0]})
	})
	split := twice(e, "Transfers.Split", func(k seqr.Key) (seqr.Asked, error) {
		return transfers.Split(e.ctx, seqr.SplitRequest{Key: k, Account: kim.id, Among: []string{pat.number}, Amount: "3.01", Mine: true})
	})
	twice(e, "Transfers.Withdraw", func(k seqr.Key) (payment.RequestState, error) {
		return transfers.Withdraw(e.ctx, seqr.RequestAction{Key: k, Account: kim.id, Request: split.Requests[0]})
	})
}

func (e *echo) invoices(t *till) {
	p := e.apply("+18015550125")
	p.confirm()
	p.describe("Ina Example")
	p.choosePIN()
	twice(e, "Accounts.OpenInvoiceAccount", func(k seqr.Key) (seqr.Registration, error) {
		return e.sys.Accounts.OpenInvoiceAccount(e.ctx, seqr.StepRequest{Key: k, Account: p.id})
	})
	p.prove()
	limit := p.limit().ID
	twice(e, "Accounts.SetDefault", func(k seqr.Key) (account.View, error) {
		return e.sys.Accounts.SetDefault(e.ctx, seqr.DefaultRequest{Key: k, Account: p.id, From: limit})
	})
	twice(e, "Accounts.SetReceivingAccount", func(k seqr.Key) (seqr.Receiving, error) {
		return e.sys.Accounts.SetReceivingAccount(e.ctx, seqr.ReceivingRequest{Key: k, Account: p.id, Number: "DE89370400440532013000"})
	})
	twice(e, "Support.PayOutBalance", func(k seqr.Key) (money.Amount, error) {
		return e.sys.Support.PayOutBalance(e.ctx, seqr.SupportRequest{Key: k, Agent: "agent 7", Why: "the owner called", Account: p.id})
	})
	p.mustPay(t, "6.00")
	e.untilDay(time.September, 1)
	bill := p.invoices()[0]
	twice(e, "Banking.ReferencePayment", func(k seqr.Key) (seqr.Owed, error) {
		return e.sys.Banking.ReferencePayment(e.ctx, seqr.ReferencePaymentRequest{Key: k, Reference: bill.Reference, Amount: "6.00"})
	})
	require.Equal(e.t, "100.00", p.available())
}

func (e *echo) leaves(p *person) {
	change := p.act(identity.ActionChangePIN)
	twice(e, "Accounts.ChangePIN", func(k seqr.Key) (seqr.Registration, error) {
		return e.sys.Accounts.ChangePIN(e.ctx, seqr.ChangePINRequest{Key: k, Account: p.id, Signed: change, Old: p.pin, New: "904172", Repeat: "904172"})
	})
	e.forgets(p)
	twice(e, "Accounts.RequestClosing", func(k seqr.Key) (seqr.Started, error) {
		return e.sys.Accounts.RequestClosing(e.ctx, seqr.StepRequest{Key: k, Account: p.id})
	})
	e.settle()
	code, leave := e.phone.Code(p.number), p.act(identity.ActionClose)
	twice(e, "Accounts.Close", func(k seqr.Key) (account.State, error) {
		return e.sys.Accounts.Close(e.ctx, seqr.CloseRequest{Key: k, Account: p.id, Code: code, Signed: leave})
	})
}

// The receipt of an approval is told again however late its answer was lost: the key is looked up before nonce, counter and time.
func TestApprovalIsAnsweredAgainTenMinutesLater(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("5.00")
	r := pat.sign(pat.look(shop.code()), pat.pin)
	first, err := w.sys.Payments.Approve(w.ctx, r)
	require.NoError(t, err)
	pat.mustPay(shop, "1.00")
	pat.block(account.LostPhone)
	w.clock.Advance(10 * time.Minute)
	r.PIN = "111222" // no part of what was asked, and not evaluated again
	again, err := w.sys.Payments.Approve(w.ctx, r)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Equal(t, "94.00", pat.available())
	w.audit()
}

// A refusal is an answer too: it is told again with its numbers, after what it was about has passed, and a new key is decided anew.
func TestRefusalsAreRepeatedWithTheirDetails(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.mustPay(shop, "60.00")
	sale := shop.ask("40.01")
	limit := pat.sign(pat.look(shop.code()), pat.pin)
	w.refusedTwice(func() error { _, err := w.sys.Payments.Approve(w.ctx, limit); return err },
		&seqr.LimitError{Needed: usd("40.01"), Available: usd("40.00")},
		func() { w.pass(7) })
	require.Equal(t, payment.Expired, shop.status(sale.Invoice).State)

	ask := func(pin string) seqr.ApproveRequest {
		shop.ask("1.00")
		return pat.sign(pat.look(shop.code()), pin)
	}
	for range 3 {
		_, err := w.sys.Payments.Approve(w.ctx, ask("111222"))
		require.ErrorIs(t, err, identity.ErrPINWrong)
	}
	wait, until := ask(pat.pin), w.clock.Now().Add(30*time.Second)
	w.refusedTwice(func() error { _, err := w.sys.Payments.Approve(w.ctx, wait); return err },
		&identity.PINWaitError{Until: until}, func() { w.clock.Advance(30 * time.Second) })

	blocked := ask(pat.pin)
	pat.block(account.LostPhone)
	pat.block(account.Other)
	w.refusedTwice(func() error { _, err := w.sys.Payments.Approve(w.ctx, blocked); return err },
		w.needsSupport(&account.BlockedError{Reasons: []account.Reason{account.LostPhone, account.Other}}), func() {
			for _, r := range []account.Reason{account.LostPhone, account.Other} {
				_, err := w.sys.Support.Unblock(w.ctx, w.help(pat.id), r)
				require.NoError(t, err)
			}
		})
	pat.mustPay(shop, "1.00")

	lee := w.apply("+18015550102")
	soon := seqr.StepRequest{Key: w.key(), Account: lee.id}
	w.refusedTwice(func() error { _, err := w.sys.Accounts.ResendCode(w.ctx, soon); return err },
		&identity.CodeWaitError{Next: w.clock.Now().Add(30 * time.Second)}, func() { w.clock.Advance(time.Minute) })

	lee.confirm()
	lee.describe("Lee Example")
	_, err := w.sys.Identity.Capture(w.ctx, lee.capture(identity.BackSide, tiny()))
	require.NoError(t, err)
	half := seqr.StepRequest{Key: w.key(), Account: lee.id}
	w.refusedTwice(func() error { _, err := w.sys.Identity.Submit(w.ctx, half); return err },
		&identity.MissingSideError{Sides: []identity.Side{identity.FrontSide}}, func() {
			_, err := w.sys.Identity.Capture(w.ctx, lee.capture(identity.FrontSide, tiny()))
			require.NoError(t, err)
		})
	w.audit()
}

// refusedTwice is refused with exactly want, also after the world has moved on.
func (w *world) refusedTwice(do func() error, want error, moveOn func()) {
	w.t.Helper()
	require.Equal(w.t, want, do())
	moveOn()
	before := w.dump()
	require.Equal(w.t, want, do())
	require.Empty(w.t, differences(before, w.dump()))
}
