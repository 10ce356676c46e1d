package seqr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// forfeiting is a market that gives up after 30 days.
func forfeiting(c *seqr.Config) { c.Market.Transfer.ForfeitAfterDays = 30 }

// suspended is somebody who left, and whose withdrawal of 30.00 came back by a code.
func (w *world) suspended(code string) (*person, payment.TransferID) {
	w.t.Helper()
	pat := w.join("Pat Example", patNumber)
	_, err := pat.topUp("30.00")
	require.NoError(w.t, err)
	out, err := pat.withdraw("30.00")
	require.NoError(w.t, err)
	w.pass(7)
	pat.leave()
	w.settle()
	w.bringBack(code)
	require.Equal(w.t, int64(30_00), w.house(ledger.CodeSuspense))
	require.Equal(w.t, string(payment.TransferSuspended), pat.movement(out.Transfer).State)
	w.audit()
	return pat, out.Transfer
}

// bringBack lets the bank return the last credit.
func (w *world) bringBack(code string) {
	w.t.Helper()
	var last ach.Order
	for _, o := range w.bank.Orders() {
		if o.Direction == ach.CreditOrder {
			last = o
		}
	}
	require.NoError(w.t, w.bank.Return(last.ID, code))
	w.pass(1)
}

func (p *person) releases(id payment.TransferID) (payment.TransferState, error) {
	return p.w.sys.Support.ReleaseTransfer(p.w.ctx, seqr.ReleaseTransferRequest{SupportRequest: p.w.help(p.id), Transfer: id})
}

// What comes back after its owner has left is paid to the bank account that is still good, as often as it comes back; then nothing is open [PRE-6].
func TestSuspendedTransferIsReleased(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, keptFor(15), withPrepaid)
		pat, id := w.suspended("R23") // refused by its owner; the account is good
		for range 2 {
			state, err := pat.releases(id)
			require.NoError(t, err)
			require.Equal(t, payment.TransferReturned, state)
			_, err = pat.releases(id)
			require.ErrorIs(t, err, payment.ErrNotSuspended, "once")
			w.pass(5)
			w.audit()
			require.Zero(t, w.house(ledger.CodeSuspense))
			w.bringBack("R23")
			require.Equal(t, int64(30_00), w.house(ledger.CodeSuspense))
			w.audit()
		}
		_, err := pat.releases(id)
		require.NoError(t, err)
		w.pass(15)
		require.True(t, pat.erased())
		require.Contains(t, w.verbs(pat.id), "release of "+id.String())
		w.audit()
	})
}

// Where the bank account is gone, too, it waits for its owner until the market's time is over [PRE-6].
func TestSuspendedTransferIsForfeited(t *testing.T) {
	t.Parallel()
	for days, want := range map[int]error{29: payment.ErrNoReceivingAccount, 30: nil} {
		w := quick(t, keptFor(0), withPrepaid, forfeiting)
		pat, id := w.suspended("R03")
		w.pass(days - 1) // one has passed
		state, err := pat.releases(id)
		require.ErrorIs(t, err, want)
		if want != nil {
			require.ErrorIs(t, pat.erase(), seqr.ErrOpenMatters)
			continue
		}
		require.Equal(t, payment.TransferForfeited, state)
		require.Equal(t, int64(30_00), w.house(ledger.CodeUnclaimed))
		require.Zero(t, w.house(ledger.CodeSuspense))
		require.NoError(t, pat.erase())
		w.audit()
	}
}

// Whoever comes back has it on the new account, unless a block stands [PRE-6, CS-9].
func TestSuspendedTransferFollowsThePerson(t *testing.T) {
	t.Parallel()
	w := quick(t, keptFor(0), withPrepaid, forfeiting)
	pat, id := w.suspended("R03")
	w.pass(40)
	again := w.join("Pat Example", kimNumber)
	again.block(account.Other)
	_, err := pat.releases(id)
	require.ErrorIs(t, err, account.ErrBlocked, "and not forfeited")
	_, err = w.sys.Support.Unblock(w.ctx, w.help(again.id), account.Other)
	require.NoError(t, err)
	_, err = again.releases(id)
	require.ErrorIs(t, err, payment.ErrNotFound, "it is the other account's")
	_, err = pat.releases(id)
	require.NoError(t, err)
	require.Equal(t, "30.00", again.balance())
	w.audit()
}

