package storetest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// recorder takes a case's failures instead of a test.
type recorder struct {
	testing.TB
	failed atomic.Bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Error(...any)          { r.failed.Store(true) }
func (r *recorder) Errorf(string, ...any) { r.failed.Store(true) }
func (r *recorder) Fail()                 { r.failed.Store(true) }
func (r *recorder) Fatal(...any)          { r.FailNow() }
func (r *recorder) Fatalf(string, ...any) { r.FailNow() }
func (r *recorder) FailNow() {
	r.failed.Store(true)
	runtime.Goexit()
}

// fails says whether a case finds fault with a store.
func (c testCase) fails(t *testing.T, o Opened) bool {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if recover() != nil { // a store that answers nonsense may make a case stumble
				r.Fail()
			}
		}()
		c.check(r, o)
	}()
	<-done
	return r.failed.Load()
}

// saboteurs are stores that break one promise each. Some need to be met at the wrong moment, so
// they make it.
var saboteurs = map[string]func(store.Store) store.Store{
	"version not checked":           func(s store.Store) store.Store { return &versionBlind{Store: s} },
	"version not raised":            func(s store.Store) store.Store { return stuck{s} },
	"relied-upon row not checked":   func(s store.Store) store.Store { return before{s, func(c *store.Changes) { c.Relied = nil }} },
	"relied-upon absence unchecked": func(s store.Store) store.Store { return before{s, presentOnly} },
	"claim missing":                 func(s store.Store) store.Store { return before{s, func(c *store.Changes) { c.Claims = nil }} },
	"claims without case":           func(s store.Store) store.Store { return before{s, lowerClaims} },
	"claims without kind":           func(s store.Store) store.Store { return before{s, kindlessClaims} },
	"claim not released":            func(s store.Store) store.Store { return before{s, func(c *store.Changes) { c.Releases = nil }} },
	"command looked up first":       func(s store.Store) store.Store { return &lookedUp{Store: s, done: map[string]store.Command{}} },
	"commands without scope":        func(s store.Store) store.Store { return scopeless{s} },
	"floor read before the write":   func(s store.Store) store.Store { return &floorReader{Store: s, floors: map[ledger.AccountID]int64{}} },
	"no floor":                      func(s store.Store) store.Store { return before{s, bottomless} },
	"a cent too much":               func(s store.Store) store.Store { return before{s, aCentMore} },
	"debt stopped by the floor":     func(s store.Store) store.Store { return before{s, plainDebt} },
	"hold not held":                 func(s store.Store) store.Store { return before{s, unheld} },
	"answer before commit":          func(s store.Store) store.Store { return &early{Store: s} },
	"half a commit":                 func(s store.Store) store.Store { return half{s} },
	"ended context ignored":         func(s store.Store) store.Store { return patient{s} },
	"refusal spread to neighbours":  func(s store.Store) store.Store { return &spreading{Store: s} },
	"lost increment":                func(s store.Store) store.Store { return &losing{Store: s} },
	"conflict told as taken":        func(s store.Store) store.Store { return told{s, store.ErrConflict, store.ErrExists} },
	"insufficient told as conflict": func(s store.Store) store.Store { return told{s, store.ErrInsufficient, store.ErrConflict} },
	"unknown told as nothing done":  func(s store.Store) store.Store { return &unsure{Store: s} },
	"lease ignored":                 func(s store.Store) store.Store { return leaseless{s} },
	"lease forever":                 func(s store.Store) store.Store { return forever{s} },
	"events of all markets claimed": func(s store.Store) store.Store { return anyEvents{s} },
	"one run for all markets":       func(s store.Store) store.Store { return oneRun{s} },
	"payers of all markets":         func(s store.Store) store.Store { return anyPayers{s} },
	"nothing of other quarters":     func(s store.Store) store.Store { return forgetfulOfThePast{s} },
	"payouts that nothing waits at": func(s store.Store) store.Store { return nostalgic{s} },
	"invoices of all markets":       func(s store.Store) store.Store { return anyInvoices{s} },
	"offers of all markets":         func(s store.Store) store.Store { return anyOffers{s} },
	"products of all markets":       func(s store.Store) store.Store { return anyProducts{s} },
	"event claimed before due":      func(s store.Store) store.Store { return hasty{s} },
	"event lost by claiming":        func(s store.Store) store.Store { return lossy{s} },
	"newest event first":            func(s store.Store) store.Store { return newestFirst{s} },
	"done ignored":                  func(s store.Store) store.Store { return undone{s} },
	"field forgotten":               func(s store.Store) store.Store { return before{s, forgetful} },
	"local times":                   func(s store.Store) store.Store { return local{s} },
	"nanoseconds lost, seconds too": func(s store.Store) store.Store { return before{s, wholeSeconds} },
	"float cents":                   func(s store.Store) store.Store { return before{s, floatCents} },
	"shared memory":                 func(s store.Store) store.Store { return &sharing{Store: s, kept: map[account.ID]account.Account{}} },
	"limit ignored":                 func(s store.Store) store.Store { return limitless{s} },
	"page starts with the last key": func(s store.Store) store.Store { return inclusive{s} },
	"list in the order of writing":  func(s store.Store) store.Store { return unsorted{s} },
	"owner ignored":                 func(s store.Store) store.Store { return ownerless{s} },
	"sender taken for receiver":     func(s store.Store) store.Store { return sideless{s} },
	"subject ignored":               func(s store.Store) store.Store { return subjectless{s} },
	"merchant ignored":              func(s store.Store) store.Store { return merchantless{s} },
	"ended notices shown":           func(s store.Store) store.Store { return nagging{s} },
	"notices of all merchants":      func(s store.Store) store.Store { return gossip{s} },
	"resolved advices listed":       func(s store.Store) store.Store { return insistent{s} },
	"another's corrections shown":   func(s store.Store) store.Store { return generous{s} },
	"unpaid orders shown":           func(s store.Store) store.Store { return curious{s} },
	"ended offers run":              func(s store.Store) store.Store { return everlasting{s} },
	"zero instead of not found":     func(s store.Store) store.Store { return zeroFound{s} },
	"paid invoices expire":          func(s store.Store) store.Store { return expireAll{s} },
	"oldest scan":                   func(s store.Store) store.Store { return oldest{s, map[account.ID]identity.Scan{}} },
	"tally replaced":                func(s store.Store) store.Store { return quarterless{s} },
	"open after Close":              func(s store.Store) store.Store { return open{s} },
	"nothing written":               func(s store.Store) store.Store { return before{s, func(c *store.Changes) { *c = store.Changes{} }} },
	"empty commit refused":          func(s store.Store) store.Store { return full{s} },
	"money made":                    func(s store.Store) store.Store { return mint{s} },
	"relied and changed refused":    func(s store.Store) store.Store { return before{s, relyTwice} },
}

