package seqr_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// keptFor is a market that keeps personal data for some days after closing.
func keptFor(days int) func(*seqr.Config) {
	return func(c *seqr.Config) { c.Market = c.Market.WithRetention(days) }
}

func (p *person) erase() error {
	_, err := p.w.sys.Support.Erase(p.w.ctx, p.w.help(p.id))
	return err
}

// Personal data go when retention is over and nothing is open, and the books stay as they were.
func TestErasureKeepsTheBooks(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, keptFor(30))
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		inv := pat.mustPay(shop, "20.00")
		require.ErrorIs(t, pat.erase(), account.ErrNotClosed)
		closedAt := w.clock.Now()
		pat.leave()
		w.pass(7) // the debit is collected
		require.ErrorIs(t, pat.erase(), account.ErrRetained)
		w.clock.Set(dayAfter(w, closedAt, 30).Add(-time.Microsecond))
		require.ErrorIs(t, pat.erase(), account.ErrRetained)
		w.clock.Set(dayAfter(w, closedAt, 30))
		before := w.dump()
		require.NoError(t, pat.erase())
		require.ErrorIs(t, pat.erase(), account.ErrErased)

		after := w.dump()
		require.Equal(t, before.Ledger, after.Ledger)
		require.Equal(t, before.Transfers, after.Transfers)
		require.Equal(t, before.Payments, after.Payments)
		require.Equal(t, before.Mandates, after.Mandates, "evidence of what was agreed")
		a, err := w.store.Account(w.ctx, pat.id)
		require.NoError(t, err)
		require.Empty(t, a.Personal)
		require.Empty(t, a.Phone)
		require.Empty(t, a.Documents)
		require.False(t, a.Terms.At.IsZero(), "evidence of consent")
		receipts, err := w.sys.Payments.Receipts(w.ctx, pat.id, payment.PaymentID{}, 10)
		require.NoError(t, err)
		require.Len(t, receipts, 1)
		_, err = w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: inv.Invoice, Amount: "1.00"})
		require.ErrorIs(t, err, account.ErrErased, "nobody knows whom to give it back to")
		_, err = w.sys.Support.Verify(w.ctx, pat.id)
		require.NoError(t, err)
		again := w.join("Pat Example", pat.number) // number and document are anybody's again
		require.Equal(t, "100.00", again.available())
		w.audit()
	})
}

// dayAfter is the beginning of a day, so many days after that of a moment, in the market's zone.
func dayAfter(w *world, at time.Time, days int) time.Time {
	local := at.In(w.sys.Market().Zone)
	return time.Date(local.Year(), local.Month(), local.Day()+days, 0, 0, 0, 0, w.sys.Market().Zone)
}

// Nothing is erased while money is on its way, owed or held.
func TestErasureWaitsForOpenMatters(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]struct {
		before func(*world, *person, *till)
		after  func(*world, *person, *till) // what ends it; nil: nothing here does
	}{
		"a debit on its way": {before: func(_ *world, p *person, t *till) { p.mustPay(t, "5.00") }, after: func(w *world, _ *person, _ *till) { w.pass(7) }},
		"a refund on its way": {before: func(w *world, p *person, t *till) {
			inv := p.mustPay(t, "5.00")
			w.pass(7)
			t.refund(inv, "5.00")
		}, after: func(w *world, _ *person, _ *till) { w.pass(3) }},
		"a refund that came back": {before: func(w *world, p *person, t *till) {
			inv := p.mustPay(t, "5.00")
			w.pass(7)
			w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R03", 0)
			t.refund(inv, "5.00")
			w.pass(4)
		}},
		"a reservation": {
			before: func(_ *world, p *person, t *till) {
				p.reserve(t, payment.Draft{Mode: payment.ReservationRequired, Total: usd("5.00")})
			},
			after: func(w *world, _ *person, _ *till) { w.pass(31) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := quick(t, keptFor(0))
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			open.before(w, pat, shop)
			pat.leave()
			require.ErrorIs(t, pat.erase(), seqr.ErrOpenMatters)
			if open.after != nil {
				open.after(w, pat, shop)
				require.ErrorIs(t, pat.erase(), account.ErrErased, "by itself, once nothing was open")
			}
			w.audit()
		})
	}
}

