package seqr_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// quick is a world for tests that are not about pictures: its market takes any picture, so that to
// register costs one slow hash. Its store is watched.
func quick(t testing.TB, tune ...func(*seqr.Config)) *world { return quickOn(t, memory.New(), tune...) }

func quickOn(t testing.TB, st store.Store, tune ...func(*seqr.Config)) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), clock: sandbox.NewClock(start), store: watch(st), phone: sandbox.NewPhone(), mail: sandbox.NewMailbox()}
	market := anyPicture(seqr.Demo(seqr.UnitedStates()))
	w.bank = sandbox.NewBank(w.clock.Now, market.Collection.Calendar, market.Zone)
	cfg := w.config(market)
	cfg.Verifier = unhurried{}
	for _, f := range tune {
		f(&cfg)
	}
	w.store = cfg.Store
	w.sys = newSystem(t, cfg)
	return w
}

// helpful is the market of a test in which customer service restores PINs and changes bank accounts.
func helpful(c *seqr.Config) {
	c.Market.Account.PINRecovery, c.Market.Account.BankChange, c.Market.Account.DeviceMove = true, true, true
	c.Market.Identity.Biometric, c.Market.Identity.Documents.MaxRefused = true, 1
	c.Market.Identity.LetterDays, c.Post = 14, sandbox.NewPostOffice()
}

// unhurried is genuine, but decides about nobody whose name begins with "Slow", and refuses those that begin with "Blurred".
type unhurried struct{ genuine }

func (v unhurried) Verify(ctx context.Context, s identity.Submission) (identity.Verdict, error) {
	if strings.HasPrefix(s.Name, "Slow") {
		return identity.Verdict{Pending: true}, nil
	}
	if strings.HasPrefix(s.Name, "Blurred") {
		return identity.Verdict{Problems: []identity.Problem{identity.Blur}}, nil
	}
	return v.genuine.Verify(ctx, s)
}

func newSystem(t testing.TB, cfg seqr.Config) *seqr.System {
	t.Helper()
	sys, err := seqr.New(cfg)
	require.NoError(t, err)
	return sys
}

// anyPicture is a market whose documents may be photographed at any size and sharpness.
func anyPicture(m seqr.Market) seqr.Market {
	d := &m.Identity.Documents
	d.MinWidth, d.MinHeight, d.MinSharpness, d.MinContrast, d.MaxGlare = 1, 1, -1, -1, 1
	return m
}

