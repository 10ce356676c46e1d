package seqr_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr"
	"github.com/seqrpay/seqr/store"
)

// world is a whole system with everything outside of it played by the sandbox.
type world struct {
	t     testing.TB
	ctx   context.Context
	clock *sandbox.Clock
	store store.Store
	bank  *sandbox.Bank
	phone *sandbox.Phone
	mail  *sandbox.Mailbox
	sys   *seqr.System
	keys  int
	mu    sync.Mutex

	others []seqr.Market // whose systems work over the same store
}

// programmes are what the auditor judges by.
func (w *world) programmes() audit.Programmes {
	m := w.sys.Market()
	return audit.Programmes{m.Code: m.Cashback}
}

// start is a Monday morning in New York, at the beginning of a quarter.
var start = time.Date(2026, time.July, 6, 14, 0, 0, 0, time.UTC)

const testPIN = "280461"

func newWorld(t *testing.T) *world { return newWorldOn(t, memory.New()) }

func newWorldOn(t *testing.T, st store.Store) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), clock: sandbox.NewClock(start), store: st, phone: sandbox.NewPhone(), mail: sandbox.NewMailbox()}
	market := anyPicture(seqr.Demo(seqr.UnitedStates()))
	w.bank = sandbox.NewBank(w.clock.Now, market.Collection.Calendar, market.Zone)
	cfg := w.config(market)
	sys, err := seqr.New(cfg)
	require.NoError(t, err)
	w.sys = sys
	return w
}

func (w *world) config(market seqr.Market) seqr.Config {
	return seqr.Config{
		Market: market, Store: w.store, Bank: w.bank, SMS: w.phone, Mail: w.mail,
		Verifier: genuine{}, Keys: identity.DevelopmentKeyring(), AllowDevelopmentKeys: true, Clock: w.clock.Now,
	}
}

// genuine is a verifier for tests that are not about verification: it believes the pictures and takes
// the holder's name as the document's number, so that every name is a person.
type genuine struct{}

func (genuine) Verify(_ context.Context, s identity.Submission) (identity.Verdict, error) {
	return identity.Verdict{Genuine: true, Country: "USA", Number: s.Name}, nil
}

// key makes a fresh command key.
func (w *world) key() seqr.Key {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keys++
	return seqr.Key(fmt.Sprintf("test-key-%020d", w.keys))
}

// settle runs Step until nothing is due.
func (w *world) settle() {
	w.t.Helper()
	for range 100 {
		p, err := w.sys.Step(w.ctx)
		require.NoError(w.t, err)
		require.Zero(w.t, p.Failed)
		if p.Idle() {
			return
		}
	}
	w.t.Fatal("Step never became idle")
}

// pass lets days go by, with a Step twice a day as an operator's loop would.
func (w *world) pass(days int) {
	w.t.Helper()
	for range 2 * days {
		w.clock.Advance(12 * time.Hour)
		w.settle()
	}
}

func (w *world) audit() {
	w.t.Helper()
	report, err := w.sys.Audit(w.ctx, w.others...)
	require.NoError(w.t, err)
	require.NoError(w.t, report.Err())
}

// person is a registered user with a phone.
type person struct {
	w       *world
	id      account.ID
	key     *identity.DeviceKey
	number  string
	pin     string
	counter uint64
	mu      sync.Mutex
}

var pictures = sync.OnceValues(func() ([2][]byte, error) {
	front, back, err := sandbox.DrawSpecimen(specimen("SPECIMEN", "X00000001"))
	return [2][]byte{front, back}, err
})

func specimen(surname, number string) sandbox.Specimen {
	return sandbox.Specimen{
		Kind: identity.DrivingLicence, Country: "USA", Surname: surname, GivenNames: "PAT", Number: number,
		BirthDate: civil.Date{Year: 1990, Month: time.May, Day: 17}, ExpiresOn: civil.Date{Year: 2032, Month: time.May, Day: 17},
	}
}

// begin registers a person as far as the bank account: all but the scan of the identity.
func (w *world) begin(name, number string) *person {
	w.t.Helper()
	key, err := identity.NewEd25519Key(rand.Reader)
	require.NoError(w.t, err)
	p := &person{w: w, key: key, number: number, pin: testPIN}
	started, err := w.sys.Accounts.Start(w.ctx, seqr.StartRequest{
		Key: w.key(), Phone: number, TermsVersion: "demo-1", Algorithm: key.Algorithm(), PublicKey: key.PublicKey(),
	})
	require.NoError(w.t, err)
	p.id = started.Account
	w.settle()
	_, err = w.sys.Accounts.Confirm(w.ctx, seqr.ConfirmRequest{Key: w.key(), Account: p.id, Code: w.phone.Code(number)})
	require.NoError(w.t, err)
	_, err = w.sys.Accounts.ChoosePIN(w.ctx, seqr.ChoosePINRequest{Key: w.key(), Account: p.id, PIN: p.pin, Repeat: p.pin})
	require.NoError(w.t, err)
	_, err = w.sys.Accounts.Describe(w.ctx, seqr.DescribeRequest{Key: w.key(), Account: p.id, Name: name, Email: "pat@example.com", BirthDate: w.birthDate()})
	require.NoError(w.t, err)
	_, err = w.sys.Accounts.AddBankAccount(w.ctx, bankRequest(w, p.id))
	require.NoError(w.t, err)
	return p
}

