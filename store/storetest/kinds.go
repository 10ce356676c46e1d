package storetest

import (
	"context"
	"errors"
	"slices"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// kind is one kind of value that a commit carries, so that a case can be told for all of them.
type kind struct {
	name    store.RecordKind
	fresh   func() any // a new one, every field set, version 0
	zero    func() any // a new one of which only the key is set
	put     func(c *store.Changes, v any)
	in      func(c store.Changes) []any
	get     func(ctx context.Context, r store.Reader, v any) (any, error) // reads the one with v's key
	version func(v any) int64                                             // nil for what is written once
	at      func(v any, version int64) any                                // the same at another version
	edit    func(v any) any                                               // the same key and version, other content
	ref     func(v any) store.Ref
}

// kindOf makes a kind. Key copies the key of one value to another.
func kindOf[V any](name store.RecordKind, list func(*store.Changes) *[]V, version func(*V) *int64,
	key func(to *V, from V), id func(V) string, get func(context.Context, store.Reader, V) (V, error),
) kind {
	k := kind{
		name: name,
		fresh: func() any {
			v := filled[V]()
			if version != nil {
				*version(&v) = 0
			}
			return v
		},
		zero: func() any {
			var v V
			key(&v, filled[V]())
			return v
		},
		put: func(c *store.Changes, v any) { *list(c) = append(*list(c), v.(V)) },
		in: func(c store.Changes) (vs []any) {
			for _, v := range *list(&c) {
				vs = append(vs, v)
			}
			return vs
		},
		get: func(ctx context.Context, r store.Reader, v any) (any, error) { return get(ctx, r, v.(V)) },
	}
	if version == nil {
		return k
	}
	k.version = func(v any) int64 { w := v.(V); return *version(&w) }
	k.at = func(v any, n int64) any { w := v.(V); *version(&w) = n; return w }
	k.edit = func(v any) any {
		w := filled[V]()
		key(&w, v.(V))
		return k.at(w, k.version(v))
	}
	k.ref = func(v any) store.Ref { w := v.(V); return store.Ref{Kind: name, ID: id(w), Version: *version(&w)} }
	return k
}

// changes is a commit of one value.
func (k kind) changes(v any) store.Changes {
	var c store.Changes
	k.put(&c, v)
	return c
}

// kinds are all kinds of values that have a key of their own.
func kinds() []kind {
	return slices.Concat(peopleKinds(), tradeKinds(), settlementKinds(), transferKinds(), bankKinds(), shopKinds(), noticeKinds())
}

func peopleKinds() []kind {
	return []kind{
		kindOf(store.KindAccount, func(c *store.Changes) *[]account.Account { return &c.Accounts }, func(v *account.Account) *int64 { return &v.Version },
			func(to *account.Account, from account.Account) { to.ID = from.ID }, func(v account.Account) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v account.Account) (account.Account, error) {
				return r.Account(ctx, v.ID)
			}),
		kindOf("action", func(c *store.Changes) *[]account.Action { return &c.Actions }, nil,
			func(to *account.Action, from account.Action) { to.ID, to.Account = from.ID, from.Account }, nil,
			func(ctx context.Context, r store.Reader, v account.Action) (account.Action, error) {
				return found(r.Actions(ctx, v.Account, account.ActionID{}, 1000))(func(a account.Action) bool { return a.ID == v.ID })
			}),
		kindOf(store.KindTrail, func(c *store.Changes) *[]account.Trail { return &c.Trails }, func(v *account.Trail) *int64 { return &v.Version },
			func(to *account.Trail, from account.Trail) { to.Account = from.Account }, func(v account.Trail) string { return v.Account.String() },
			func(ctx context.Context, r store.Reader, v account.Trail) (account.Trail, error) {
				return r.Trail(ctx, v.Account)
			}),
		kindOf(store.KindActivation, func(c *store.Changes) *[]identity.Activation { return &c.Activations }, func(v *identity.Activation) *int64 { return &v.Version },
			func(to *identity.Activation, from identity.Activation) { to.Phone = from.Phone }, func(v identity.Activation) string { return string(v.Phone) },
			func(ctx context.Context, r store.Reader, v identity.Activation) (identity.Activation, error) {
				return r.Activation(ctx, v.Phone)
			}),
		kindOf(store.KindCredential, func(c *store.Changes) *[]identity.Credential { return &c.Credentials }, func(v *identity.Credential) *int64 { return &v.Version },
			func(to *identity.Credential, from identity.Credential) { to.Account = from.Account }, func(v identity.Credential) string { return v.Account.String() },
			func(ctx context.Context, r store.Reader, v identity.Credential) (identity.Credential, error) {
				return r.Credential(ctx, v.Account)
			}),
		kindOf(store.KindScan, func(c *store.Changes) *[]identity.Scan { return &c.Scans }, func(v *identity.Scan) *int64 { return &v.Version },
			func(to *identity.Scan, from identity.Scan) { to.ID = from.ID }, func(v identity.Scan) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v identity.Scan) (identity.Scan, error) {
				return r.Scan(ctx, v.ID)
			}),
		kindOf(store.KindIDRecord, func(c *store.Changes) *[]identity.IDRecord { return &c.IDRecords }, func(v *identity.IDRecord) *int64 { return &v.Version },
			func(to *identity.IDRecord, from identity.IDRecord) { to.ID = from.ID }, func(v identity.IDRecord) string { return string(v.ID) },
			func(ctx context.Context, r store.Reader, v identity.IDRecord) (identity.IDRecord, error) {
				return r.IDRecord(ctx, v.ID)
			}),
	}
}