// tiny is a picture of a few pixels.
var tiny = sync.OnceValue(func() []byte {
	img := image.NewGray(image.Rect(0, 0, 24, 16))
	for i := range img.Pix {
		img.SetGray(i%24, i/24, color.Gray{Y: uint8(i * 37)})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
})

// apply starts a registration: the code is on its way.
func (w *world) apply(number string) *person {
	w.t.Helper()
	key, err := identity.NewEd25519Key(rand.Reader)
	require.NoError(w.t, err)
	p := &person{w: w, key: key, number: number, pin: testPIN}
	started, err := w.sys.Accounts.Start(w.ctx, p.startRequest())
	require.NoError(w.t, err)
	p.id = started.Account
	w.settle()
	return p
}

func (p *person) startRequest() seqr.StartRequest {
	return seqr.StartRequest{Key: p.w.key(), Phone: p.number, TermsVersion: "demo-1", Algorithm: p.key.Algorithm(), PublicKey: p.key.PublicKey()}
}

func (p *person) confirm() {
	p.w.t.Helper()
	_, err := p.w.sys.Accounts.Confirm(p.w.ctx, seqr.ConfirmRequest{Key: p.w.key(), Account: p.id, Code: p.w.phone.Code(p.number)})
	require.NoError(p.w.t, err)
}

func (p *person) describe(name string) {
	p.w.t.Helper()
	_, err := p.w.sys.Accounts.Describe(p.w.ctx, seqr.DescribeRequest{Key: p.w.key(), Account: p.id, Name: name, Email: "pat@example.com", BirthDate: p.w.birthDate()})
	require.NoError(p.w.t, err)
}

func (p *person) choosePIN() {
	p.w.t.Helper()
	_, err := p.w.sys.Accounts.ChoosePIN(p.w.ctx, seqr.ChoosePINRequest{Key: p.w.key(), Account: p.id, PIN: p.pin, Repeat: p.pin})
	require.NoError(p.w.t, err)
}

func (p *person) linkBank() {
	p.w.t.Helper()
	_, err := p.w.sys.Accounts.AddBankAccount(p.w.ctx, bankRequest(p.w, p.id))
	require.NoError(p.w.t, err)
}

// enrol registers all but the identity. Personal data come before the PIN: then no form of the birth date has to be stretched.
func (w *world) enrol(name, number string) *person {
	w.t.Helper()
	p := w.apply(number)
	p.confirm()
	p.describe(name)
	p.choosePIN()
	p.linkBank()
	return p
}

// join registers a person who can pay.
func (w *world) join(name, number string) *person {
	w.t.Helper()
	p := w.enrol(name, number)
	p.prove()
	return p
}

// prove scans and submits a document, and lets the verifier decide.
func (p *person) prove() {
	p.w.t.Helper()
	p.submit()
	p.w.settle()
}

func (p *person) submit() {
	w := p.w
	w.t.Helper()
	for _, side := range []identity.Side{identity.FrontSide, identity.BackSide} {
		_, err := w.sys.Identity.Capture(w.ctx, p.capture(side, tiny()))
		require.NoError(w.t, err)
	}
	_, err := w.sys.Identity.Submit(w.ctx, seqr.StepRequest{Key: w.key(), Account: p.id})
	require.NoError(w.t, err)
}

func (p *person) capture(side identity.Side, picture []byte) seqr.CaptureRequest {
	return seqr.CaptureRequest{Key: p.w.key(), Account: p.id, Document: identity.DrivingLicence, Side: side, Picture: picture}
}

// act signs an action that is not a payment.
func (p *person) act(a identity.Action) seqr.SignedAction {
	w := p.w
	w.t.Helper()
	m, err := w.sys.Accounts.Challenge(w.ctx, p.id, a)
	require.NoError(w.t, err)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counter++
	m.Counter = p.counter
	message, signature, err := p.key.Act(m)
	require.NoError(w.t, err)
	return seqr.SignedAction{Message: message, Signature: signature}
}

// leave deregisters, when another code may be sent to the number.
func (p *person) leave() {
	w := p.w
	w.t.Helper()
	w.clock.Advance(10 * time.Minute)
	_, err := w.sys.Accounts.RequestClosing(w.ctx, seqr.StepRequest{Key: w.key(), Account: p.id})
	require.NoError(w.t, err)
	w.settle()
	_, err = w.sys.Accounts.Close(w.ctx, seqr.CloseRequest{Key: w.key(), Account: p.id, Code: w.phone.Code(p.number), Signed: p.act(identity.ActionClose)})
	require.NoError(w.t, err)
}

// help is the head of a request of customer service.
func (w *world) help(of account.ID) seqr.SupportRequest {
	return seqr.SupportRequest{Key: w.key(), Agent: "agent 7", Why: "the owner called", Account: of}
}

// needsSupport is a refusal with the market's customer service beside it.
func (w *world) needsSupport(err error) error {
	return &seqr.SupportError{Err: err, Contact: w.sys.Market().Account.Contact}
}

func (p *person) block(r account.Reason) {
	p.w.t.Helper()
	_, err := p.w.sys.Support.Block(p.w.ctx, p.w.help(p.id), r)
	require.NoError(p.w.t, err)
}

// collection is the debit of a paid invoice.
func (w *world) collection(inv payment.InvoiceID) ach.Collection {
	w.t.Helper()
	i, err := w.store.Invoice(w.ctx, inv)
	require.NoError(w.t, err)
	c, err := w.store.CollectionOf(w.ctx, i.Payment.UUID)
	require.NoError(w.t, err)
	return c
}

// watched is a store that remembers what was written to it, and the names of what no list shows.
type watched struct {
	store.Store
	mu        sync.Mutex
	commits   []store.Changes
	lanes     map[payment.LaneID]bool
	locations map[payment.LocationID]bool
	scans     map[identity.ScanID]bool
	claims    map[store.Claim]bool // without owner
}

func watch(st store.Store) *watched {
	return &watched{
		Store: st, lanes: map[payment.LaneID]bool{}, locations: map[payment.LocationID]bool{},
		scans: map[identity.ScanID]bool{}, claims: map[store.Claim]bool{},
	}
}

func (s *watched) Commit(ctx context.Context, c store.Changes) error {
	err := s.Store.Commit(ctx, c)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commits = append(s.commits, c)
	for _, v := range c.Lanes {
		s.lanes[v.ID] = true
	}
	for _, v := range c.Locations {
		s.locations[v.ID] = true
	}
	for _, v := range c.Scans {
		s.scans[v.ID] = true
	}
	for _, v := range c.Claims {
		s.claims[store.Claim{Kind: v.Kind, Value: v.Value}] = true
	}
	return nil
}

// everything is all that a store holds, but for the records of commands.
type everything struct {
	Accounts     []account.Account
	Actions      []account.Action
	Trails       []account.Trail
	Credentials  []identity.Credential
	Activations  []identity.Activation
	Scans        []identity.Scan
	IDRecords    []identity.IDRecord
	Merchants    []payment.Merchant
	Locations    []payment.Location
	Lanes        []payment.Lane
	Invoices     []payment.Invoice
	Payments     []payment.Payment
	Refunds      []payment.Refund
	Settlements  []payment.Settlement
	Settled      []payment.SettlementLine
	Moved        []payment.Transfer
	Requests     []payment.MoneyRequest
	BankAccounts []ach.BankAccount
	Mandates     []ach.Mandate
	Collections  []ach.Collection
	Payouts      []ach.Payout
	Advices      []ach.Advice
	Tallies      []cashback.Tally
	Cashback     []cashback.Payout
	Ledger       []ledger.Account
	Transfers    []ledger.Posting
	Pending      []store.Event
	Corrections  []cashback.Correction
	Offers       []cashback.Offer
	Rewards      []cashback.Reward
	Products     []payment.Product
	Orders       []payment.Order
	Memberships  []payment.Membership
	Endpoints    []payment.Endpoint
	Notices      []payment.Notice
	Claims       map[store.Claim]string
}

// dump reads everything that a watched store holds.
func (w *world) dump() everything {
	w.t.Helper()
	s := w.store.(*watched)
	s.mu.Lock()
	defer s.mu.Unlock()
	const all = 1 << 20
	d := everything{Claims: map[store.Claim]string{}}
	r := reader{w}
	d.Accounts = some(r, func() ([]account.Account, error) { return s.AccountList(w.ctx, account.ID{}, all) })
	d.Trails = some(r, func() ([]account.Trail, error) { return s.TrailList(w.ctx, account.ID{}, all) })
	d.Credentials = some(r, func() ([]identity.Credential, error) { return s.CredentialList(w.ctx, account.ID{}, all) })
	d.IDRecords = some(r, func() ([]identity.IDRecord, error) { return s.IDRecordList(w.ctx, "", all) })
	d.Merchants = some(r, func() ([]payment.Merchant, error) { return s.MerchantList(w.ctx, payment.MerchantID{}, all) })
	d.Invoices = some(r, func() ([]payment.Invoice, error) { return s.InvoiceList(w.ctx, payment.InvoiceID{}, all) })
	d.Payments = some(r, func() ([]payment.Payment, error) { return s.PaymentList(w.ctx, payment.PaymentID{}, all) })
	d.Moved = some(r, func() ([]payment.Transfer, error) { return s.TransferList(w.ctx, payment.TransferID{}, all) })
	d.Requests = some(r, func() ([]payment.MoneyRequest, error) { return s.RequestList(w.ctx, payment.RequestID{}, all) })
	d.Collections = some(r, func() ([]ach.Collection, error) { return s.CollectionList(w.ctx, ach.CollectionID{}, all) })
	d.Payouts = some(r, func() ([]ach.Payout, error) { return s.PayoutList(w.ctx, ach.PayoutID{}, all) })
	d.Advices = some(r, func() ([]ach.Advice, error) { return s.AdviceList(w.ctx, ach.AdviceID{}, all) })
	d.Ledger = some(r, func() ([]ledger.Account, error) { return s.LedgerAccounts(w.ctx, ledger.AccountID{}, all) })
	d.Transfers = some(r, func() ([]ledger.Posting, error) { return s.Transfers(w.ctx, ledger.TransferID{}, all) })
	d.Pending = some(r, func() ([]store.Event, error) { return s.Pending(w.ctx, store.EventID{}, all) })
	d.Corrections = some(r, func() ([]cashback.Correction, error) {
		return s.CorrectionList(w.ctx, cashback.CorrectionID{}, all)
	})
	d.Offers = some(r, func() ([]cashback.Offer, error) { return s.OfferList(w.ctx, cashback.OfferID{}, all) })
	d.Rewards = some(r, func() ([]cashback.Reward, error) { return s.RewardList(w.ctx, cashback.RewardID{}, all) })
	d.Products = some(r, func() ([]payment.Product, error) { return s.ProductList(w.ctx, payment.ProductID{}, all) })
	d.Orders = some(r, func() ([]payment.Order, error) { return s.OrderList(w.ctx, payment.OrderID{}, all) })
	now := civil.QuarterOf(w.clock.Now(), seqr.UnitedStates().Zone)
	for _, a := range d.Accounts {
		d.Actions = append(d.Actions, some(r, func() ([]account.Action, error) { return s.Actions(w.ctx, a.ID, account.ActionID{}, all) })...)
		d.Activations = append(d.Activations, one(r, func() (identity.Activation, error) { return s.Activation(w.ctx, a.Phone) })...)
		d.Activations = append(d.Activations, one(r, func() (identity.Activation, error) { return s.Activation(w.ctx, identity.CodeTag(a.ID)) })...)
		d.Cashback = append(d.Cashback, some(r, func() ([]cashback.Payout, error) { return s.CashbackPayouts(w.ctx, a.ID, civil.Quarter{}, all) })...)
		d.Memberships = append(d.Memberships, some(r, func() ([]payment.Membership, error) { return s.MembershipsOf(w.ctx, a.ID, payment.MembershipID{}, all) })...)
		for _, q := range []civil.Quarter{now.Prev(), now} {
			d.Tallies = append(d.Tallies, some(r, func() ([]cashback.Tally, error) { return s.Tallies(w.ctx, a.ID, q) })...)
		}
		for _, pa := range a.Accounts {
			id := ach.BankAccountID{UUID: pa.Bank}
			d.BankAccounts = append(d.BankAccounts, one(r, func() (ach.BankAccount, error) { return s.BankAccount(w.ctx, id) })...)
			d.Mandates = append(d.Mandates, one(r, func() (ach.Mandate, error) { return s.Mandate(w.ctx, id) })...)
		}
	}
	for _, m := range d.Merchants {
		of := some(r, func() ([]payment.Settlement, error) { return s.SettlementsOf(w.ctx, m.ID, payment.SettlementID{}, all) })
		for _, v := range of {
			d.Settled = append(d.Settled, some(r, func() ([]payment.SettlementLine, error) {
				return s.SettlementLines(w.ctx, v.ID, ledger.TransferID{}, all)
			})...)
		}
		d.Settlements = append(d.Settlements, of...)
		d.Endpoints = append(d.Endpoints, one(r, func() (payment.Endpoint, error) { return s.Endpoint(w.ctx, m.ID) })...)
		d.Notices = append(d.Notices, some(r, func() ([]payment.Notice, error) { return s.NoticesOf(w.ctx, m.ID, payment.NoticeID{}, all) })...)
		d.BankAccounts = append(d.BankAccounts, one(r, func() (ach.BankAccount, error) { return s.BankAccount(w.ctx, ach.BankAccountID{UUID: m.Bank}) })...)
	}
	for _, p := range d.Payments {
		d.Refunds = append(d.Refunds, some(r, func() ([]payment.Refund, error) { return s.Refunds(w.ctx, p.ID, payment.RefundID{}, all) })...)
	}
	d.named(r, s)
	return d
}

// named adds what is found by name only.
func (d *everything) named(r reader, s *watched) {
	w := r.w
	for id := range s.lanes {
		d.Lanes = append(d.Lanes, one(r, func() (payment.Lane, error) { return s.Lane(w.ctx, id) })...)
	}
	for id := range s.locations {
		d.Locations = append(d.Locations, one(r, func() (payment.Location, error) { return s.Location(w.ctx, id) })...)
	}
	for id := range s.scans {
		d.Scans = append(d.Scans, one(r, func() (identity.Scan, error) { return s.Scan(w.ctx, id) })...)
	}
	for c := range maps.Keys(s.claims) {
		if owner, err := s.Claimed(w.ctx, c.Kind, c.Value); err == nil {
			d.Claims[c] = owner.String()
		}
	}
	slices.SortFunc(d.Lanes, func(a, b payment.Lane) int { return bytes.Compare(a.ID.UUID[:], b.ID.UUID[:]) })
	slices.SortFunc(d.Locations, func(a, b payment.Location) int { return bytes.Compare(a.ID.UUID[:], b.ID.UUID[:]) })
	slices.SortFunc(d.Scans, func(a, b identity.Scan) int { return bytes.Compare(a.ID.UUID[:], b.ID.UUID[:]) })
}

type reader struct{ w *world }

func some[T any](r reader, read func() ([]T, error)) []T {
	r.w.t.Helper()
	list, err := read()
	require.NoError(r.w.t, err)
	return list
}

// one is a list of what read finds: one, or none.
func one[T any](r reader, read func() (T, error)) []T {
	r.w.t.Helper()
	v, err := read()
	if seqr.KindOf(err) == seqr.NotFound {
		return nil
	}
	require.NoError(r.w.t, err)
	return []T{v}
}
