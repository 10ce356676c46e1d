package memory

import (
	"context"
	"sync"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Store is a [store.Store] in memory. Make one with [New].
type Store struct {
	mu     sync.RWMutex
	closed bool
	book   *ledger.Book

	accounts     *table[uuid.UUID, account.Account]
	actions      *table[uuid.UUID, account.Action]
	trails       *table[uuid.UUID, account.Trail]
	activations  *table[account.Tag, identity.Activation]
	credentials  *table[uuid.UUID, identity.Credential]
	scans        *table[uuid.UUID, identity.Scan]
	idRecords    *table[account.Tag, identity.IDRecord]
	merchants    *table[uuid.UUID, payment.Merchant]
	locations    *table[uuid.UUID, payment.Location]
	lanes        *table[uuid.UUID, payment.Lane]
	invoices     *table[uuid.UUID, payment.Invoice]
	payments     *table[uuid.UUID, payment.Payment]
	refunds      *table[uuid.UUID, payment.Refund]
	moved        *table[uuid.UUID, payment.Transfer]
	requests     *table[uuid.UUID, payment.MoneyRequest]
	settlements  *table[uuid.UUID, payment.Settlement]
	settled      *table[uuid.UUID, payment.SettlementLine]
	bankAccounts *table[uuid.UUID, ach.BankAccount]
	mandates     *table[uuid.UUID, ach.Mandate]
	collections  *table[uuid.UUID, ach.Collection]
	payouts      *table[uuid.UUID, ach.Payout]
	advices      *table[uuid.UUID, ach.Advice]
	cashback     *table[quarterly, cashback.Payout]
	runs         *table[run, cashback.Run]
	tallies      *table[monthly, cashback.Tally]
	corrections  *table[uuid.UUID, cashback.Correction]
	offers       *table[uuid.UUID, cashback.Offer]
	rewards      *table[uuid.UUID, cashback.Reward]
	products     *table[uuid.UUID, payment.Product]
	orders       *table[uuid.UUID, payment.Order]
	memberships  *table[uuid.UUID, payment.Membership]
	endpoints    *table[uuid.UUID, payment.Endpoint]
	notices      *table[uuid.UUID, payment.Notice]
	byID         map[store.RecordKind]func(uuid.UUID) int64 // versions of what is keyed by a UUID

	actionsOf     byOwner         // by account
	scansOf       byOwner         // by account
	paymentsOf    byOwner         // by payer
	refundsOf     byOwner         // by payment
	settlementsOf byOwner         // by merchant
	settledIn     byOwner         // by settlement
	mandatesOf    byOwner         // by bank account
	collectionsOf byOwner         // by owner
	banksOf       byOwner         // by owner
	payoutsOf     byOwner         // by owner
	movedFrom     byOwner         // by sender
	movedTo       byOwner         // by receiver
	movedFor      ordered[tagged] // by number
	requestsBy    byOwner         // by who asks
	requestsOf    byOwner         // by who is asked
	offersOf      byOwner         // by merchant
	correctionsOf byOwner         // by payer
	rewardsOf     byOwner         // by payer
	productsOf    byOwner         // by merchant
	ordersOf      byOwner         // by payer
	ordersAt      byOwner         // by merchant
	membershipsOf byOwner         // by owner
	noticesOf     byOwner         // by merchant
	collectionFor map[uuid.UUID]uuid.UUID
	deadlines     ordered[timed] // of invoices that are still open
	tallyPayers   ordered[payer] // by market and quarter

	commands map[named]*store.Command
	claims   map[named]uuid.UUID
	outbox   outbox
}

var _ store.Store = (*Store)(nil)

// New makes an empty store.
func New() *Store {
	s := &Store{
		book:          ledger.NewBook(),
		collectionFor: map[uuid.UUID]uuid.UUID{},
		commands:      map[named]*store.Command{},
		claims:        map[named]uuid.UUID{},
		outbox:        newOutbox(),
		deadlines:     ordered[timed]{compare: compareTimed},
		tallyPayers:   ordered[payer]{compare: comparePayers},
		movedFor:      ordered[tagged]{compare: compareTagged},
	}
	for _, o := range []*byOwner{
		&s.actionsOf, &s.scansOf, &s.paymentsOf, &s.refundsOf, &s.mandatesOf, &s.collectionsOf,
		&s.settlementsOf, &s.settledIn, &s.banksOf, &s.payoutsOf, &s.movedFrom, &s.movedTo, &s.requestsBy, &s.requestsOf,
		&s.correctionsOf, &s.offersOf, &s.rewardsOf, &s.productsOf, &s.ordersOf, &s.ordersAt, &s.membershipsOf, &s.noticesOf,
	} {
		*o = byOwner{}
	}
	s.makePeople()
	s.makeTrade()
	s.makeSettlements()
	s.makeTransfers()
	s.makeBank()
	s.makeShop()
	s.makeNotices()
	s.byID = map[store.RecordKind]func(uuid.UUID) int64{
		store.KindAccount: s.accounts.versionOf, store.KindTrail: s.trails.versionOf, store.KindCredential: s.credentials.versionOf, store.KindScan: s.scans.versionOf,
		store.KindMerchant: s.merchants.versionOf, store.KindLocation: s.locations.versionOf, store.KindLane: s.lanes.versionOf,
		store.KindInvoice: s.invoices.versionOf, store.KindPayment: s.payments.versionOf,
		store.KindTransfer: s.moved.versionOf, store.KindRequest: s.requests.versionOf,
		store.KindSettlement:  s.settlements.versionOf,
		store.KindBankAccount: s.bankAccounts.versionOf, store.KindMandate: s.mandates.versionOf,
		store.KindCollection: s.collections.versionOf, store.KindPayout: s.payouts.versionOf, store.KindAdvice: s.advices.versionOf,
		store.KindCorrection: s.corrections.versionOf,
		store.KindOffer:      s.offers.versionOf, store.KindReward: s.rewards.versionOf, store.KindProduct: s.products.versionOf,
		store.KindOrder: s.orders.versionOf, store.KindMembership: s.memberships.versionOf,
		store.KindEndpoint: s.endpoints.versionOf, store.KindNotice: s.notices.versionOf,
	}
	return s
}

func (s *Store) makePeople() {
	s.accounts = newTable(compareIDs, func(v *account.Account) uuid.UUID { return v.ID.UUID },
		func(v *account.Account) *int64 { return &v.Version }, copyAccount)
	s.actions = newTable(compareIDs, func(v *account.Action) uuid.UUID { return v.ID.UUID }, nil, copyAction,
		listed(s.actionsOf, func(v *account.Action) owned { return owned{v.Account.UUID, v.ID.UUID} }))
	s.trails = newTable(compareIDs, func(v *account.Trail) uuid.UUID { return v.Account.UUID },
		func(v *account.Trail) *int64 { return &v.Version }, copyTrail)
	s.activations = newTable(compareTags, func(v *identity.Activation) account.Tag { return v.Phone },
		func(v *identity.Activation) *int64 { return &v.Version }, copyActivation)
	s.credentials = newTable(compareIDs, func(v *identity.Credential) uuid.UUID { return v.Account.UUID },
		func(v *identity.Credential) *int64 { return &v.Version }, copyCredential)
	s.scans = newTable(compareIDs, func(v *identity.Scan) uuid.UUID { return v.ID.UUID },
		func(v *identity.Scan) *int64 { return &v.Version }, copyScan,
		listed(s.scansOf, func(v *identity.Scan) owned { return owned{v.Account.UUID, v.ID.UUID} }))
	s.idRecords = newTable(compareTags, func(v *identity.IDRecord) account.Tag { return v.ID },
		func(v *identity.IDRecord) *int64 { return &v.Version }, copyIDRecord)
}

func (s *Store) makeTrade() {
	s.merchants = newTable(compareIDs, func(v *payment.Merchant) uuid.UUID { return v.ID.UUID },
		func(v *payment.Merchant) *int64 { return &v.Version }, copyMerchant)
	s.locations = newTable(compareIDs, func(v *payment.Location) uuid.UUID { return v.ID.UUID },
		func(v *payment.Location) *int64 { return &v.Version }, copyLocation)
	s.lanes = newTable(compareIDs, func(v *payment.Lane) uuid.UUID { return v.ID.UUID },
		func(v *payment.Lane) *int64 { return &v.Version }, copyLane)
	s.invoices = newTable(compareIDs, func(v *payment.Invoice) uuid.UUID { return v.ID.UUID },
		func(v *payment.Invoice) *int64 { return &v.Version }, copyInvoice, s.newDeadline)
	s.payments = newTable(compareIDs, func(v *payment.Payment) uuid.UUID { return v.ID.UUID },
		func(v *payment.Payment) *int64 { return &v.Version }, copyPayment,
		listed(s.paymentsOf, func(v *payment.Payment) owned { return owned{v.Payer.UUID, v.ID.UUID} }))
	s.refunds = newTable(compareIDs, func(v *payment.Refund) uuid.UUID { return v.ID.UUID }, nil, copyRefund,
		listed(s.refundsOf, func(v *payment.Refund) owned { return owned{v.Payment.UUID, v.ID.UUID} }))
}

func (s *Store) makeSettlements() {
	s.settlements = newTable(compareIDs, func(v *payment.Settlement) uuid.UUID { return v.ID.UUID },
		func(v *payment.Settlement) *int64 { return &v.Version }, copySettlement,
		listed(s.settlementsOf, func(v *payment.Settlement) owned { return owned{v.Merchant.UUID, v.ID.UUID} }))
	s.settled = newTable(compareIDs, func(v *payment.SettlementLine) uuid.UUID { return v.Transfer.UUID }, nil, copySettlementLine,
		listed(s.settledIn, func(v *payment.SettlementLine) owned { return owned{v.Settlement.UUID, v.Transfer.UUID} }))
}

func (s *Store) makeTransfers() {
	s.moved = newTable(compareIDs, func(v *payment.Transfer) uuid.UUID { return v.ID.UUID },
		func(v *payment.Transfer) *int64 { return &v.Version }, copyTransfer,
		listed(s.movedFrom, func(v *payment.Transfer) owned { return owned{v.From.UUID, v.ID.UUID} }),
		listed(s.movedTo, func(v *payment.Transfer) owned { return owned{v.To.UUID, v.ID.UUID} }),
		listed(&s.movedFor, func(v *payment.Transfer) tagged { return tagged{v.ToPhone, v.ID.UUID} }))
	s.requests = newTable(compareIDs, func(v *payment.MoneyRequest) uuid.UUID { return v.ID.UUID },
		func(v *payment.MoneyRequest) *int64 { return &v.Version }, copyRequest,
		listed(s.requestsBy, func(v *payment.MoneyRequest) owned { return owned{v.By.UUID, v.ID.UUID} }),
		listed(s.requestsOf, func(v *payment.MoneyRequest) owned { return owned{v.Of.UUID, v.ID.UUID} }))
}

func (s *Store) makeBank() {
	s.bankAccounts = newTable(compareIDs, func(v *ach.BankAccount) uuid.UUID { return v.ID.UUID },
		func(v *ach.BankAccount) *int64 { return &v.Version }, copyBankAccount,
		listed(s.banksOf, func(v *ach.BankAccount) owned { return owned{v.Owner.UUID, v.ID.UUID} }))
	s.mandates = newTable(compareIDs, func(v *ach.Mandate) uuid.UUID { return v.ID.UUID },
		func(v *ach.Mandate) *int64 { return &v.Version }, copyMandate,
		listed(s.mandatesOf, func(v *ach.Mandate) owned { return owned{v.Bank.UUID, v.ID.UUID} }))
	s.collections = newTable(compareIDs, func(v *ach.Collection) uuid.UUID { return v.ID.UUID },
		func(v *ach.Collection) *int64 { return &v.Version }, copyCollection,
		listed(s.collectionsOf, func(v *ach.Collection) owned { return owned{v.Owner.UUID, v.ID.UUID} }), s.collectionPayment)
	s.payouts = newTable(compareIDs, func(v *ach.Payout) uuid.UUID { return v.ID.UUID },
		func(v *ach.Payout) *int64 { return &v.Version }, copyPayout,
		listed(s.payoutsOf, func(v *ach.Payout) owned { return owned{v.Owner.UUID, v.ID.UUID} }))
	s.advices = newTable(compareIDs, func(v *ach.Advice) uuid.UUID { return v.ID.UUID },
		func(v *ach.Advice) *int64 { return &v.Version }, copyAdvice)
	s.cashback = newTable(compareQuarterly, func(v *cashback.Payout) quarterly { return quarterly{v.Payer, v.Quarter} },
		func(v *cashback.Payout) *int64 { return &v.Version }, copyCashback)
	s.runs = newTable(compareRuns, func(v *cashback.Run) run { return run{v.Market, v.Quarter} },
		func(v *cashback.Run) *int64 { return &v.Version }, copyRun)
	s.tallies = newTable(compareMonthly, func(v *cashback.Tally) monthly { return monthly{v.Payer, v.Month} },
		func(v *cashback.Tally) *int64 { return &v.Version }, copyTally, s.tallyPayer)
}

func (s *Store) makeShop() {
	s.corrections = newTable(compareIDs, func(v *cashback.Correction) uuid.UUID { return v.ID.UUID },
		func(v *cashback.Correction) *int64 { return &v.Version }, copyCorrection,
		listed(s.correctionsOf, func(v *cashback.Correction) owned { return owned{v.Payer.UUID, v.ID.UUID} }))
	s.offers = newTable(compareIDs, func(v *cashback.Offer) uuid.UUID { return v.ID.UUID },
		func(v *cashback.Offer) *int64 { return &v.Version }, copyOffer,
		listed(s.offersOf, func(v *cashback.Offer) owned { return owned{v.Merchant.UUID, v.ID.UUID} }))
	s.rewards = newTable(compareIDs, func(v *cashback.Reward) uuid.UUID { return v.ID.UUID },
		func(v *cashback.Reward) *int64 { return &v.Version }, copyReward,
		listed(s.rewardsOf, func(v *cashback.Reward) owned { return owned{v.Payer.UUID, v.ID.UUID} }))
	s.products = newTable(compareIDs, func(v *payment.Product) uuid.UUID { return v.ID.UUID },
		func(v *payment.Product) *int64 { return &v.Version }, copyProduct,
		listed(s.productsOf, func(v *payment.Product) owned { return owned{v.Merchant.UUID, v.ID.UUID} }))
	s.orders = newTable(compareIDs, func(v *payment.Order) uuid.UUID { return v.ID.UUID },
		func(v *payment.Order) *int64 { return &v.Version }, copyOrder,
		listed(s.ordersOf, func(v *payment.Order) owned { return owned{v.Payer.UUID, v.ID.UUID} }),
		listed(s.ordersAt, func(v *payment.Order) owned { return owned{v.Merchant.UUID, v.ID.UUID} }))
	s.memberships = newTable(compareIDs, func(v *payment.Membership) uuid.UUID { return v.ID.UUID },
		func(v *payment.Membership) *int64 { return &v.Version }, copyMembership,
		listed(s.membershipsOf, func(v *payment.Membership) owned { return owned{v.Owner.UUID, v.ID.UUID} }))
}

// listed keeps a list by owner.
func listed[V any, K comparable](list inOrder[K], key func(*V) K) index[V] {
	return func(before, after *V) {
		if before != nil {
			if key(before) == key(after) {
				return
			}
			list.remove(key(before))
		}
		list.insert(key(after))
	}
}

// newDeadline keeps the deadlines of open invoices.
func (s *Store) newDeadline(before, after *payment.Invoice) {
	if before != nil {
		if d := deadline(before); !d.at.IsZero() {
			s.deadlines.remove(d)
		}
	}
	if d := deadline(after); !d.at.IsZero() {
		s.deadlines.insert(d)
	}
}

// deadline is when the invoice ends by itself; its time is zero if it does not.
func deadline(v *payment.Invoice) timed {
	switch v.State {
	case payment.Issued, payment.PendingAcknowledge:
		return timed{v.Market, v.ExpiresAt, v.ID.UUID}
	case payment.Reserved:
		return timed{v.Market, v.HoldUntil, v.ID.UUID}
	default:
		return timed{}
	}
}

func (s *Store) collectionPayment(before, after *ach.Collection) {
	if before != nil {
		delete(s.collectionFor, before.Payment)
	}
	s.collectionFor[after.Payment] = after.ID.UUID
}

func (s *Store) tallyPayer(_, after *cashback.Tally) {
	s.tallyPayers.insert(payer{run{after.Market, after.Month.Quarter()}, after.Payer.UUID})
}

// Close ends the store; what it held is gone. A second time it does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// read runs f while nobody writes.
func read[V any](ctx context.Context, s *Store, f func() (V, error)) (V, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.ready(ctx); err != nil {
		var none V
		return none, err
	}
	return f()
}

// ready answers why the store cannot serve now, if it cannot.
func (s *Store) ready(ctx context.Context) error {
	if s.closed {
		return store.ErrClosed
	}
	return ctx.Err()
}
