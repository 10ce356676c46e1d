package seqr

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// What a busy system reads again and again it may take from its own memory for a short time: the merchant of the lane, the
// account that pays. A decision that did so is held to the truth by its commit, which fails unless what it relied on is still
// at the version it was; it is then made again with what the store says. So is one that ends in a refusal.
const (
	recentFor     = time.Second      // what every sale changes
	steadyFor     = 10 * time.Second // what sales look at: accounts, merchants, their locations, what codes name
	recentEntries = 1 << 14          // of each kind, twice at most
)

// recently marks a context in which reads may be answered from memory.
func recently(ctx context.Context) context.Context {
	if mayBeRecent(ctx) {
		return ctx
	}
	return context.WithValue(ctx, recentKey{}, recalled)
}

// exactly marks a context in which they may not.
func exactly(ctx context.Context) context.Context {
	if !mayBeRecent(ctx) {
		return ctx
	}
	return context.WithValue(ctx, recentKey{}, keptOnly)
}

// passing marks a context in which what is read is not kept in memory either: who goes through everybody once would push out of it what
// is asked for again.
func passing(ctx context.Context) context.Context {
	return context.WithValue(ctx, recentKey{}, passedBy)
}

// recall is what a context says about memory.
type recall int

const (
	keptOnly recall = iota // what is read is kept for others
	recalled               // and may be from memory
	passedBy               // neither
)

type recentKey struct{}

func recallOf(ctx context.Context) recall {
	marked, _ := ctx.Value(recentKey{}).(recall)
	return marked
}

func mayBeRecent(ctx context.Context) bool { return recallOf(ctx) == recalled }

// recentStore is a store that remembers what it read and wrote.
type recentStore struct {
	store.Store
	now func() time.Time

	accounts    kept[account.ID, account.Account]
	credentials kept[account.ID, identity.Credential]
	merchants   kept[payment.MerchantID, payment.Merchant]
	locations   kept[payment.LocationID, payment.Location]
	lanes       kept[payment.LaneID, payment.Lane]
	invoices    kept[payment.InvoiceID, payment.Invoice]
	payments    kept[payment.PaymentID, payment.Payment]
	codes       kept[claimed, uuid.UUID] // what codes name; they do not change, so they have no version
}

func newRecentStore(st store.Store, now func() time.Time) *recentStore {
	s := &recentStore{Store: st, now: now}
	s.accounts.lasts, s.accounts.later = steadyFor, func(v account.Account, by int64) (account.Account, int64) { v.Version += by; return v, v.Version }
	s.merchants.lasts, s.merchants.later = steadyFor, func(v payment.Merchant, by int64) (payment.Merchant, int64) { v.Version += by; return v, v.Version }
	s.locations.lasts, s.locations.later = steadyFor, func(v payment.Location, by int64) (payment.Location, int64) { v.Version += by; return v, v.Version }
	s.credentials.lasts, s.credentials.later = recentFor, func(v identity.Credential, by int64) (identity.Credential, int64) {
		v.Version += by
		return v, v.Version
	}
	s.lanes.lasts, s.lanes.later = recentFor, func(v payment.Lane, by int64) (payment.Lane, int64) { v.Version += by; return v, v.Version }
	s.invoices.lasts, s.invoices.later = recentFor, func(v payment.Invoice, by int64) (payment.Invoice, int64) { v.Version += by; return v, v.Version }
	s.payments.lasts, s.payments.later = recentFor, func(v payment.Payment, by int64) (payment.Payment, int64) { v.Version += by; return v, v.Version }
	s.codes.lasts = steadyFor
	return s
}

// claimed is a claimed value.
type claimed struct {
	kind  store.ClaimKind
	value string
}

// isCode says whether a claim is a code that is scanned.
func isCode(kind store.ClaimKind) bool {
	return kind == store.ClaimLaneCode || kind == store.ClaimReference
}