func (c testCase) catches(t *testing.T, sabotage func(store.Store) store.Store) bool {
	return c.fails(t, Opened{Store: sabotage(memory.New()), Volatile: "in memory"})
}

func TestEachSaboteurIsCaught(t *testing.T) {
	for name, sabotage := range saboteurs {
		t.Run(name, func(t *testing.T) {
			caught := slices.ContainsFunc(cases(), func(c testCase) bool { return c.catches(t, sabotage) })
			require.True(t, caught, "no case notices")
		})
	}
}

// A case that catches no saboteur can never fail, and says nothing.
func TestEachCaseCatchesASaboteur(t *testing.T) {
	suspects := append([]string{"nothing written"}, slices.Sorted(maps.Keys(saboteurs))...) // which most cases notice
	for _, c := range cases() {
		caught := slices.ContainsFunc(suspects, func(name string) bool { return c.catches(t, saboteurs[name]) })
		require.True(t, caught, c.name)
	}
}

// An honest store must pass the same way, or the saboteurs would prove nothing.
func TestHonestStoreIsNotCaught(t *testing.T) {
	for _, c := range cases() {
		require.False(t, c.fails(t, Opened{Store: memory.New(), Volatile: "in memory"}), c.name)
	}
}

// before changes a commit before it is made.
type before struct {
	store.Store
	change func(*store.Changes)
}

func (s before) Commit(ctx context.Context, c store.Changes) error {
	s.change(&c)
	return s.Store.Commit(ctx, c)
}

func presentOnly(c *store.Changes) {
	c.Relied = slices.DeleteFunc(slices.Clone(c.Relied), func(r store.Ref) bool { return r.Version == 0 })
}