// A debt is not erased, and neither is the debit that a person's next account bears for this one.
func TestErasureWaitsForDebts(t *testing.T) {
	t.Parallel()
	w := quick(t, keptFor(0))
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{Company: "Corner Grocery"}, "R02", 0)
	pat.mustPay(shop, "7.00")
	w.pass(4)
	_, err := w.sys.Support.Close(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	require.ErrorIs(t, pat.erase(), account.ErrInDebt)

	sam := w.join("Sam Example", "+18015550102")
	sam.mustPay(shop, "3.00")
	sam.leave()
	again := w.join("Sam Example", "+18015550103") // who bears the 3.00 now
	require.Equal(t, "97.00", again.available())
	require.ErrorIs(t, sam.erase(), seqr.ErrOpenMatters)
	w.pass(7)
	require.ErrorIs(t, sam.erase(), account.ErrErased, "by itself, once nothing was open")
	require.ErrorIs(t, pat.erase(), account.ErrInDebt)
	w.audit()
}

// After erasure not even the sealed values are in the database's files.
func TestNothingPersonalIsLeftInTheFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "seqr.db")
	st, err := sqlite.Open(t.Context(), path)
	require.NoError(t, err)
	w := quickOn(t, st, keptFor(0), func(c *seqr.Config) { c.Store = st }) // not watched, so that it can scrub
	pat := w.join("Pat Example", "+18015550101")
	a, err := w.store.Account(w.ctx, pat.id)
	require.NoError(t, err)
	bank, err := w.store.BankAccount(w.ctx, ach.BankAccountID{UUID: a.Accounts[0].Bank})
	require.NoError(t, err)
	cred, err := w.store.Credential(w.ctx, pat.id)
	require.NoError(t, err)
	canaries := map[string][]byte{
		"holder": a.Personal, "bank account number": bank.Number, "PIN": cred.PIN.Hash, "last digits": []byte(bank.Last4), "routing number": []byte(bank.Routing),
	}
	for name, canary := range canaries {
		require.True(t, inFiles(t, path, canary), "%s was there", name)
	}
	pat.leave()
	w.settle()
	require.NoError(t, pat.erase())
	for name, canary := range canaries {
		require.False(t, inFiles(t, path, canary), "%s is left", name)
	}
	for _, plain := range []string{"Pat Example", pat.number, "pat@example.com", "1990-05-17", pat.pin + "\x00"} {
		require.False(t, inFiles(t, path, []byte(plain)), plain)
	}
	w.audit()
	require.NoError(t, st.Close())
}

// inFiles looks for bytes in a database's file and those beside it.
func inFiles(t *testing.T, path string, what []byte) bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	require.NoError(t, err)
	for _, f := range files {
		content, err := os.ReadFile(f)
		require.NoError(t, err)
		if bytes.Contains(content, what) {
			return true
		}
	}
	return false
}

// A refund that is decided while the payer's data are erased is either made before, or refused.
func TestRefundWhileErasing(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, keptFor(30))
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		inv := pat.mustPay(shop, "5.00")
		pat.leave()
		closedAt := w.clock.Now()
		w.pass(7)
		w.clock.Set(dayAfter(w, closedAt, 30))
		refund := seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: inv.Invoice, Amount: "5.00"}
		help := w.help(pat.id)
		errs := race([]func() error{
			func() error { _, err := w.sys.Merchants.Refund(w.ctx, refund); return err },
			func() error { _, err := w.sys.Support.Erase(w.ctx, help); return err },
		})
		if errs[0] == nil {
			require.ErrorIs(t, errs[1], seqr.ErrOpenMatters)
			w.pass(4)
			require.ErrorIs(t, pat.erase(), account.ErrErased, "by itself, once nothing was open")
		} else {
			require.ErrorIs(t, errs[0], account.ErrErased)
			require.NoError(t, errs[1])
		}
		w.audit()
	})
}

// unerased is a store that still shows one thing of an erased account.
type unerased struct {
	store.Reader
	account    func(*account.Account)
	credential func(*identity.Credential)
	bank       func(*ach.BankAccount)
}

func (u unerased) AccountList(ctx context.Context, after account.ID, limit int) ([]account.Account, error) {
	list, err := u.Reader.AccountList(ctx, after, limit)
	return changed(list, err, u.account)
}

func (u unerased) CredentialList(ctx context.Context, after account.ID, limit int) ([]identity.Credential, error) {
	list, err := u.Reader.CredentialList(ctx, after, limit)
	return changed(list, err, u.credential)
}

