package seqr_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/store"
)

// Agents who act at the same moment make one chain without a gap [CS-6].
func TestAgentsAtOnceMakeOneChain(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		pat := w.apply("+18015550101")
		var racers []func() error
		for i := range 8 {
			r := w.help(pat.id)
			r.Agent = fmt.Sprint("agent ", i)
			racers = append(racers, func() error {
				_, err := w.sys.Support.Block(w.ctx, r, account.Other)
				return err
			})
		}
		require.Equal(t, len(racers), count(race(racers), nil))
		head, err := w.sys.Support.Verify(w.ctx, pat.id)
		require.NoError(t, err)
		require.EqualValues(t, len(racers), head.Number)
		numbers := map[int64]bool{}
		actions, err := w.sys.Support.Actions(w.ctx, pat.id, account.ActionID{}, 100)
		require.NoError(t, err)
		for _, a := range actions {
			numbers[a.Number] = true
		}
		require.Len(t, numbers, len(racers))
		w.audit()
	})
}

// A chain that was rewritten as a whole is a chain again: what was copied elsewhere before shows it [CS-6].
func TestAnAnchorShowsARewrittenChain(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat, kim := w.apply("+18015550101"), w.apply("+18015550102")
	empty, err := w.sys.Support.Verify(w.ctx, pat.id)
	require.NoError(t, err)
	require.Zero(t, empty.Number)
	pat.block(account.Other)
	anchors, err := w.sys.Support.Trails(w.ctx, account.ID{}, 10)
	require.NoError(t, err)
	require.Len(t, anchors, 1)
	pat.block(account.LostPhone)
	kim.block(account.LostPhone)
	head, err := w.sys.Support.Verify(w.ctx, pat.id, empty, anchors[0])
	require.NoError(t, err)
	require.EqualValues(t, 2, head.Number)

	forged := rewritten{w.store, pat.id}
	sys := newSystem(t, func() seqr.Config { c := w.config(w.sys.Market()); c.Store = forged; return c }())
	_, err = sys.Support.Verify(w.ctx, pat.id)
	require.NoError(t, err, "by itself it is a chain")
	_, err = sys.Support.Verify(w.ctx, pat.id, anchors[0])
	var broken *account.TrailError
	require.ErrorAs(t, err, &broken)
	require.EqualValues(t, 1, broken.Number)
	require.Equal(t, seqr.Internal, seqr.KindOf(err))
	_, err = w.sys.Support.Verify(w.ctx, kim.id, anchors[0])
	require.ErrorIs(t, err, account.ErrTrail, "somebody else's anchor")
	w.audit()
}

// rewritten is a store in which somebody with access to the database made one account's chain anew, with other reasons.
type rewritten struct {
	store.Store
	of account.ID
}

func (r rewritten) chain(ctx context.Context) (account.Trail, []account.Action, error) {
	head := account.Trail{Account: r.of}
	actions, err := r.Store.Actions(ctx, r.of, account.ActionID{}, 100)
	for i := range actions {
		actions[i].Reason = "nothing to see"
		if head, actions[i], err = head.Append(actions[i]); err != nil {
			return head, nil, err
		}
	}
	return head, actions, err
}

func (r rewritten) Actions(ctx context.Context, _ account.ID, _ account.ActionID, _ int) ([]account.Action, error) {
	_, actions, err := r.chain(ctx)
	return actions, err
}

func (r rewritten) Trail(ctx context.Context, _ account.ID) (account.Trail, error) {
	head, _, err := r.chain(ctx)
	return head, err
}
