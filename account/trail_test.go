package account_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

var trailed = account.ID{UUID: uuid.UUID{7}}

// chain is n actions and their head.
func chain(t *testing.T, n int) (account.Trail, []account.Action) {
	t.Helper()
	head := account.Trail{Account: trailed}
	var actions []account.Action
	for i := range n {
		at := time.Date(2026, time.March, 2, 9, i, 0, 0, time.UTC)
		a, err := account.NewAction(account.ActionID{UUID: uuid.UUID{byte(i + 1)}}, trailed, "agent 7", "block other", fmt.Sprint("call ", i), at)
		require.NoError(t, err)
		head, a, err = head.Append(a)
		require.NoError(t, err)
		actions = append(actions, a)
	}
	return head, actions
}

func TestTrailShowsEveryChange(t *testing.T) {
	for name, change := range map[string]struct {
		do    func([]account.Action) []account.Action
		first int64 // that does not fit
	}{
		"agent":  {func(as []account.Action) []account.Action { as[1].Agent = "agent 8"; return as }, 2},
		"verb":   {func(as []account.Action) []account.Action { as[0].Verb = "unblock other"; return as }, 1},
		"reason": {func(as []account.Action) []account.Action { as[3].Reason += " "; return as }, 4},
		"moved text": {func(as []account.Action) []account.Action {
			as[1].Agent, as[1].Verb = "agent 7b", "lock other"
			return as
		}, 2},
		"time":       {func(as []account.Action) []account.Action { as[2].At = as[2].At.Add(time.Microsecond); return as }, 3},
		"ID":         {func(as []account.Action) []account.Action { as[2].ID.UUID[15]++; return as }, 3},
		"account":    {func(as []account.Action) []account.Action { as[2].Account.UUID[0]++; return as }, 3},
		"number":     {func(as []account.Action) []account.Action { as[3].Number = 9; return as }, 4},
		"digest":     {func(as []account.Action) []account.Action { as[3].Digest[31] ^= 1; return as }, 4},
		"no digest":  {func(as []account.Action) []account.Action { as[0].Digest = nil; return as }, 1},
		"first out":  {func(as []account.Action) []account.Action { return as[1:] }, 1},
		"middle out": {func(as []account.Action) []account.Action { return slices.Delete(as, 1, 2) }, 2},
		"last out":   {func(as []account.Action) []account.Action { return as[:3] }, 4},
		"all out":    {func([]account.Action) []account.Action { return nil }, 1},
		"twice":      {func(as []account.Action) []account.Action { return append(as, as[3]) }, 5},
		"order":      {func(as []account.Action) []account.Action { as[1].Number, as[2].Number = 3, 2; return as }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			head, actions := chain(t, 4)
			require.NoError(t, head.Verify(actions))
			err := head.Verify(change.do(actions))
			require.ErrorIs(t, err, account.ErrTrail)
			var broken *account.TrailError
			require.ErrorAs(t, err, &broken)
			require.Equal(t, &account.TrailError{Account: trailed, Number: change.first}, broken)
		})
	}
}

func TestTrailAgainstAnchors(t *testing.T) {
	head, actions := chain(t, 4)
	early, _ := chain(t, 2)
	slices.Reverse(actions) // the order in which they are read says nothing
	require.NoError(t, head.Verify(actions, early, head, account.Trail{Account: trailed}))
	require.NoError(t, account.Trail{Account: trailed}.Verify(nil))

	later, _ := chain(t, 5)
	forged := early
	forged.Digest = slices.Clone(head.Digest)
	other := early
	other.Account.UUID[0]++
	negative := early
	negative.Number = -1
	for name, anchor := range map[string]account.Trail{"cut off since": later, "rewritten since": forged, "of another account": other, "nonsense": negative} {
		require.ErrorIs(t, head.Verify(actions, anchor), account.ErrTrail, name)
	}
	require.ErrorIs(t, early.Verify(actions), account.ErrTrail, "more actions than the head knows")
}

func TestTrailTakesNobodyElsesActions(t *testing.T) {
	_, actions := chain(t, 1)
	other := account.Trail{Account: account.ID{UUID: uuid.UUID{8}}}
	head, _, err := other.Append(actions[0])
	require.ErrorIs(t, err, account.ErrMalformed)
	require.Equal(t, other, head)
}

// What customer service did is a chain: who changes one link breaks it, and who makes it anew is shown by an older head.
func ExampleTrail() {
	of := account.ID{UUID: uuid.UUID{1}}
	head := account.Trail{Account: of}
	var actions []account.Action
	for i, verb := range []string{"block lost_phone", "unblock lost_phone"} {
		a, err := account.NewAction(account.ActionID{UUID: uuid.UUID{byte(i + 1)}}, of, "agent 7", verb, "the holder called", time.Date(2026, time.March, 2, 9, i, 0, 0, time.UTC))
		if err != nil {
			panic(err)
		}
		if head, a, err = head.Append(a); err != nil {
			panic(err)
		}
		actions = append(actions, a)
	}
	fmt.Println(head.Number, head.Verify(actions))
	actions[0].Agent = "agent 8"
	fmt.Println(head.Verify(actions))
	// Output:
	// 2 <nil>
	// account: chain of actions broken: account 01000000-0000-0000-0000-000000000000, action 1
}
