package seqr_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// mutated is a store whose records read a little differently from how they were written.
type mutated struct {
	store.Reader
	posting     func(*ledger.Posting)
	entry       func(*ledger.Entry)
	ledger      func(*ledger.Account)
	account     func(*account.Account)
	action      func(*account.Action)
	actions     func([]account.Action) []account.Action
	trail       func(*account.Trail)
	credential  func(*identity.Credential)
	idRecord    func(*identity.IDRecord)
	invoice     func(*payment.Invoice)
	payment     func(*payment.Payment)
	refund      func(*payment.Refund)
	settlement  func(*payment.Settlement)
	settled     func(*payment.SettlementLine)
	lines       func([]payment.SettlementLine) []payment.SettlementLine
	collection  func(*ach.Collection)
	payout      func(*ach.Payout)
	tally       func(*cashback.Tally)
	cashback    func(*cashback.Payout)
	correction  func(*cashback.Correction)
	offer       func(*cashback.Offer)
	reward      func(*cashback.Reward)
	product     func(*payment.Product)
	order       func(*payment.Order)
	ordersOf    func(*payment.Order)
	memberships func(*payment.Membership)
}

// changing is held by who changes: the audit reads many lists at the same time.
var changing sync.Mutex

func changed[T any](list []T, err error, change func(*T)) ([]T, error) {
	if change != nil {
		changing.Lock()
		defer changing.Unlock()
		for i := range list {
			change(&list[i])
		}
	}
	return list, err
}

// replaced is a list that is changed as a whole.
func replaced[T any](list []T, change func([]T) []T) []T {
	if change == nil {
		return list
	}
	changing.Lock()
	defer changing.Unlock()
	return change(list)
}

func (m mutated) Transfers(ctx context.Context, after ledger.TransferID, limit int) ([]ledger.Posting, error) {
	list, err := m.Reader.Transfers(ctx, after, limit)
	return changed(list, err, m.posting)
}

func (m mutated) Statement(ctx context.Context, id ledger.AccountID, after ledger.TransferID, limit int) ([]ledger.Entry, error) {
	list, err := m.Reader.Statement(ctx, id, after, limit)
	return changed(list, err, m.entry)
}

func (m mutated) LedgerAccounts(ctx context.Context, after ledger.AccountID, limit int) ([]ledger.Account, error) {
	list, err := m.Reader.LedgerAccounts(ctx, after, limit)
	return changed(list, err, m.ledger)
}

func (m mutated) AccountList(ctx context.Context, after account.ID, limit int) ([]account.Account, error) {
	list, err := m.Reader.AccountList(ctx, after, limit)
	return changed(list, err, m.account)
}

func (m mutated) Actions(ctx context.Context, of account.ID, after account.ActionID, limit int) ([]account.Action, error) {
	list, err := m.Reader.Actions(ctx, of, after, limit)
	return changed(replaced(list, m.actions), err, m.action)
}

func (m mutated) TrailList(ctx context.Context, after account.ID, limit int) ([]account.Trail, error) {
	list, err := m.Reader.TrailList(ctx, after, limit)
	return changed(list, err, m.trail)
}

func (m mutated) CredentialList(ctx context.Context, after account.ID, limit int) ([]identity.Credential, error) {
	list, err := m.Reader.CredentialList(ctx, after, limit)
	return changed(list, err, m.credential)
}

func (m mutated) IDRecordList(ctx context.Context, after account.Tag, limit int) ([]identity.IDRecord, error) {
	list, err := m.Reader.IDRecordList(ctx, after, limit)
	return changed(list, err, m.idRecord)
}

func (m mutated) InvoiceList(ctx context.Context, after payment.InvoiceID, limit int) ([]payment.Invoice, error) {
	list, err := m.Reader.InvoiceList(ctx, after, limit)
	return changed(list, err, m.invoice)
}

func (m mutated) PaymentList(ctx context.Context, after payment.PaymentID, limit int) ([]payment.Payment, error) {
	list, err := m.Reader.PaymentList(ctx, after, limit)
	return changed(list, err, m.payment)
}

func (m mutated) Refunds(ctx context.Context, of payment.PaymentID, after payment.RefundID, limit int) ([]payment.Refund, error) {
	list, err := m.Reader.Refunds(ctx, of, after, limit)
	return changed(list, err, m.refund)
}