// Agents who release at the same moment pay once.
func TestSuspendedTransferIsReleasedOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, withPrepaid)
		pat, id := w.suspended("R23")
		var racers []func() error
		for range 4 {
			r := seqr.ReleaseTransferRequest{SupportRequest: w.help(pat.id), Transfer: id}
			racers = append(racers, func() error { _, err := w.sys.Support.ReleaseTransfer(w.ctx, r); return err })
		}
		errs := race(racers)
		require.Equal(t, 1, count(errs, nil))
		require.Equal(t, len(racers)-1, count(errs, payment.ErrNotSuspended))
		w.pass(5)
		w.audit()
	})
}

// The auditor finds money that left suspense otherwise than customer service said.
func TestAuditOfSuspendedTransfers(t *testing.T) {
	t.Parallel()
	w := quick(t, withPrepaid)
	pat, id := w.suspended("R23")
	_, err := pat.releases(id)
	require.NoError(t, err)
	w.pass(5)
	w.audit()
	released := func(p ach.Payout) bool { return p.Purpose == ledger.TransferReleased }
	state := func(s payment.TransferState) func(*payment.Transfer) {
		return func(v *payment.Transfer) {
			if v.ID == id {
				v.State = s
			}
		}
	}
	for what, m := range map[string]mutatedMoves{
		"paid, and still in suspense": {moved: state(payment.TransferSuspended)},
		"paid, and forfeited":         {moved: state(payment.TransferForfeited)},
		"paid to somebody else":       {mutated: mutated{payout: once(released, func(p *ach.Payout) { p.Owner = account.ID{UUID: newUUID()} })}},
		"paid less":                   {mutated: mutated{payout: once(released, func(p *ach.Payout) { p.Amount = usd("29.99") })}},
		"paid for nothing":            {mutated: mutated{payout: once(released, func(p *ach.Payout) { p.Subject = newUUID() })}},
		"came back, and called paid":  {mutated: mutated{payout: once(released, func(p *ach.Payout) { p.State = ach.PayoutReturned })}},
		"kept by the operator": {mutated: mutated{posting: func(p *ledger.Posting) {
			if p.Transfer.Purpose == ledger.TransferReleased {
				p.Transfer.Credit = w.houseID(ledger.CodeUnclaimed)
			}
		}}},
		"nobody said so": {moved: func(v *payment.Transfer) { v.From = account.ID{UUID: newUUID()} }},
	} {
		t.Run(what, func(t *testing.T) {
			m.Reader = w.store
			report, err := audit.Run(w.ctx, m, w.programmes())
			require.NoError(t, err)
			require.Contains(t, ruleNames(report), "suspended")
		})
	}
}

func badReleaseTransfer(c *cast) []bad {
	release := func(id payment.TransferID) func(seqr.SupportRequest) error {
		return func(r seqr.SupportRequest) error {
			_, err := c.sys.Support.ReleaseTransfer(c.ctx, seqr.ReleaseTransferRequest{SupportRequest: r, Transfer: id})
			return err
		}
	}
	nobody := release(payment.TransferID{UUID: newUUID()})
	return append(unsigned(c, c.pat, nobody),
		refused("no transfer", func() error { return nobody(c.help(c.pat.id)) }, payment.ErrNotFound, seqr.NotFound),
	)
}

// leavesMoney is a withdrawal that came back after its owner had left, and is paid again.
func (e *echo) leavesMoney() {
	uma := e.join("Uma Example", "+18015550151")
	_, err := uma.topUp("30.00")
	require.NoError(e.t, err)
	e.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder, Amount: usd("30.00")}, "R23", 3)
	out, err := uma.withdraw("30.00")
	require.NoError(e.t, err)
	uma.leave()
	e.pass(7)
	request := seqr.ReleaseTransferRequest{SupportRequest: e.help(uma.id), Transfer: out.Transfer}
	state := twice(e, "Support.ReleaseTransfer", func(k seqr.Key) (payment.TransferState, error) {
		request.Key = k
		return e.sys.Support.ReleaseTransfer(e.ctx, request)
	})
	require.Equal(e.t, payment.TransferReturned, state)
}