func tradeKinds() []kind {
	return []kind{
		kindOf(store.KindMerchant, func(c *store.Changes) *[]payment.Merchant { return &c.Merchants }, func(v *payment.Merchant) *int64 { return &v.Version },
			func(to *payment.Merchant, from payment.Merchant) { to.ID = from.ID }, func(v payment.Merchant) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Merchant) (payment.Merchant, error) {
				return r.Merchant(ctx, v.ID)
			}),
		kindOf(store.KindLocation, func(c *store.Changes) *[]payment.Location { return &c.Locations }, func(v *payment.Location) *int64 { return &v.Version },
			func(to *payment.Location, from payment.Location) { to.ID = from.ID }, func(v payment.Location) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Location) (payment.Location, error) {
				return r.Location(ctx, v.ID)
			}),
		kindOf(store.KindLane, func(c *store.Changes) *[]payment.Lane { return &c.Lanes }, func(v *payment.Lane) *int64 { return &v.Version },
			func(to *payment.Lane, from payment.Lane) { to.ID = from.ID }, func(v payment.Lane) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Lane) (payment.Lane, error) {
				return r.Lane(ctx, v.ID)
			}),
		kindOf(store.KindInvoice, func(c *store.Changes) *[]payment.Invoice { return &c.Invoices }, func(v *payment.Invoice) *int64 { return &v.Version },
			func(to *payment.Invoice, from payment.Invoice) { to.ID = from.ID }, func(v payment.Invoice) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Invoice) (payment.Invoice, error) {
				return r.Invoice(ctx, v.ID)
			}),
		kindOf(store.KindPayment, func(c *store.Changes) *[]payment.Payment { return &c.Payments }, func(v *payment.Payment) *int64 { return &v.Version },
			func(to *payment.Payment, from payment.Payment) { to.ID = from.ID }, func(v payment.Payment) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Payment) (payment.Payment, error) {
				return r.Payment(ctx, v.ID)
			}),
		kindOf("refund", func(c *store.Changes) *[]payment.Refund { return &c.Refunds }, nil,
			func(to *payment.Refund, from payment.Refund) { to.ID, to.Payment = from.ID, from.Payment }, nil,
			func(ctx context.Context, r store.Reader, v payment.Refund) (payment.Refund, error) {
				return found(r.Refunds(ctx, v.Payment, payment.RefundID{}, 1000))(func(f payment.Refund) bool { return f.ID == v.ID })
			}),
	}
}

func settlementKinds() []kind {
	return []kind{
		kindOf(store.KindSettlement, func(c *store.Changes) *[]payment.Settlement { return &c.Settlements }, func(v *payment.Settlement) *int64 { return &v.Version },
			func(to *payment.Settlement, from payment.Settlement) { to.ID = from.ID }, func(v payment.Settlement) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Settlement) (payment.Settlement, error) {
				return r.Settlement(ctx, v.ID)
			}),
		kindOf("settlement line", func(c *store.Changes) *[]payment.SettlementLine { return &c.Settled }, nil,
			func(to *payment.SettlementLine, from payment.SettlementLine) { to.Transfer = from.Transfer }, nil,
			func(ctx context.Context, r store.Reader, v payment.SettlementLine) (payment.SettlementLine, error) {
				return r.SettlementLine(ctx, v.Transfer)
			}),
	}
}