// Claimed implements [store.Reader]. Only codes that are scanned are remembered.
func (s *recentStore) Claimed(ctx context.Context, kind store.ClaimKind, value string) (uuid.UUID, error) {
	if !isCode(kind) {
		return s.Store.Claimed(ctx, kind, value)
	}
	read := func(ctx context.Context, c claimed) (uuid.UUID, error) { return s.Store.Claimed(ctx, c.kind, c.value) }
	return through(ctx, s, &s.codes, claimed{kind, value}, read)
}

// Account implements [account.Accounts].
func (s *recentStore) Account(ctx context.Context, id account.ID) (account.Account, error) {
	return through(ctx, s, &s.accounts, id, s.Store.Account)
}

// Credential implements [identity.Credentials].
func (s *recentStore) Credential(ctx context.Context, of account.ID) (identity.Credential, error) {
	return through(ctx, s, &s.credentials, of, s.Store.Credential)
}

// Merchant implements [payment.Merchants].
func (s *recentStore) Merchant(ctx context.Context, id payment.MerchantID) (payment.Merchant, error) {
	return through(ctx, s, &s.merchants, id, s.Store.Merchant)
}

// Location implements [payment.Merchants].
func (s *recentStore) Location(ctx context.Context, id payment.LocationID) (payment.Location, error) {
	return through(ctx, s, &s.locations, id, s.Store.Location)
}

// Lane implements [payment.Merchants].
func (s *recentStore) Lane(ctx context.Context, id payment.LaneID) (payment.Lane, error) {
	return through(ctx, s, &s.lanes, id, s.Store.Lane)
}

// Invoice implements [payment.Invoices].
func (s *recentStore) Invoice(ctx context.Context, id payment.InvoiceID) (payment.Invoice, error) {
	return through(ctx, s, &s.invoices, id, s.Store.Invoice)
}

// Payment implements [payment.Payments].
func (s *recentStore) Payment(ctx context.Context, id payment.PaymentID) (payment.Payment, error) {
	return through(ctx, s, &s.payments, id, s.Store.Payment)
}

// Commit implements [store.Store]. What was written is remembered, what may have moved is forgotten.
func (s *recentStore) Commit(ctx context.Context, c store.Changes) error {
	err := s.Store.Commit(ctx, c)
	if err == nil {
		s.remember(&c)
	} else if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrUnknown) {
		s.forget(&c)
	}
	return err
}

// Scrub implements [store.Scrubber], for a store that is one.
func (s *recentStore) Scrub(ctx context.Context) error {
	if scrubber, keeps := s.Store.(store.Scrubber); keeps {
		return scrubber.Scrub(ctx)
	}
	return nil
}

func (s *recentStore) remember(c *store.Changes) {
	at := s.now()
	wrote(&s.accounts, c.Accounts, at, func(v *account.Account) account.ID { return v.ID })
	wrote(&s.credentials, c.Credentials, at, func(v *identity.Credential) account.ID { return v.Account })
	wrote(&s.merchants, c.Merchants, at, func(v *payment.Merchant) payment.MerchantID { return v.ID })
	wrote(&s.locations, c.Locations, at, func(v *payment.Location) payment.LocationID { return v.ID })
	wrote(&s.lanes, c.Lanes, at, func(v *payment.Lane) payment.LaneID { return v.ID })
	wrote(&s.invoices, c.Invoices, at, func(v *payment.Invoice) payment.InvoiceID { return v.ID })
	wrote(&s.payments, c.Payments, at, func(v *payment.Payment) payment.PaymentID { return v.ID })
	s.rememberCodes(c, at)
}

// rememberCodes keeps what codes name, and forgets those that name nothing any more.
func (s *recentStore) rememberCodes(c *store.Changes, at time.Time) {
	for _, r := range c.Releases {
		s.codes.drop(claimed{r.Kind, r.Value})
	}
	for i := range c.Claims {
		if claim := &c.Claims[i]; isCode(claim.Kind) {
			s.codes.keep(claimed{claim.Kind, claim.Value}, &claim.Owner, at, 0)
		}
	}
}