func (m mutated) SettlementsOf(ctx context.Context, of payment.MerchantID, after payment.SettlementID, limit int) ([]payment.Settlement, error) {
	list, err := m.Reader.SettlementsOf(ctx, of, after, limit)
	return changed(list, err, m.settlement)
}

func (m mutated) SettlementLines(ctx context.Context, of payment.SettlementID, after ledger.TransferID, limit int) ([]payment.SettlementLine, error) {
	list, err := m.Reader.SettlementLines(ctx, of, after, limit)
	return changed(replaced(list, m.lines), err, m.settled)
}

func (m mutated) CollectionList(ctx context.Context, after ach.CollectionID, limit int) ([]ach.Collection, error) {
	list, err := m.Reader.CollectionList(ctx, after, limit)
	return changed(list, err, m.collection)
}

func (m mutated) PayoutList(ctx context.Context, after ach.PayoutID, limit int) ([]ach.Payout, error) {
	list, err := m.Reader.PayoutList(ctx, after, limit)
	return changed(list, err, m.payout)
}

func (m mutated) Tallies(ctx context.Context, payer account.ID, q civil.Quarter) ([]cashback.Tally, error) {
	list, err := m.Reader.Tallies(ctx, payer, q)
	return changed(list, err, m.tally)
}

func (m mutated) CashbackPayouts(ctx context.Context, payer account.ID, after civil.Quarter, limit int) ([]cashback.Payout, error) {
	list, err := m.Reader.CashbackPayouts(ctx, payer, after, limit)
	return changed(list, err, m.cashback)
}

func (m mutated) CorrectionList(ctx context.Context, after cashback.CorrectionID, limit int) ([]cashback.Correction, error) {
	list, err := m.Reader.CorrectionList(ctx, after, limit)
	return changed(list, err, m.correction)
}

func (m mutated) OfferList(ctx context.Context, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	list, err := m.Reader.OfferList(ctx, after, limit)
	return changed(list, err, m.offer)
}

func (m mutated) RewardList(ctx context.Context, after cashback.RewardID, limit int) ([]cashback.Reward, error) {
	list, err := m.Reader.RewardList(ctx, after, limit)
	return changed(list, err, m.reward)
}

func (m mutated) OrdersOf(ctx context.Context, of account.ID, after payment.OrderID, limit int) ([]payment.Order, error) {
	list, err := m.Reader.OrdersOf(ctx, of, after, limit)
	return changed(list, err, m.ordersOf)
}

func (m mutated) MembershipsOf(ctx context.Context, of account.ID, after payment.MembershipID, limit int) ([]payment.Membership, error) {
	list, err := m.Reader.MembershipsOf(ctx, of, after, limit)
	return changed(list, err, m.memberships)
}

func (m mutated) ProductList(ctx context.Context, after payment.ProductID, limit int) ([]payment.Product, error) {
	list, err := m.Reader.ProductList(ctx, after, limit)
	return changed(list, err, m.product)
}

func (m mutated) OrderList(ctx context.Context, after payment.OrderID, limit int) ([]payment.Order, error) {
	list, err := m.Reader.OrderList(ctx, after, limit)
	return changed(list, err, m.order)
}

// once changes only the first record that fits.
func once[T any](fits func(T) bool, change func(*T)) func(*T) {
	done := false
	return func(v *T) {
		if !done && fits(*v) {
			done = true
			change(v)
		}
	}
}

func any1[T any](T) bool { return true }

// eventful is a world in which everything has happened at least once.
func eventful(t *testing.T) *world {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	shop.setBank()
	pat, kim := w.register("Pat Example", "+18015550123"), w.register("Kim Example", "+18015550124")
	inv := pat.mustPay(shop, "60.00")
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: inv.Invoice, Amount: "5.00"})
	require.NoError(t, err)
	shop.ask("1.00")
	w.pass(9)
	pat.mustPay(shop, "80.00")
	for civilMonth(w) < 10 || w.clock.Now().Day() < 17 {
		w.pass(1)
	}
	w.bank.ReturnEvery(sandbox.Match{Company: "Corner Grocery"}, "R01", 1)
	kim.mustPay(shop, "20.00")
	w.pass(14)
	pat.reserve(shop, payment.Draft{Mode: payment.ReservationRequired, Total: usd("2.00")})
	w.register("Kim Example", "+18015550125") // the same document on a second account
	for _, r := range []account.Reason{account.Other, account.LostPhone, account.WrongPIN} {
		pat.block(r)
	}
	w.audit()
	return w
}