// birthDate is 17 May 1990 as the market writes it.
func (w *world) birthDate() string {
	if w.sys.Market().Identity.BirthFormat == identity.MonthDayYear {
		return "05/17/1990"
	}
	return "1990-05-17"
}

// bankRequest links a bank account of the kind that the market debits.
func bankRequest(w *world, id account.ID) seqr.BankAccountRequest {
	r := seqr.BankAccountRequest{Key: w.key(), Account: id, Mandate: "mandate-1"}
	for _, k := range w.sys.Market().Account.Kinds {
		switch k.Kind {
		case account.ACHDebit:
			r.Kind, r.Type, r.Routing, r.Number = k.Kind, ach.Checking, "076401251", "12345678"
		case account.SEPADebit:
			r.Kind, r.Number = k.Kind, "DE89 3704 0044 0532 0130 00"
		case account.Autogiro:
			r.Kind, r.Routing, r.Number = k.Kind, "3300", "9005171234"
		case account.UKDebit:
			r.Kind, r.Routing, r.Number = k.Kind, "20-00-00", "55779911"
		}
	}
	return r
}

// register is begin and a successful scan.
func (w *world) register(name, number string) *person {
	w.t.Helper()
	p := w.begin(name, number)
	p.prove()
	return p
}

// till is a merchant with one lane.
type till struct {
	w        *world
	merchant payment.Merchant
	location payment.Location
	lane     payment.Lane
}

func (w *world) till(name string) *till {
	w.t.Helper()
	m, err := w.sys.Merchants.Open(w.ctx, seqr.MerchantRequest{Key: w.key(), Name: name})
	require.NoError(w.t, err)
	l, err := w.sys.Merchants.AddLocation(w.ctx, seqr.LocationRequest{Key: w.key(), Merchant: m.ID, Name: "Main Street", Address: "1 Main Street"})
	require.NoError(w.t, err)
	t := &till{w: w, merchant: m, location: l}
	t.lane = t.addLane("Lane 1")
	return t
}

func (t *till) addLane(name string) payment.Lane {
	t.w.t.Helper()
	lane, err := t.w.sys.Merchants.AddLane(t.w.ctx, seqr.LaneRequest{Key: t.w.key(), Merchant: t.merchant.ID, Location: t.location.ID, Name: name, Channel: payment.InStore})
	require.NoError(t.w.t, err)
	return lane
}

// money is an amount in the market's currency.
func (w *world) money(s string) money.Amount {
	w.t.Helper()
	a, err := money.Parse(s, w.sys.Market().Currency)
	require.NoError(w.t, err)
	return a
}

func usd(s string) money.Amount {
	a, err := money.Parse(s, money.USD)
	if err != nil {
		panic(err)
	}
	return a
}

// ask issues an invoice on the till's lane.
func (t *till) ask(amount string) seqr.InvoiceStatus {
	t.w.t.Helper()
	st, err := t.w.sys.Merchants.Issue(t.w.ctx, seqr.InvoiceRequest{Key: t.w.key(), Merchant: t.merchant.ID, Lane: t.lane.ID, Draft: payment.Draft{Title: "Purchase", Total: t.w.money(amount)}})
	require.NoError(t.w.t, err)
	return st
}

func (t *till) status(id payment.InvoiceID) seqr.InvoiceStatus {
	t.w.t.Helper()
	st, err := t.w.sys.Merchants.Status(t.w.ctx, t.merchant.ID, id)
	require.NoError(t.w.t, err)
	return st
}

// code is the text of the lane's sticker.
func (t *till) code() string {
	c, err := qr.LaneCode(t.lane.Code)
	require.NoError(t.w.t, err)
	return c.String()
}

// sign answers the request that approves what was scanned.
func (p *person) sign(s seqr.Scanned, pin string) seqr.ApproveRequest {
	p.w.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counter++
	m := s.Message
	m.Counter = p.counter
	message, signature, err := p.key.Approve(m)
	require.NoError(p.w.t, err)
	return seqr.ApproveRequest{Key: p.w.key(), Account: p.id, Message: message, Signature: signature, PIN: pin}
}

func (p *person) look(code string) seqr.Scanned {
	p.w.t.Helper()
	s, err := p.w.sys.Payments.Scan(p.w.ctx, seqr.ScanRequest{Account: p.id, Code: code})
	require.NoError(p.w.t, err)
	return s
}

// pay pays what waits on a till with one amount.
func (p *person) pay(t *till, amount string) (seqr.InvoiceStatus, error) {
	p.w.t.Helper()
	inv := t.ask(amount)
	_, err := p.w.sys.Payments.Approve(p.w.ctx, p.sign(p.look(t.code()), p.pin))
	return t.status(inv.Invoice), err
}

func (p *person) mustPay(t *till, amount string) seqr.InvoiceStatus {
	p.w.t.Helper()
	st, err := p.pay(t, amount)
	require.NoError(p.w.t, err)
	require.Equal(p.w.t, payment.Paid, st.State)
	return st
}

func (p *person) available() string {
	p.w.t.Helper()
	a, err := p.w.sys.Payments.Available(p.w.ctx, p.id, account.PaymentAccountID{})
	require.NoError(p.w.t, err)
	return a.Format()
}

func (p *person) view() account.View {
	p.w.t.Helper()
	v, err := p.w.sys.Accounts.View(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return v
}

func (p *person) reasons() []account.Reason {
	var reasons []account.Reason
	for _, b := range p.view().Blocks {
		reasons = append(reasons, b.Reason)
	}
	return reasons
}

func newUUID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