// forget drops what a commit that was refused was about. The references do not say which entry they name without being
// parsed, so all of a kind that was relied on go: this is seldom.
func (s *recentStore) forget(c *store.Changes) {
	of := map[store.RecordKind]func(){
		store.KindAccount: s.accounts.clear, store.KindCredential: s.credentials.clear, store.KindMerchant: s.merchants.clear, store.KindLane: s.lanes.clear,
	}
	for _, r := range c.Relied {
		if forget := of[r.Kind]; forget != nil {
			forget()
		}
	}
	for _, v := range c.Accounts {
		s.accounts.drop(v.ID)
	}
	for _, v := range c.Credentials {
		s.credentials.drop(v.Account)
	}
	for _, v := range c.Lanes {
		s.lanes.drop(v.ID)
	}
	for _, v := range c.Invoices {
		s.invoices.drop(v.ID)
	}
	for _, v := range c.Payments {
		s.payments.drop(v.ID)
	}
}

// through reads a value: from memory where the context allows it, else from the store.
func through[K comparable, V any](ctx context.Context, s *recentStore, k *kept[K, V], key K, read func(context.Context, K) (V, error)) (V, error) {
	how := recallOf(ctx)
	if how == recalled {
		if v, ok := k.get(key, s.now()); ok {
			return v, nil
		}
	}
	v, err := read(ctx, key)
	if err == nil && how != passedBy {
		k.keep(key, new(v), s.now(), 0)
	}
	return v, err
}

// wrote remembers values that were committed, one version higher than they were read. They stay where they are: whoever had
// them committed changes them no more.
func wrote[K comparable, V any](k *kept[K, V], vs []V, at time.Time, key func(*V) K) {
	for i := range vs {
		k.keep(key(&vs[i]), &vs[i], at, 1)
	}
}

// kept is values by key in two generations: when the young one is full it becomes the old one, and what was in the old
// one and not asked for since is gone.
type kept[K comparable, V any] struct {
	lasts time.Duration                  // how long a value may be taken for what the store has
	later func(v V, by int64) (V, int64) // v so many versions later, and which version that is; nil for what never changes

	mu         sync.Mutex
	young, old map[K]*keptValue[V]
}

// keptValue is never changed, only replaced: who has found it may read it without a lock.
type keptValue[V any] struct {
	value   *V
	later   int64 // how many versions later than the value says
	version int64 // which that is
	at      time.Time
}

func (k *kept[K, V]) get(key K, now time.Time) (v V, ok bool) {
	found := k.find(key)
	if found == nil {
		return v, false
	}
	if age := now.Sub(found.at); age > k.lasts || age < 0 {
		return v, false
	}
	if found.later == 0 {
		return *found.value, true
	}
	v, _ = k.later(*found.value, found.later)
	return v, true
}

func (k *kept[K, V]) find(key K) *keptValue[V] {
	k.mu.Lock()
	defer k.mu.Unlock()
	found := k.young[key]
	if found == nil {
		if found = k.old[key]; found != nil {
			k.add(key, found)
		}
	}
	return found
}

// keep puts a value that is as many versions later than it says.
func (k *kept[K, V]) keep(key K, v *V, at time.Time, later int64) {
	fresh := &keptValue[V]{value: v, later: later, at: at}
	if k.later != nil {
		_, fresh.version = k.later(*v, later)
	}
	k.put(key, fresh)
}

// put keeps a value, unless a later version of it is known.
func (k *kept[K, V]) put(key K, fresh *keptValue[V]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	known := k.young[key]
	if known == nil {
		known = k.old[key]
	}
	if known == nil || known.version <= fresh.version {
		k.add(key, fresh)
	}
}

func (k *kept[K, V]) add(key K, v *keptValue[V]) {
	if k.young == nil || len(k.young) >= recentEntries {
		k.young, k.old = make(map[K]*keptValue[V], len(k.young)), k.young
	}
	k.young[key] = v
}

func (k *kept[K, V]) drop(key K) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.young, key)
	delete(k.old, key)
}

func (k *kept[K, V]) clear() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.young, k.old = nil, nil
}