func transferKinds() []kind {
	return []kind{
		kindOf(store.KindTransfer, func(c *store.Changes) *[]payment.Transfer { return &c.Moved }, func(v *payment.Transfer) *int64 { return &v.Version },
			func(to *payment.Transfer, from payment.Transfer) { to.ID = from.ID }, func(v payment.Transfer) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Transfer) (payment.Transfer, error) {
				return r.Transfer(ctx, v.ID)
			}),
		kindOf(store.KindRequest, func(c *store.Changes) *[]payment.MoneyRequest { return &c.Requests }, func(v *payment.MoneyRequest) *int64 { return &v.Version },
			func(to *payment.MoneyRequest, from payment.MoneyRequest) { to.ID = from.ID }, func(v payment.MoneyRequest) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.MoneyRequest) (payment.MoneyRequest, error) {
				return r.MoneyRequest(ctx, v.ID)
			}),
	}
}

func bankKinds() []kind {
	return []kind{
		kindOf(store.KindBankAccount, func(c *store.Changes) *[]ach.BankAccount { return &c.BankAccounts }, func(v *ach.BankAccount) *int64 { return &v.Version },
			func(to *ach.BankAccount, from ach.BankAccount) { to.ID = from.ID }, func(v ach.BankAccount) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v ach.BankAccount) (ach.BankAccount, error) {
				return r.BankAccount(ctx, v.ID)
			}),
		kindOf(store.KindMandate, func(c *store.Changes) *[]ach.Mandate { return &c.Mandates }, func(v *ach.Mandate) *int64 { return &v.Version },
			func(to *ach.Mandate, from ach.Mandate) { to.ID, to.Bank = from.ID, from.Bank }, func(v ach.Mandate) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v ach.Mandate) (ach.Mandate, error) {
				return r.Mandate(ctx, v.Bank)
			}),
		kindOf(store.KindCollection, func(c *store.Changes) *[]ach.Collection { return &c.Collections }, func(v *ach.Collection) *int64 { return &v.Version },
			func(to *ach.Collection, from ach.Collection) { to.ID, to.Payment = from.ID, from.Payment }, func(v ach.Collection) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v ach.Collection) (ach.Collection, error) {
				return r.Collection(ctx, v.ID)
			}),
		kindOf(store.KindPayout, func(c *store.Changes) *[]ach.Payout { return &c.Payouts }, func(v *ach.Payout) *int64 { return &v.Version },
			func(to *ach.Payout, from ach.Payout) { to.ID = from.ID }, func(v ach.Payout) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v ach.Payout) (ach.Payout, error) {
				return r.Payout(ctx, v.ID)
			}),
		kindOf(store.KindAdvice, func(c *store.Changes) *[]ach.Advice { return &c.Advices }, func(v *ach.Advice) *int64 { return &v.Version },
			func(to *ach.Advice, from ach.Advice) { to.ID = from.ID }, func(v ach.Advice) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v ach.Advice) (ach.Advice, error) {
				return r.Advice(ctx, v.ID)
			}),
		kindOf(store.KindCashback, func(c *store.Changes) *[]cashback.Payout { return &c.Cashback }, func(v *cashback.Payout) *int64 { return &v.Version },
			func(to *cashback.Payout, from cashback.Payout) { to.Payer, to.Quarter = from.Payer, from.Quarter },
			func(v cashback.Payout) string { return v.Payer.String() + "/" + v.Quarter.String() },
			func(ctx context.Context, r store.Reader, v cashback.Payout) (cashback.Payout, error) {
				return r.CashbackPayout(ctx, v.Payer, v.Quarter)
			}),
		kindOf(store.KindCorrection, func(c *store.Changes) *[]cashback.Correction { return &c.Corrections }, func(v *cashback.Correction) *int64 { return &v.Version },
			func(to *cashback.Correction, from cashback.Correction) { to.ID = from.ID }, func(v cashback.Correction) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v cashback.Correction) (cashback.Correction, error) {
				return r.Correction(ctx, v.ID)
			}),
		kindOf(store.KindRun, func(c *store.Changes) *[]cashback.Run { return &c.Runs }, func(v *cashback.Run) *int64 { return &v.Version },
			func(to *cashback.Run, from cashback.Run) { to.Market, to.Quarter = from.Market, from.Quarter },
			func(v cashback.Run) string { return v.Market + "/" + v.Quarter.String() },
			func(ctx context.Context, r store.Reader, v cashback.Run) (cashback.Run, error) {
				return r.CashbackRun(ctx, v.Market, v.Quarter)
			}),
	}
}