// relyTwice relies on what is changed at its next version too, as if it were asked after the change.
func relyTwice(c *store.Changes) {
	for _, k := range versioned() {
		for _, v := range k.in(*c) {
			if slices.Contains(c.Relied, k.ref(v)) {
				c.Relied = append(slices.Clone(c.Relied), k.ref(written(k, v)))
			}
		}
	}
}

func lowerClaims(c *store.Changes) {
	c.Claims = mapped(c.Claims, func(cl store.Claim) store.Claim { cl.Value = strings.ToLower(cl.Value); return cl })
}

func kindlessClaims(c *store.Changes) {
	c.Claims = mapped(c.Claims, func(cl store.Claim) store.Claim { cl.Kind = store.ClaimPhone; return cl })
}

func bottomless(c *store.Changes) {
	c.Ledger = mapped(c.Ledger, func(a ledger.Account) ledger.Account { a.Floored, a.Floor = false, 0; return a })
}

func aCentMore(c *store.Changes) {
	c.Ledger = mapped(c.Ledger, func(a ledger.Account) ledger.Account {
		if a.Floored {
			a.Floor--
		}
		return a
	})
}

func plainDebt(c *store.Changes) {
	c.Transfers = mapped(c.Transfers, func(t ledger.Transfer) ledger.Transfer {
		if t.Purpose.Debt() {
			t.Purpose = ledger.Purchase
		}
		return t
	})
}

func unheld(c *store.Changes) {
	c.Transfers = slices.DeleteFunc(slices.Clone(c.Transfers), func(t ledger.Transfer) bool { return t.Kind == ledger.Hold })
}

func forgetful(c *store.Changes) {
	c.Invoices = mapped(c.Invoices, func(v payment.Invoice) payment.Invoice { v.Footer = ""; return v })
}

func wholeSeconds(c *store.Changes) {
	c.Accounts = mapped(c.Accounts, func(v account.Account) account.Account { v.OpenedAt = v.OpenedAt.Truncate(time.Second); return v })
}

func floatCents(c *store.Changes) {
	c.Cashback = mapped(c.Cashback, func(v cashback.Payout) cashback.Payout {
		if n := v.Amount.Minor(); n < math.MaxInt64-1000 {
			v.Amount = money.FromMinor(int64(float64(n)), v.Amount.Currency())
		}
		return v
	})
}

func mapped[V any](vs []V, f func(V) V) []V {
	out := make([]V, len(vs))
	for i, v := range vs {
		out[i] = f(v)
	}
	return out
}

// versionBlind writes whatever the version.
type versionBlind struct {
	store.Store
	mu sync.Mutex
}

func (s *versionBlind) Commit(ctx context.Context, c store.Changes) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Accounts = mapped(c.Accounts, func(a account.Account) account.Account {
		kept, _ := s.Store.Account(ctx, a.ID)
		a.Version = kept.Version
		return a
	})
	return s.Store.Commit(ctx, c)
}

// full wants something to write.
type full struct{ store.Store }

func (s full) Commit(ctx context.Context, c store.Changes) error {
	if reflect.ValueOf(c).IsZero() {
		return store.ErrUnknown
	}
	return s.Store.Commit(ctx, c)
}

// mint shows a cent more than there is.
type mint struct{ store.Store }

func (s mint) LedgerAccounts(ctx context.Context, after ledger.AccountID, limit int) ([]ledger.Account, error) {
	as, err := s.Store.LedgerAccounts(ctx, after, limit)
	if len(as) > 0 {
		as[0].Balance++
	}
	return as, err
}

// stuck shows every account as it was first written.
type stuck struct{ store.Store }

func (s stuck) Account(ctx context.Context, id account.ID) (account.Account, error) {
	a, err := s.Store.Account(ctx, id)
	a.Version = min(a.Version, 1)
	return a, err
}

// dawdle lets others come between a look and a deed.
func dawdle() { time.Sleep(50 * time.Microsecond) }

// lookedUp asks whether a command was done instead of inserting its key.
type lookedUp struct {
	store.Store
	mu   sync.Mutex
	done map[string]store.Command
}

func (s *lookedUp) Command(_ context.Context, scope, key string) (store.Command, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.done[scope+"\x00"+key]
	if !ok {
		return c, store.ErrNotFound
	}
	return c, nil
}

