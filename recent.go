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
	return context.WithValue(ctx, recentKey{}, true)
}

// exactly marks a context in which they may not.
func exactly(ctx context.Context) context.Context {
	if !mayBeRecent(ctx) {
		return ctx
	}
	return context.WithValue(ctx, recentKey{}, false)
}

type recentKey struct{}

func mayBeRecent(ctx context.Context) bool {
	marked, _ := ctx.Value(recentKey{}).(bool)
	return marked
}

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
	s.accounts.lasts, s.merchants.lasts, s.locations.lasts, s.codes.lasts = steadyFor, steadyFor, steadyFor, steadyFor
	s.credentials.lasts, s.lanes.lasts, s.invoices.lasts, s.payments.lasts = recentFor, recentFor, recentFor, recentFor
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
	return through(ctx, s, &s.codes, claimed{kind, value}, read, func(*uuid.UUID) *int64 { return new(int64) })
}

// Account implements [account.Accounts].
func (s *recentStore) Account(ctx context.Context, id account.ID) (account.Account, error) {
	return through(ctx, s, &s.accounts, id, s.Store.Account, versionOfAccount)
}

// Credential implements [identity.Credentials].
func (s *recentStore) Credential(ctx context.Context, of account.ID) (identity.Credential, error) {
	return through(ctx, s, &s.credentials, of, s.Store.Credential, versionOfCredential)
}

// Merchant implements [payment.Merchants].
func (s *recentStore) Merchant(ctx context.Context, id payment.MerchantID) (payment.Merchant, error) {
	return through(ctx, s, &s.merchants, id, s.Store.Merchant, versionOfMerchant)
}

// Location implements [payment.Merchants].
func (s *recentStore) Location(ctx context.Context, id payment.LocationID) (payment.Location, error) {
	return through(ctx, s, &s.locations, id, s.Store.Location, versionOfLocation)
}

// Lane implements [payment.Merchants].
func (s *recentStore) Lane(ctx context.Context, id payment.LaneID) (payment.Lane, error) {
	return through(ctx, s, &s.lanes, id, s.Store.Lane, versionOfLane)
}

// Invoice implements [payment.Invoices].
func (s *recentStore) Invoice(ctx context.Context, id payment.InvoiceID) (payment.Invoice, error) {
	return through(ctx, s, &s.invoices, id, s.Store.Invoice, versionOfInvoice)
}

// Payment implements [payment.Payments].
func (s *recentStore) Payment(ctx context.Context, id payment.PaymentID) (payment.Payment, error) {
	return through(ctx, s, &s.payments, id, s.Store.Payment, versionOfPayment)
}

func versionOfAccount(v *account.Account) *int64        { return &v.Version }
func versionOfCredential(v *identity.Credential) *int64 { return &v.Version }
func versionOfMerchant(v *payment.Merchant) *int64      { return &v.Version }
func versionOfLocation(v *payment.Location) *int64      { return &v.Version }
func versionOfLane(v *payment.Lane) *int64              { return &v.Version }
func versionOfPayment(v *payment.Payment) *int64        { return &v.Version }
func versionOfInvoice(v *payment.Invoice) *int64        { return &v.Version }

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
	wrote(&s.accounts, c.Accounts, at, func(v *account.Account) account.ID { return v.ID }, versionOfAccount)
	wrote(&s.credentials, c.Credentials, at, func(v *identity.Credential) account.ID { return v.Account }, versionOfCredential)
	wrote(&s.merchants, c.Merchants, at, func(v *payment.Merchant) payment.MerchantID { return v.ID }, versionOfMerchant)
	wrote(&s.locations, c.Locations, at, func(v *payment.Location) payment.LocationID { return v.ID }, versionOfLocation)
	wrote(&s.lanes, c.Lanes, at, func(v *payment.Lane) payment.LaneID { return v.ID }, versionOfLane)
	wrote(&s.invoices, c.Invoices, at, func(v *payment.Invoice) payment.InvoiceID { return v.ID }, versionOfInvoice)
	wrote(&s.payments, c.Payments, at, func(v *payment.Payment) payment.PaymentID { return v.ID }, versionOfPayment)
	s.rememberCodes(c, at)
}

// rememberCodes keeps what codes name, and forgets those that name nothing any more.
func (s *recentStore) rememberCodes(c *store.Changes, at time.Time) {
	for _, r := range c.Releases {
		s.codes.drop(claimed{r.Kind, r.Value})
	}
	for _, claim := range c.Claims {
		if isCode(claim.Kind) {
			s.codes.put(claimed{claim.Kind, claim.Value}, &keptValue[uuid.UUID]{value: claim.Owner, at: at})
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
func through[K comparable, V any](ctx context.Context, s *recentStore, k *kept[K, V], key K, read func(context.Context, K) (V, error), version func(*V) *int64) (V, error) {
	if mayBeRecent(ctx) {
		if v, ok := k.get(key, s.now()); ok {
			return v, nil
		}
	}
	v, err := read(ctx, key)
	if err == nil {
		k.keep(key, v, s.now(), version, 0)
	}
	return v, err
}

// wrote remembers values that were committed, one version higher than they were read.
func wrote[K comparable, V any](k *kept[K, V], vs []V, at time.Time, key func(*V) K, version func(*V) *int64) {
	for i := range vs {
		k.keep(key(&vs[i]), vs[i], at, version, 1)
	}
}

// kept is values by key in two generations: when the young one is full it becomes the old one, and what was in the old
// one and not asked for since is gone.
type kept[K comparable, V any] struct {
	lasts time.Duration // how long a value may be taken for what the store has

	mu         sync.Mutex
	young, old map[K]*keptValue[V]
}

// keptValue is never changed, only replaced: who has found it may read it without a lock.
type keptValue[V any] struct {
	value   V
	version int64
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
	return found.value, true
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
func (k *kept[K, V]) keep(key K, v V, at time.Time, version func(*V) *int64, later int64) {
	fresh := &keptValue[V]{value: v, at: at}
	of := version(&fresh.value)
	*of += later
	fresh.version = *of
	k.put(key, fresh)
}

// put keeps a value, unless a later version of it is known.
func (k *kept[K, V]) put(key K, fresh *keptValue[V]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, generation := range []map[K]*keptValue[V]{k.young, k.old} {
		if known := generation[key]; known != nil && known.version > fresh.version {
			return
		}
	}
	k.add(key, fresh)
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