func shopKinds() []kind {
	return []kind{
		kindOf(store.KindOffer, func(c *store.Changes) *[]cashback.Offer { return &c.Offers }, func(v *cashback.Offer) *int64 { return &v.Version },
			func(to *cashback.Offer, from cashback.Offer) { to.ID = from.ID }, func(v cashback.Offer) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v cashback.Offer) (cashback.Offer, error) {
				return r.Offer(ctx, v.ID)
			}),
		kindOf(store.KindReward, func(c *store.Changes) *[]cashback.Reward { return &c.Rewards }, func(v *cashback.Reward) *int64 { return &v.Version },
			func(to *cashback.Reward, from cashback.Reward) { to.ID = from.ID }, func(v cashback.Reward) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v cashback.Reward) (cashback.Reward, error) {
				return r.Reward(ctx, v.ID)
			}),
		kindOf(store.KindProduct, func(c *store.Changes) *[]payment.Product { return &c.Products }, func(v *payment.Product) *int64 { return &v.Version },
			func(to *payment.Product, from payment.Product) { to.ID = from.ID }, func(v payment.Product) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Product) (payment.Product, error) {
				return r.Product(ctx, v.ID)
			}),
		kindOf(store.KindOrder, func(c *store.Changes) *[]payment.Order { return &c.Orders }, func(v *payment.Order) *int64 { return &v.Version },
			func(to *payment.Order, from payment.Order) { to.ID = from.ID }, func(v payment.Order) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Order) (payment.Order, error) {
				return r.Order(ctx, v.ID)
			}),
		kindOf(store.KindMembership, func(c *store.Changes) *[]payment.Membership { return &c.Memberships }, func(v *payment.Membership) *int64 { return &v.Version },
			func(to *payment.Membership, from payment.Membership) { to.ID = from.ID }, func(v payment.Membership) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Membership) (payment.Membership, error) {
				return r.Membership(ctx, v.ID)
			}),
	}
}

func noticeKinds() []kind {
	return []kind{
		kindOf(store.KindEndpoint, func(c *store.Changes) *[]payment.Endpoint { return &c.Endpoints }, func(v *payment.Endpoint) *int64 { return &v.Version },
			func(to *payment.Endpoint, from payment.Endpoint) { to.Merchant = from.Merchant }, func(v payment.Endpoint) string { return v.Merchant.String() },
			func(ctx context.Context, r store.Reader, v payment.Endpoint) (payment.Endpoint, error) {
				return r.Endpoint(ctx, v.Merchant)
			}),
		kindOf(store.KindNotice, func(c *store.Changes) *[]payment.Notice { return &c.Notices }, func(v *payment.Notice) *int64 { return &v.Version },
			func(to *payment.Notice, from payment.Notice) { to.ID = from.ID }, func(v payment.Notice) string { return v.ID.String() },
			func(ctx context.Context, r store.Reader, v payment.Notice) (payment.Notice, error) {
				return r.Notice(ctx, v.ID)
			}),
	}
}

// versioned are the kinds that have a version.
func versioned() []kind {
	return slices.DeleteFunc(kinds(), func(k kind) bool { return k.version == nil })
}

// found finds a value in a list, or answers ErrNotFound like the readers of single values.
func found[V any](vs []V, err error) func(func(V) bool) (V, error) {
	return func(is func(V) bool) (v V, _ error) {
		i := slices.IndexFunc(vs, is)
		if i < 0 {
			return v, errors.Join(err, store.ErrNotFound)
		}
		return vs[i], err
	}
}