// Every rule of the auditor can fail: for each, a record is read differently, and the rule is the one that says so.
func TestEveryRuleOfTheAuditCanFail(t *testing.T) {
	w := eventful(t)
	limit := func(a ledger.Account) bool { return a.Code == ledger.CodePayerDebit && a.Floor != 0 }
	paid := func(v payment.Invoice) bool { return v.State == payment.Paid }
	reserved := func(v payment.Invoice) bool { return v.State == payment.Reserved }
	hold := func(p ledger.Posting) bool { return p.Transfer.Kind == ledger.Hold }
	counted := func(p payment.Payment) bool { return !p.CountsIn.IsZero() }
	refunded := func(p payment.Payment) bool { return p.Refunded.IsPositive() }
	blockedFor := func(r account.Reason) func(account.Account) bool {
		return func(a account.Account) bool { return a.BlockedFor(r) }
	}
	for name, c := range map[string]struct {
		rule string
		m    mutated
	}{
		"a balance is a cent off":          {"balance", mutated{ledger: once(any1[ledger.Account], func(a *ledger.Account) { a.Balance++ })}},
		"held is not what is held":         {"balance", mutated{ledger: once(limit, func(a *ledger.Account) { a.Held = 1 })}},
		"debt from nowhere":                {"balance", mutated{ledger: once(limit, func(a *ledger.Account) { a.Owed++ })}},
		"the book does not sum to zero":    {"zero sum", mutated{ledger: once(any1[ledger.Account], func(a *ledger.Account) { a.Balance += 7 })}},
		"below the floor":                  {"floor", mutated{ledger: once(limit, func(a *ledger.Account) { a.Balance = a.Floor - 1 })}},
		"the floor was passed on the way":  {"floor at every point", mutated{ledger: once(limit, func(a *ledger.Account) { a.Floor = -1 })}},
		"an entry's balance":               {"entry", mutated{entry: once(func(e ledger.Entry) bool { return e.Number > 0 }, func(e *ledger.Entry) { e.Balance++ })}},
		"a gap in the numbers":             {"entry", mutated{entry: once(func(e ledger.Entry) bool { return e.Number > 0 }, func(e *ledger.Entry) { e.Number += 9 })}},
		"the count of entries":             {"entry", mutated{ledger: once(limit, func(a *ledger.Account) { a.Entries++ })}},
		"an amount of nothing":             {"transfer amount", mutated{posting: func(p *ledger.Posting) { p.Transfer.Amount = usd("0.00") }}},
		"a transfer from an account to it": {"transfer accounts", mutated{posting: func(p *ledger.Posting) { p.Transfer.Credit = p.Transfer.Debit }}},
		"a hold that never was": {"hold", mutated{posting: func(p *ledger.Posting) {
			p.Transfer.Kind, p.Transfer.Hold = ledger.Void, ledger.TransferID{UUID: newUUID()}
		}}},
		"an unknown kind":                    {"transfer kind", mutated{posting: func(p *ledger.Posting) { p.Transfer.Kind = 9 }}},
		"a purchase of another amount":       {"purchase", mutated{payment: once(any1[payment.Payment], func(p *payment.Payment) { p.Amount = usd("59.99") })}},
		"a purchase for nothing":             {"purchase", mutated{posting: func(p *ledger.Posting) { p.Transfer.Subject = uuid.UUID{1} }}},
		"a refund too much":                  {"refunds", mutated{payment: once(refunded, func(p *payment.Payment) { p.Refunded = usd("5.01") })}},
		"a refund of another amount":         {"refunds", mutated{refund: func(r *payment.Refund) { r.Amount = usd("4.99") }}},
		"a forged signature":                 {"approval", mutated{payment: once(any1[payment.Payment], func(p *payment.Payment) { p.Approval.Signature[3] ^= 1 })}},
		"approved for another invoice":       {"approval", mutated{payment: once(any1[payment.Payment], func(p *payment.Payment) { p.Invoice = payment.InvoiceID{UUID: newUUID()} })}},
		"a payee of another name":            {"approval", mutated{payment: once(any1[payment.Payment], func(p *payment.Payment) { p.Seller = "Somebody" })}},
		"a device key that is not the one":   {"approval", mutated{credential: func(c *identity.Credential) { c.PublicKey[0] ^= 1 }}},
		"paid without a payment":             {"invoice", mutated{invoice: once(paid, func(v *payment.Invoice) { v.Payment = payment.PaymentID{UUID: newUUID()} })}},
		"paid and canceled":                  {"invoice", mutated{invoice: once(paid, func(v *payment.Invoice) { v.State = payment.Canceled })}},
		"reserved and paid":                  {"invoice", mutated{invoice: once(paid, func(v *payment.Invoice) { v.State = payment.Reserved })}},
		"paid more than asked":               {"invoice", mutated{invoice: once(paid, func(v *payment.Invoice) { v.Total = usd("0.01") })}},
		"collected more than paid":           {"collection", mutated{collection: once(any1[ach.Collection], func(c *ach.Collection) { c.Amount = usd("60.01") })}},
		"collected twice":                    {"collection", mutated{collection: secondOfFirst()}},
		"a state that is none":               {"collection", mutated{collection: once(any1[ach.Collection], func(c *ach.Collection) { c.State = "lost" })}},
		"owed without a block":               {"debt", mutated{collection: func(c *ach.Collection) { c.Blocking = false }}},
		"collected, and blocks":              {"debt", mutated{collection: once(any1[ach.Collection], func(c *ach.Collection) { c.Blocking = true })}},
		"a debt that nobody counts":          {"debt", mutated{account: once(blockedFor(account.Collection), func(a *account.Account) { a.Debts = 0 })}},
		"in debt and not blocked":            {"debt", mutated{account: once(blockedFor(account.Collection), func(a *account.Account) { a.Blocks = nil })}},
		"a limit that is not the floor":      {"limit", mutated{ledger: once(limit, func(a *ledger.Account) { a.Floor-- })}},
		"a limit without verification":       {"limit", mutated{account: func(a *account.Account) { a.Verified = a.ClosedAt }}},
		"uncollected, and nothing is used":   {"limit", mutated{collection: func(c *ach.Collection) { c.State = ach.Dropped }}},
		"a fee that is not booked":           {"fees", mutated{collection: func(c *ach.Collection) { c.Fee = usd("24.00") }}},
		"a sum of a settlement":              {"settlement", mutated{settlement: func(s *payment.Settlement) { s.Payments.Count++ }}},
		"a settlement of another amount":     {"settlement", mutated{settlement: func(s *payment.Settlement) { s.Others.Total = usd("0.01") }}},
		"carried from nowhere":               {"settlement", mutated{settlement: func(s *payment.Settlement) { s.Carried = usd("-0.01") }}},
		"a settlement called carried":        {"settlement", mutated{settlement: func(s *payment.Settlement) { s.State = payment.SettlementCarried }}},
		"a settlement that never came back":  {"settlement", mutated{settlement: func(s *payment.Settlement) { s.State = payment.SettlementReturned }}},
		"a settlement left open":             {"settlement", mutated{settlement: func(s *payment.Settlement) { s.State = payment.SettlementOpen }}},
		"a settlement in no state":           {"settlement", mutated{settlement: func(s *payment.Settlement) { s.State = "lost" }}},
		"two settlements of a day":           {"settlement", mutated{settlement: sameDay()}},
		"a settlement paid to somebody":      {"settlement", mutated{payout: settling(func(p *ach.Payout) { p.Owner = account.ID{} })}},
		"a settlement paid with another sum": {"settlement", mutated{payout: settling(func(p *ach.Payout) { p.Amount = usd("0.01") })}},
		"a line of another amount":           {"settlement line", mutated{settled: once(any1[payment.SettlementLine], func(l *payment.SettlementLine) { l.Amount = usd("0.01") })}},
		"a line of another kind":             {"settlement line", mutated{settled: once(any1[payment.SettlementLine], func(l *payment.SettlementLine) { l.Purpose = ledger.TopUp })}},
		"a line of another day":              {"settlement line", mutated{settlement: func(s *payment.Settlement) { s.Until = s.Until.AddDate(0, 0, -30) }}},
		"a line twice":                       {"settlement line", mutated{lines: func(ls []payment.SettlementLine) []payment.SettlementLine { return append(ls, ls...) }}},
		"a line that is no booking":          {"settlement line", mutated{settled: func(l *payment.SettlementLine) { l.Transfer.UUID[15] ^= 1 }}},
		"lines left out":                     {"left behind", mutated{lines: func([]payment.SettlementLine) []payment.SettlementLine { return nil }}},
		"a payout to a merchant for nothing": {"merchant payout", mutated{posting: func(p *ledger.Posting) {
			if p.Transfer.Purpose == ledger.Collected {
				p.Transfer.Purpose, p.Transfer.Debit = ledger.MerchantPayout, payableOf(t, w)
			}
		}}},
		"a settlement that left from elsewhere": {"merchant payout", mutated{posting: func(p *ledger.Posting) {
			if p.Transfer.Purpose == ledger.MerchantPayout {
				p.Transfer.Purpose = ledger.Withdrawal
			}
		}}},
		"no such ledger account":             {"payment account", mutated{account: func(a *account.Account) { a.Accounts[0].Ledger = ledger.AccountID{} }}},
		"an agent who was another":           {"chain of actions", mutated{action: once(second, func(a *account.Action) { a.Agent = "agent 8" })}},
		"a reason that was another":          {"chain of actions", mutated{action: once(second, func(a *account.Action) { a.Reason += "." })}},
		"an action at another time":          {"chain of actions", mutated{action: once(second, func(a *account.Action) { a.At = a.At.Add(1000) })}},
		"an action taken out":                {"chain of actions", mutated{actions: without(1)}},
		"the last action taken out":          {"chain of actions", mutated{actions: without(2)}},
		"all actions taken out":              {"chain of actions", mutated{actions: func([]account.Action) []account.Action { return nil }}},
		"an action put in":                   {"chain of actions", mutated{actions: again}},
		"two actions that changed places":    {"chain of actions", mutated{action: swapped}},
		"a head that is not the last":        {"chain of actions", mutated{trail: func(t *account.Trail) { t.Number-- }}},
		"a head of another chain":            {"chain of actions", mutated{trail: func(t *account.Trail) { t.Digest[0] ^= 1 }}},
		"one number, two accounts":           {"phone", mutated{account: func(a *account.Account) { a.Phone = "same" }}},
		"one document, nobody blocked":       {"one identity, one account", mutated{account: once(blockedFor(account.DuplicateID), func(a *account.Account) { a.Blocks = nil })}},
		"one document linked to all":         {"one identity, one account", mutated{idRecord: allAccounts(t, w)}},
		"reserved without a hold":            {"reservation", mutated{invoice: once(reserved, func(v *payment.Invoice) { v.Hold = ledger.TransferID{UUID: newUUID()} })}},
		"a hold for another amount":          {"reservation", mutated{posting: once(hold, func(p *ledger.Posting) { p.Transfer.Amount = usd("1.99") })}},
		"a hold that outlives its invoice":   {"reservation", mutated{invoice: once(reserved, func(v *payment.Invoice) { v.State = payment.Canceled })}},
		"a hold for nobody":                  {"reservation", mutated{invoice: once(reserved, func(v *payment.Invoice) { v.Hold = ledger.TransferID{} })}},
		"a payment that counts nowhere":      {"cashback month", mutated{payment: once(counted, func(p *payment.Payment) { p.CountsIn = civil.Month{} })}},
		"a payment that counts too early":    {"cashback month", mutated{payment: once(counted, func(p *payment.Payment) { p.CountsIn = p.CountsIn.Prev() })}},
		"a payment that counts too late":     {"cashback month", mutated{payment: once(counted, func(p *payment.Payment) { p.CountsIn = p.CountsIn.Add(9) })}},
		"a refund that took no cashback":     {"unearned", mutated{refund: func(r *payment.Refund) { r.Unearned = false }}},
		"a refund that took it too late":     {"unearned", mutated{refund: func(r *payment.Refund) { r.At = r.At.AddDate(1, 0, 0) }}},
		"a payment that was not counted":     {"tally", mutated{tally: once(any1[cashback.Tally], func(v *cashback.Tally) { v.Count-- })}},
		"a total a cent off":                 {"tally", mutated{tally: once(any1[cashback.Tally], func(v *cashback.Tally) { v.Total = usd("0.01") })}},
		"cashback of another amount":         {"cashback", mutated{cashback: func(p *cashback.Payout) { p.Amount = usd("2.00") }}},
		"cashback calculated otherwise":      {"cashback", mutated{cashback: func(p *cashback.Payout) { p.Exact = decimal.NewFromInt(9) }}},
		"cashback called too little":         {"cashback", mutated{cashback: func(p *cashback.Payout) { p.State = cashback.BelowMinimum }}},
		"cashback forfeited with an amount":  {"cashback", mutated{cashback: func(p *cashback.Payout) { p.State = cashback.Forfeited }}},
		"cashback that never left":           {"cashback", mutated{cashback: func(p *cashback.Payout) { p.Order = uuid.Nil }}},
		"cashback that left for another sum": {"cashback", mutated{payout: func(p *ach.Payout) { p.Amount = usd("0.99") }}},
	} {
		t.Run(name, func(t *testing.T) {
			c.m.Reader = w.store
			report, err := audit.Run(w.ctx, c.m, w.programmes())
			require.NoError(t, err)
			var rules []string
			for _, f := range report.Findings {
				rules = append(rules, f.Rule)
			}
			require.Contains(t, rules, c.rule)
			require.ErrorIs(t, report.Err(), audit.ErrFindings)
			require.Equal(t, seqr.Internal, seqr.KindOf(report.Err()))
		})
	}
}

