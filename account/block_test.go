package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
)

var reasons = []account.Reason{account.DuplicateID, account.Collection, account.WrongPIN, account.LostPhone, account.Other}

func TestReasonsAreIndependent(t *testing.T) {
	ok := must[account.Account](t)
	a := verified(t)
	for i, r := range reasons {
		a = ok(a.Block(r, noon.Add(time.Duration(i)*time.Hour)))
	}
	again := ok(a.Block(account.WrongPIN, noon.Add(99*time.Hour)))
	require.Equal(t, a, again, "a reason that stands keeps its time")

	var blocked *account.BlockedError
	_, err := a.MayPay(bankAccount().ID)
	require.ErrorAs(t, err, &blocked)
	require.ErrorIs(t, err, account.ErrBlocked)
	require.Equal(t, reasons, blocked.Reasons)
	require.Equal(t, "account: blocked: duplicate_id, collection, wrong_pin, lost_phone, other", err.Error())

	for i, r := range reasons {
		require.True(t, a.Blocked())
		require.True(t, a.BlockedFor(r))
		_, err := a.MayPay(bankAccount().ID)
		require.ErrorIs(t, err, account.ErrBlocked, "CS-4: %d reasons left", len(reasons)-i)
		a = ok(a.Unblock(r))
		require.False(t, a.BlockedFor(r))
		_, err = a.Unblock(r)
		require.ErrorIs(t, err, account.ErrNotBlocked)
	}
	require.False(t, a.Blocked())
	_, err = a.MayPay(bankAccount().ID)
	require.NoError(t, err)
}

func TestUnknownReasons(t *testing.T) {
	for _, r := range []account.Reason{"", "whim", "Collection"} {
		_, err := open(t).Block(r, noon)
		require.ErrorIs(t, err, account.ErrReason)
		_, err = open(t).Unblock(r)
		require.ErrorIs(t, err, account.ErrReason)
	}
}

// Two failed collections, one settled: still blocked (COL-10). Settling lifts no other reason (CS-4).
func TestCollectionBlockLastsUntilAllIsPaid(t *testing.T) {
	ok := must[account.Account](t)
	a := ok(verified(t).FailCollection(noon))
	since := a.Blocks[0].Since
	a = ok(a.FailCollection(noon.Add(time.Hour)))
	a = ok(a.Block(account.LostPhone, noon))
	require.Equal(t, 2, a.Debts)
	require.Equal(t, since, a.Blocks[0].Since)

	_, err := a.Unblock(account.Collection)
	require.ErrorIs(t, err, account.ErrInDebt, "COL-8: only payment lifts it")
	a = ok(a.SettleCollection())
	require.True(t, a.BlockedFor(account.Collection))
	a = ok(a.SettleCollection())
	require.False(t, a.BlockedFor(account.Collection))
	require.True(t, a.BlockedFor(account.LostPhone))
	_, err = a.SettleCollection()
	require.ErrorIs(t, err, account.ErrNoDebt)
}

// Customer service may block for a collection by hand; that block it lifts by hand too.
func TestCollectionBlockWithoutDebt(t *testing.T) {
	a := must[account.Account](t)(open(t).Block(account.Collection, noon))
	a = must[account.Account](t)(a.Unblock(account.Collection))
	require.False(t, a.Blocked())
}

// Whatever happens in whatever order: debts and the block for them go together, a reason stands
// at most once, refusals change nothing, and no verb touches the value it was called on.
func TestBlocksUnderAnyHistory(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := verified(t)
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			reason := rapid.SampledFrom([]account.Reason{account.DuplicateID, account.LostPhone, account.Other}).Draw(r, "reason")
			before, kept := a, append([]account.Block(nil), a.Blocks...)
			var err error
			switch rapid.IntRange(0, 3).Draw(r, "verb") {
			case 0:
				a, err = a.Block(reason, noon)
			case 1:
				a, err = a.Unblock(reason)
			case 2:
				a, err = a.FailCollection(noon)
			case 3:
				a, err = a.SettleCollection()
			}
			require.Equal(t, kept, append([]account.Block(nil), before.Blocks...), "the receiver was changed")
			if err != nil {
				require.Equal(t, before, a, "a refusal changed something")
			}
			require.Equal(t, a.Debts > 0, a.BlockedFor(account.Collection))
			seen := map[account.Reason]bool{}
			for _, b := range a.Blocks {
				require.False(t, seen[b.Reason])
				seen[b.Reason] = true
			}
		}
	})
}