func (s *lookedUp) Commit(ctx context.Context, c store.Changes) error {
	command := c.Command
	if command == nil {
		return s.Store.Commit(ctx, c)
	}
	if _, err := s.Command(ctx, command.Scope, command.Key); err == nil {
		return store.ErrExists
	}
	c.Command = nil
	dawdle()
	if err := s.Store.Commit(ctx, c); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done[command.Scope+"\x00"+command.Key] = *command
	return nil
}

// scopeless keeps all commands in one scope.
type scopeless struct{ store.Store }

func (s scopeless) Command(ctx context.Context, _, key string) (store.Command, error) {
	return s.Store.Command(ctx, "", key)
}

func (s scopeless) Commit(ctx context.Context, c store.Changes) error {
	if c.Command != nil {
		command := *c.Command
		command.Scope = ""
		c.Command = &command
	}
	return s.Store.Commit(ctx, c)
}

// floorReader lets the store keep no floors and reads balances before it commits.
type floorReader struct {
	store.Store
	mu     sync.Mutex
	floors map[ledger.AccountID]int64
}

const deep = math.MinInt64 / 4

func (s *floorReader) LedgerAccount(ctx context.Context, id ledger.AccountID) (ledger.Account, error) {
	a, err := s.Store.LedgerAccount(ctx, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.Floored {
		a.Floor = s.floors[id]
	}
	return a, err
}

func (s *floorReader) Commit(ctx context.Context, c store.Changes) error {
	for _, t := range c.Transfers {
		a, err := s.LedgerAccount(ctx, t.Debit)
		spends := t.Kind <= ledger.Hold && !t.Purpose.Debt()
		if err == nil && a.Floored && spends && a.Available().Minor() < t.Amount.Minor() {
			return store.ErrInsufficient
		}
		dawdle()
	}
	opened := mapped(c.Ledger, func(a ledger.Account) ledger.Account {
		if a.Floored {
			s.mu.Lock()
			s.floors[a.ID] = a.Floor
			s.mu.Unlock()
			a.Floor = deep
		}
		return a
	})
	c.Ledger = opened
	return s.Store.Commit(ctx, c)
}

// early answers, and commits with the next call.
type early struct {
	store.Store
	mu   sync.Mutex
	late []store.Changes
}

func (s *early) Commit(ctx context.Context, c store.Changes) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.late {
		if err := s.Store.Commit(ctx, l); err != nil {
			return err
		}
	}
	s.late = []store.Changes{c}
	return nil
}

// half writes what it can.
type half struct{ store.Store }

func (s half) Commit(ctx context.Context, c store.Changes) error {
	err := s.Store.Commit(ctx, c)
	if errors.Is(err, store.ErrInsufficient) {
		c.Transfers, c.Ledger, c.Floors = nil, nil, nil
		s.Store.Commit(ctx, c)
	}
	return err
}

// patient never looks at the context.
type patient struct{ store.Store }

func (s patient) Commit(_ context.Context, c store.Changes) error {
	return s.Store.Commit(context.Background(), c)
}

// spreading answers the next commit with the last one's refusal.
type spreading struct {
	store.Store
	mu   sync.Mutex
	last error
}

func (s *spreading) Commit(ctx context.Context, c store.Changes) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.last; err != nil {
		s.last = nil
		return err
	}
	s.last = s.Store.Commit(ctx, c)
	return s.last
}

// losing loses an increment where two commits meet.
type losing struct {
	store.Store
	at atomic.Int64
}

func (s *losing) Commit(ctx context.Context, c store.Changes) error {
	defer s.at.Add(-1)
	if s.at.Add(1) > 1 {
		c.Tallies = nil
	}
	if len(c.Tallies) > 0 {
		dawdle()
	}
	return s.Store.Commit(ctx, c)
}

// told answers one error in place of another.
type told struct {
	store.Store
	is, as error
}

func (s told) Commit(ctx context.Context, c store.Changes) error {
	err := s.Store.Commit(ctx, c)
	if errors.Is(err, s.is) {
		return s.as
	}
	return err
}

// unsure writes and says that it did not.
type unsure struct {
	store.Store
	n atomic.Int64
}

