package seqr

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Config is everything a System is made of. New names the first field that is wrong.
type Config struct {
	// Market is the country's rules as data, such as UnitedStates() with the operator's own values filled in. Required.
	Market Market
	// Store keeps everything: memory.New(), sqlite.Open, postgres.Open, or yours (see store/storetest). Systems of other markets may share it, and
	// then share the Keys. Required.
	Store store.Store
	// Bank carries out debits and credits: sandbox, or yours (see ach/achtest). Required.
	Bank ach.Bank
	// Verifier decides whether a scanned document proves an identity. Required.
	Verifier identity.Verifier
	// SMS delivers codes and notices. Required.
	SMS account.SMS
	// Mail delivers notices to those who gave an address. Required.
	Mail account.Mail
	// Cards asks the operator's card acquirer about top-ups by card. Default: none, and such top-ups are refused.
	Cards payment.Cards
	// Rates is the operator's source of exchange rates, for money sent to a user with another currency. Default: none, and that is refused.
	Rates payment.Rates
	// Post delivers letters, in markets that identify somebody by one. Default: nobody is sent a letter.
	Post account.Post
	// Notices tells merchants who named an endpoint what happened: webhook.NewNotifier, or yours. Default: nobody is told by
	// itself, and merchants ask.
	Notices payment.Notices
	// NoticesFor is how long a merchant's endpoint that does not acknowledge is tried before a notice is given up. Default: 72 h.
	NoticesFor time.Duration
	// Keys hold the secrets: PIN pepper, tags of phone numbers and documents, sealing of
	// personal data. Losing them makes that data unreadable for good. Required.
	Keys identity.Keys
	// AllowDevelopmentKeys lets New accept identity.DevelopmentKeyring, whose keys are published. Default: false.
	AllowDevelopmentKeys bool
	// Clock tells the time. Tests give one that they set. Default: time.Now.
	Clock func() time.Time
	// NewID makes IDs. Default: uuid.NewV7, whose order is that of time.
	NewID func() (uuid.UUID, error)
	// Random is where codes, nonces and salts come from. Default: crypto/rand.Reader.
	Random io.Reader
	// Logger gets what an operator should see: failed deliveries, reports about unknown orders. It never gets personal data. Default: nothing is logged.
	Logger *slog.Logger
	// Workers is how many events a Step handles at the same time, and how many people it reads about when it pays a quarter's cashback.
	// With more than one only what concerns the same subject keeps its order; their commits share the store's time. Default: 1.
	Workers int
	// Parallel bounds how many slow computations (PIN stretch at 19 MiB each, pictures) run at once. Default: the number of CPUs.
	Parallel int
	// Waiting bounds how many more of them wait for their turn, beyond which callers are told ErrBusy at once. A PIN that the phone
	// stretches never waits. Default: 32 for each of Parallel, about a second of PINs.
	Waiting int
}

// System is one market's payment system over one store. Its fields are the services. It is safe
// for concurrent use, keeps no state of its own but a memory of what it read in the last ten seconds, and leaves no goroutines behind: several
// processes may run one over the same store.
type System struct {
	Accounts  *Accounts  // registration, closing, what an owner sees
	Identity  *Identity  // proving who one is by a document
	Merchants *Merchants // merchants, lanes, invoices, refunds
	Payments  *Payments  // scanning, approving, receipts
	Transfers *Transfers // sending money, top-up, withdrawal, requests for money
	Banking   *Banking   // what the bank tells, what is owed
	Cashback  *Cashback  // months, quarters, payouts
	Offers    *Offers    // offers, and the rewards they give
	Shop      *Shop      // Shop on the Spot: products and orders
	Loyalty   *Loyalty   // memberships in merchants' programmes
	Support   *Support   // customer service

	core *core
}

// core is what all services share.
type core struct {
	Config
	store  ours
	keys   identity.Keys
	house  house
	opened *atomic.Bool
	slow   chan struct{} // who computes
	queue  chan struct{} // who computes or waits for it
}

// New assembles a system. It does no I/O and starts nothing. ErrConfig names the first thing that is wrong.
func New(c Config) (*System, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	c.setDefaults()
	k := &core{
		Config: c, store: ours{newRecentStore(c.Store, c.Clock), c.Market.Code}, keys: c.Keys, house: houseOf(c.Market), opened: new(atomic.Bool),
		slow: make(chan struct{}, c.Parallel), queue: make(chan struct{}, c.Parallel+c.Waiting),
	}
	return k.system(), nil
}

func (c *core) system() *System {
	return &System{
		Accounts: &Accounts{c}, Identity: &Identity{c}, Merchants: &Merchants{c}, Payments: &Payments{c},
		Transfers: &Transfers{c}, Banking: &Banking{c}, Cashback: &Cashback{c}, Offers: &Offers{c}, Shop: &Shop{c}, Loyalty: &Loyalty{c}, Support: &Support{c}, core: c,
	}
}

// Market is the market that the system serves: its provider, terms, contact and rules, for screens that show them [REG-3, MKT-3].
func (s *System) Market() Market { return s.core.Market }

// In is the same system over another store: the one that a SQL adapter binds to a host's own
// transaction. What it commits becomes real when the host commits, together with the host's rows, and is gone if the host rolls back.
func (s *System) In(tx store.Store) *System {
	c := *s.core
	c.store.Store = tx
	c.opened = new(atomic.Bool)
	c.opened.Store(s.core.opened.Load())
	return c.system()
}