func second(a account.Action) bool { return a.Number == 2 }

func swapped(a *account.Action) {
	switch a.Number {
	case 1:
		a.Number = 2
	case 2:
		a.Number = 1
	}
}

// without takes one action out of a chain of three.
func without(i int) func([]account.Action) []account.Action {
	return func(list []account.Action) []account.Action {
		if len(list) < 3 {
			return list
		}
		return slices.Delete(list, i, i+1)
	}
}

// again adds the last action once more, under a number of its own.
func again(list []account.Action) []account.Action {
	if len(list) == 0 {
		return list
	}
	more := list[len(list)-1]
	more.ID, more.Number = account.ActionID{UUID: newUUID()}, more.Number+1
	return append(list, more)
}

// sameDay lets every settlement be of the first one's day.
func sameDay() func(*payment.Settlement) {
	var first civil.Date
	return func(s *payment.Settlement) {
		if first.IsZero() {
			first = s.Day
		}
		s.Day = first
	}
}

// settling changes the payouts of merchants.
func settling(change func(*ach.Payout)) func(*ach.Payout) {
	return func(p *ach.Payout) {
		if p.Purpose == ledger.MerchantPayout {
			change(p)
		}
	}
}

// payableOf is the account in the book of some merchant.
func payableOf(t *testing.T, w *world) ledger.AccountID {
	t.Helper()
	list, err := w.store.MerchantList(w.ctx, payment.MerchantID{}, 1)
	require.NoError(t, err)
	require.NotEmpty(t, list)
	return list[0].Payable
}