func (s *unsure) Commit(ctx context.Context, c store.Changes) error {
	err := s.Store.Commit(ctx, c)
	if err == nil && ctx.Done() != nil && s.n.Add(1)%5 == 0 {
		if _, bounded := ctx.Deadline(); bounded {
			return context.DeadlineExceeded
		}
	}
	return err
}

// The outbox's saboteurs.
type (
	leaseless   struct{ store.Store }
	forever     struct{ store.Store }
	hasty       struct{ store.Store }
	lossy       struct{ store.Store }
	newestFirst struct{ store.Store }
	undone      struct{ store.Store }
)

func (s leaseless) Claim(ctx context.Context, market string, now time.Time, _ time.Duration, limit int) ([]store.Event, error) {
	return s.Store.Claim(ctx, market, now, 0, limit)
}

func (s forever) Claim(ctx context.Context, market string, now time.Time, _ time.Duration, limit int) ([]store.Event, error) {
	return s.Store.Claim(ctx, market, now, 1000*time.Hour, limit)
}

func (s hasty) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) ([]store.Event, error) {
	return s.Store.Claim(ctx, market, now.Add(time.Hour), lease-time.Hour, limit)
}

func (s lossy) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) ([]store.Event, error) {
	es, err := s.Store.Claim(ctx, market, now, lease, limit)
	s.Store.Done(ctx, idsOf(es)...)
	return es, err
}

func (s newestFirst) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) ([]store.Event, error) {
	es, err := s.Store.Claim(ctx, market, now, lease, limit)
	slices.SortFunc(es, func(a, b store.Event) int { return b.Due.Compare(a.Due) })
	return es, err
}

func (s undone) Done(context.Context, ...store.EventID) error { return nil }

// local answers times in a zone.
type local struct{ store.Store }

func (s local) Account(ctx context.Context, id account.ID) (account.Account, error) {
	a, err := s.Store.Account(ctx, id)
	a.OpenedAt = a.OpenedAt.In(time.FixedZone("here", 3600))
	return a, err
}

// sharing answers with the memory it was given.
type sharing struct {
	store.Store
	mu   sync.Mutex
	kept map[account.ID]account.Account
}

func (s *sharing) Commit(ctx context.Context, c store.Changes) error {
	err := s.Store.Commit(ctx, c)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range c.Accounts {
		if err == nil {
			a.Version++
			s.kept[a.ID] = a
		}
	}
	return err
}

func (s *sharing) Account(ctx context.Context, id account.ID) (account.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.Store.Account(ctx, id)
	if k, ok := s.kept[id]; ok && err == nil {
		return k, nil
	}
	return a, err
}

// The lists' saboteurs.
type (
	limitless struct{ store.Store }
	inclusive struct{ store.Store }
	unsorted  struct{ store.Store }
	ownerless struct{ store.Store }
)

func (s limitless) PayoutList(ctx context.Context, after ach.PayoutID, _ int) ([]ach.Payout, error) {
	return s.Store.PayoutList(ctx, after, all)
}

func (s inclusive) Pending(ctx context.Context, after store.EventID, limit int) ([]store.Event, error) {
	for i := len(after.UUID) - 1; i >= 0; i-- {
		after.UUID[i]--
		if after.UUID[i] != 0xff {
			break
		}
	}
	return s.Store.Pending(ctx, after, limit)
}

func (s unsorted) PaymentList(ctx context.Context, after payment.PaymentID, limit int) ([]payment.Payment, error) {
	vs, err := s.Store.PaymentList(ctx, after, limit)
	slices.SortFunc(vs, func(a, b payment.Payment) int { return cmp.Compare(a.ID.UUID[15], b.ID.UUID[15]) })
	return vs, err
}

func (s ownerless) PaymentsOf(ctx context.Context, _ account.ID, after payment.PaymentID, limit int) ([]payment.Payment, error) {
	return s.Store.PaymentList(ctx, after, limit)
}

// subjectless lists events about anything.
type subjectless struct{ store.Store }

func (s subjectless) PendingAbout(ctx context.Context, _ uuid.UUID, after store.EventID, limit int) ([]store.Event, error) {
	return s.Store.Pending(ctx, after, limit)
}

// sideless lists what was sent among what was received.
type sideless struct{ store.Store }