func (u unerased) BankAccountsOf(ctx context.Context, of account.ID, after ach.BankAccountID, limit int) ([]ach.BankAccount, error) {
	list, err := u.Reader.BankAccountsOf(ctx, of, after, limit)
	return changed(list, err, u.bank)
}

func TestAuditSeesWhatErasureLeft(t *testing.T) {
	t.Parallel()
	w := quick(t, keptFor(0))
	pat := w.join("Pat Example", "+18015550101")
	pat.leave()
	require.NoError(t, pat.erase())
	w.audit()
	for name, m := range map[string]unerased{
		"holder":    {account: func(a *account.Account) { a.Personal = []byte("sealed") }},
		"phone":     {account: func(a *account.Account) { a.Phone = "tag" }},
		"documents": {account: func(a *account.Account) { a.Documents = []account.Tag{"tag"} }},
		"open":      {account: func(a *account.Account) { a.State = account.Open }},
		"PIN":       {credential: func(c *identity.Credential) { c.PIN.Hash = []byte{1} }},
		"number":    {bank: func(b *ach.BankAccount) { b.Last4 = "6789" }},
	} {
		m.Reader = w.store
		report, err := audit.Run(w.ctx, m, w.programmes())
		require.NoError(t, err)
		require.NotEmpty(t, report.Findings, name)
		require.Equal(t, "erasure", report.Findings[0].Rule, name)
	}
}

// What comes back from the bank after its owner was erased can be neither debited nor credited again: a debit is owed, and
// money that was sent waits in suspense for customer service.
func TestReturnsAfterErasure(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, keptFor(0))
		shop, pat, kim := w.till("Corner Grocery"), w.join("Pat Example", patNumber), w.join("Kim Example", kimNumber)
		bought, sent := pat.mustPay(shop, "20.00"), pat.mustSend(kimNumber, "30.00")
		w.pass(7)
		pat.leave()
		w.settle()
		require.NoError(t, pat.erase())
		for _, o := range w.bank.Orders() {
			switch {
			case o.Direction == ach.DebitOrder && o.Amount == usd("20.00"), o.Direction == ach.CreditOrder:
				require.NoError(t, w.bank.Return(o.ID, "R01"))
			}
		}
		w.pass(7)
		require.Equal(t, ach.Owed, w.collection(bought.Invoice).State)
		moved, err := w.store.Transfer(w.ctx, sent.Transfer)
		require.NoError(t, err)
		require.Equal(t, payment.TransferSuspended, moved.State)
		require.Equal(t, int64(30_00), w.house(ledger.CodeSuspense), "the debit of the transfer was collected")
		require.Equal(t, "100.00", kim.available())
		w.audit()
	})
}

// A credit that came back long ago, and whose money went home, keeps nobody's data: neither of who sent it or withdrew it, nor of who
// should have got it.
func TestErasureAfterReturnedTransfers(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t, keptFor(0), withPrepaid)
	_, err := pat.topUp("30.00")
	require.NoError(t, err)
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R23", 0)
	_, err = pat.withdraw("30.00")
	require.NoError(t, err)
	w.pass(7)
	require.Equal(t, "30.00", pat.balance())
	_, err = pat.withdraw("30.00")
	require.NoError(t, err)
	w.pass(7)
	pat.leave()
	w.settle()
	require.NoError(t, pat.erase(), "all that came back was withdrawn again")

	var kim *person
	w, pat, kim = duo(t, keptFor(0))
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R03", 0)
	pat.mustSend(kimNumber, "30.00")
	w.pass(14)
	for _, p := range []*person{kim, pat} {
		p.leave()
		w.settle()
		require.NoError(t, p.erase())
	}
	w.audit()
}

// What comes back after its owner has left lies in suspense, and is open.
func TestErasureWaitsForTransfersInSuspense(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t, keptFor(0), withPrepaid)
	_, err := pat.topUp("30.00")
	require.NoError(t, err)
	_, err = pat.withdraw("30.00")
	require.NoError(t, err)
	w.pass(7)
	pat.leave()
	w.settle()
	for _, o := range w.bank.Orders() {
		if o.Direction == ach.CreditOrder {
			require.NoError(t, w.bank.Return(o.ID, "R03"))
		}
	}
	w.pass(1)
	require.Equal(t, int64(30_00), w.house(ledger.CodeSuspense))
	require.ErrorIs(t, pat.erase(), seqr.ErrOpenMatters)
	w.audit()
}