// secondOfFirst lets every collection claim the first one's payment.
func secondOfFirst() func(*ach.Collection) {
	var first uuid.UUID
	return func(c *ach.Collection) {
		if first == uuid.Nil {
			first = c.Payment
		}
		c.Payment = first
	}
}

func allAccounts(t *testing.T, w *world) func(*identity.IDRecord) {
	accounts, err := w.store.AccountList(w.ctx, account.ID{}, 10)
	require.NoError(t, err)
	return func(r *identity.IDRecord) {
		r.Accounts = nil
		for _, a := range accounts {
			r.Accounts = append(r.Accounts, a.ID)
		}
	}
}

// A device's counter is used once.
func TestAuditSeesACounterUsedTwice(t *testing.T) {
	w := eventful(t)
	var first payment.Payment
	m := mutated{Reader: w.store, payment: func(p *payment.Payment) {
		if first.ID == (payment.PaymentID{}) {
			first = *p
		} else if p.Payer == first.Payer {
			p.Approval, p.Invoice, p.Amount = first.Approval, first.Invoice, first.Amount
		}
	}}
	report, err := audit.Run(w.ctx, m, w.programmes())
	require.NoError(t, err)
	var details []string
	for _, f := range report.Findings {
		if f.Rule == "approval" {
			details = append(details, f.Detail)
		}
	}
	require.NotEmpty(t, details)
	require.Contains(t, strings.Join(details, "\n"), "was used for payment")
}

// hasty is a store that says of every quarter that it is paid to everybody.
type hasty struct{ store.Reader }

func (hasty) CashbackRun(_ context.Context, market string, q civil.Quarter) (cashback.Run, error) {
	return cashback.Run{Market: market, Quarter: q, Done: true}, nil
}

// Who is left out when a quarter is paid is found.
func TestAuditSeesWhoIsLeftOut(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.buys(shop, "100.00")
	w.join("Sam Example", "+18015550102")
	w.audit()
	report, err := audit.Run(w.ctx, hasty{w.store}, w.programmes())
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Equal(t, "cashback: cashback of "+pat.id.String()+" 2026-Q3: not decided, though the quarter is paid to everybody", report.Findings[0].String())
}