func (c *Config) check() error {
	required := []struct {
		name string
		set  bool
	}{
		{"Store", c.Store != nil},
		{"Bank", c.Bank != nil},
		{"Verifier", c.Verifier != nil},
		{"SMS", c.SMS != nil},
		{"Mail", c.Mail != nil},
		{"Keys", c.Keys != nil},
	}
	if err := c.Market.Validate(); err != nil {
		return fmt.Errorf("%w: Market: %w", ErrConfig, err)
	}
	for _, r := range required {
		if !r.set {
			return fmt.Errorf("%w: %s is required", ErrConfig, r.name)
		}
	}
	if d, ok := c.Keys.(interface{ Development() bool }); ok && d.Development() && !c.AllowDevelopmentKeys {
		return fmt.Errorf("%w: Keys are the published development keys; set AllowDevelopmentKeys in tests and examples only", ErrConfig)
	}
	if c.Workers < 0 {
		return fmt.Errorf("%w: Workers is negative", ErrConfig)
	}
	if c.Parallel < 0 {
		return fmt.Errorf("%w: Parallel is negative", ErrConfig)
	}
	if c.Waiting < 0 {
		return fmt.Errorf("%w: Waiting is negative", ErrConfig)
	}
	if c.NoticesFor < 0 {
		return fmt.Errorf("%w: NoticesFor is negative", ErrConfig)
	}
	return nil
}

func (c *Config) setDefaults() {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.NewID == nil {
		c.NewID = uuid.NewV7
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.NoticesFor == 0 {
		c.NoticesFor = 72 * time.Hour
	}
	if c.Workers == 0 {
		c.Workers = 1
	}
	if c.Parallel == 0 {
		c.Parallel = runtime.NumCPU()
	}
	if c.Waiting == 0 {
		c.Waiting = 32 * c.Parallel
	}
}

// now is the present in UTC at the precision that stores keep.
func (c *core) now() time.Time { return c.Clock().UTC().Truncate(time.Microsecond) }

// newID fails only if the source of randomness does.
func (c *core) newID() (uuid.UUID, error) {
	id, err := c.NewID()
	if err != nil {
		return uuid.Nil, fmt.Errorf("seqr: new ID: %w", err)
	}
	return id, nil
}

// newIDs makes n IDs.
func (c *core) newIDs(n int) ([]uuid.UUID, error) {
	ids := make([]uuid.UUID, n)
	for i := range ids {
		var err error
		if ids[i], err = c.newID(); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// slowly runs f while at most Parallel others run, so that expensive input cannot use up all memory. Of those who wait for it there are
// at most Waiting; whoever comes then is told ErrBusy, before anything was evaluated, instead of after a time in which nobody listens any more.
func (c *core) slowly(ctx context.Context, f func() error) error {
	select {
	case c.queue <- struct{}{}:
		defer func() { <-c.queue }()
	default:
		return ErrBusy
	}
	select {
	case c.slow <- struct{}{}:
		defer func() { <-c.slow }()
		return f()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// house is the operator's own accounts in the book: one of each per currency, with IDs that every process derives alike.
type house struct {
	clearing, cashback, offers, fees, charges, suspense, unclaimed, transit ledger.AccountID
	all                                                                     []ledger.Account
}

// houseSpace is the UUID namespace of the operator's own ledger accounts.
var houseSpace = uuid.MustParse("9b1f5a52-6c1e-5d0a-9d55-5e0a3c3f7a11")

func houseOf(m Market) house {
	var h house
	open := func(code ledger.Code) ledger.AccountID {
		id := houseAccount(code, m.Currency)
		h.all = append(h.all, ledger.Account{ID: id, Code: code, Currency: m.Currency})
		return id
	}
	h.clearing = open(ledger.CodeBankClearing)
	h.cashback = open(ledger.CodeCashbackExpense)
	h.offers = open(ledger.CodeOfferExpense)
	h.fees = open(ledger.CodeFeeIncome)
	h.charges = open(ledger.CodeBankCharges)
	h.suspense = open(ledger.CodeSuspense)
	h.unclaimed = open(ledger.CodeUnclaimed)
	h.transit = open(ledger.CodeTransferClearing)
	return h
}

// houseAccount is the operator's account of a place in the chart and a currency.
func houseAccount(code ledger.Code, c money.Currency) ledger.AccountID {
	return ledger.AccountID{UUID: uuid.NewSHA1(houseSpace, []byte(string(code)+"/"+string(c)))}
}

// ready opens the operator's accounts before the first command of this process, if nobody has.
func (c *core) ready(ctx context.Context) error {
	if c.opened.Load() {
		return nil
	}
	var missing []ledger.Account
	for _, a := range c.house.all {
		_, err := c.store.LedgerAccount(ctx, a.ID)
		if errors.Is(err, ledger.ErrUnknownAccount) {
			missing = append(missing, a)
		} else if err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		err := c.store.Commit(ctx, store.Changes{Ledger: missing})
		if err != nil && !errors.Is(err, store.ErrExists) && !errors.Is(err, ledger.ErrExists) {
			return err
		}
	}
	c.opened.Store(true)
	return nil
}
