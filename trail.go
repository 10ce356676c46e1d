package seqr

import (
	"context"
	"errors"
	"slices"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/store"
)

// chain appends the actions of a commit to the chains of their accounts. The heads are written with them at the version
// that was read, so two agents who act at once never take one number: the second decides again [CS-6].
func (c *core) chain(ctx context.Context, ch *store.Changes) error {
	ch.Actions = slices.Clone(ch.Actions)
	for i, act := range ch.Actions {
		at := slices.IndexFunc(ch.Trails, func(t account.Trail) bool { return t.Account == act.Account })
		if at < 0 {
			head, err := c.trail(ctx, act.Account)
			if err != nil {
				return err
			}
			at, ch.Trails = len(ch.Trails), append(ch.Trails, head)
		}
		var err error
		if ch.Trails[at], ch.Actions[i], err = ch.Trails[at].Append(act); err != nil {
			return err
		}
	}
	return nil
}

// trail is the head of an account's chain; an empty one before its first action.
func (c *core) trail(ctx context.Context, of account.ID) (account.Trail, error) {
	head, err := c.store.Trail(ctx, of)
	if errors.Is(err, store.ErrNotFound) {
		return account.Trail{Account: of}, nil
	}
	return head, err
}

// actionsOf reads all actions on an account.
func (c *core) actionsOf(ctx context.Context, of account.ID) ([]account.Action, error) {
	return whole(every(ctx, c.store.Actions, of, func(a account.Action) account.ActionID { return a.ID }))
}