func (s sideless) TransfersTo(ctx context.Context, to account.ID, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	return s.TransfersFrom(ctx, to, after, limit)
}

// merchantless finds anybody's latest settlement.
type merchantless struct{ store.Store }

func (s merchantless) LatestSettlement(ctx context.Context, of payment.MerchantID) (payment.Settlement, error) {
	v, err := s.Store.LatestSettlement(ctx, of)
	if errors.Is(err, store.ErrNotFound) {
		return payment.Settlement{Merchant: of}, nil
	}
	return v, err
}

// zeroFound finds a zero value where there is none.
type zeroFound struct{ store.Store }

func (s zeroFound) CollectionOf(ctx context.Context, p uuid.UUID) (ach.Collection, error) {
	c, err := s.Store.CollectionOf(ctx, p)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return c, err
}

// expireAll lets all invoices expire.
type expireAll struct{ store.Store }

func (s expireAll) ExpiredInvoices(ctx context.Context, market string, _ time.Time, after payment.InvoiceID, limit int) ([]payment.Invoice, error) {
	return s.Store.InvoiceList(ctx, after, limit)
}

// oldest answers the first scan that was written.
type oldest struct {
	store.Store
	first map[account.ID]identity.Scan
}

func (s oldest) Commit(ctx context.Context, c store.Changes) error {
	err := s.Store.Commit(ctx, c)
	for _, v := range c.Scans {
		if _, ok := s.first[v.Account]; !ok && err == nil && len(c.Scans) == 1 {
			s.first[v.Account] = v
		}
	}
	return err
}

func (s oldest) LatestScan(ctx context.Context, of account.ID) (identity.Scan, error) {
	if v, ok := s.first[of]; ok {
		return v, nil
	}
	return s.Store.LatestScan(ctx, of)
}

// curious shows a merchant the orders that nobody paid.
type curious struct{ store.Store }

func (s curious) OrdersAt(ctx context.Context, m payment.MerchantID, after payment.OrderID, limit int) ([]payment.Order, error) {
	orders, err := s.OrderList(ctx, after, all)
	orders = slices.DeleteFunc(orders, func(o payment.Order) bool { return o.Merchant != m })
	return orders[:max(0, min(limit, len(orders)))], err
}

// nagging takes no notice of what became of a notice after it was written.
type nagging struct{ store.Store }

func (s nagging) NoticesIn(ctx context.Context, state payment.NoticeState, after payment.NoticeID, limit int) ([]payment.Notice, error) {
	other, err := s.Store.NoticesIn(ctx, state, payment.NoticeID{}, 1)
	if err != nil || len(other) == 0 {
		return other, err
	}
	return s.NoticesOf(ctx, other[0].Merchant, after, limit)
}

// gossip shows a merchant what others are told.
type gossip struct{ store.Store }

func (s gossip) NoticesOf(ctx context.Context, of payment.MerchantID, after payment.NoticeID, limit int) ([]payment.Notice, error) {
	own, err := s.Store.NoticesOf(ctx, of, payment.NoticeID{}, 1)
	if err != nil || len(own) == 0 {
		return own, err
	}
	return s.NoticesIn(ctx, own[0].State, after, limit)
}

// generous shows everybody the corrections of all.
type generous struct{ store.Store }

func (s generous) CorrectionsOf(ctx context.Context, _ account.ID, after cashback.CorrectionID, limit int) ([]cashback.Correction, error) {
	return s.CorrectionList(ctx, after, limit)
}

// everlasting lets offers run through their last instant.
type everlasting struct{ store.Store }

func (s everlasting) OffersRunning(ctx context.Context, market string, at time.Time, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	return s.Store.OffersRunning(ctx, market, at.Add(-time.Microsecond), after, limit)
}

// quarterless answers the tallies of the quarter before too.
type quarterless struct{ store.Store }

func (s quarterless) Tallies(ctx context.Context, payer account.ID, q civil.Quarter) ([]cashback.Tally, error) {
	earlier, err := s.Store.Tallies(ctx, payer, q.Prev())
	if err != nil {
		return nil, err
	}
	now, err := s.Store.Tallies(ctx, payer, q)
	return append(earlier, now...), err
}

// open is never closed.
type open struct{ store.Store }

func (open) Close() error { return nil }
