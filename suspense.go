package seqr

import (
	"context"
	"errors"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/store"
)

// Suspense lists the market's collections that came back for a fault of the operator's own, in the order of their IDs,
// strictly after the given one, at most limit [COL-9]. Nobody is blocked for them; the limit stays used. It reads
// every collection up to there: it is for the operator's desk, not for a payer's screen.
func (s *Banking) Suspense(ctx context.Context, after ach.CollectionID, limit int) ([]ach.Collection, error) {
	var found []ach.Collection
	for {
		part, err := s.c.store.CollectionList(ctx, after, page)
		if err != nil {
			return nil, err
		}
		for _, col := range part {
			if col.State != ach.Suspense {
				continue
			}
			switch err := s.c.store.owns(ctx, col.Owner.UUID); {
			case err == nil:
				found = append(found, col)
			case !errors.Is(err, ErrOtherMarket):
				return nil, err
			}
			if len(found) == limit {
				return found, nil
			}
		}
		if len(part) < page {
			return found, nil
		}
		after = part[len(part)-1].ID
	}
}

// CorrectRequest sends a collection in suspense again, after its fault was removed.
type CorrectRequest struct {
	SupportRequest // Account is the collection's owner
	Collection     ach.CollectionID
}

// Correct makes a collection in suspense due again, once [COL-9]. It answers ach.ErrCorrected the second time and ach.ErrState for one that is not in suspense.
func (s *Banking) Correct(ctx context.Context, r CorrectRequest) (ach.CollectionState, error) {
	c := s.c
	act, err := c.action(r.SupportRequest, "correct collection")
	if err != nil {
		return "", err
	}
	cmd := (&Support{c}).command("correct", r.SupportRequest, r.Collection)
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (ach.CollectionState, error) {
		col, err := c.store.Collection(ctx, r.Collection)
		if err != nil {
			return "", err
		}
		if col.Owner != r.Account {
			return "", ErrNotFound
		}
		if _, err := c.store.Account(ctx, r.Account); err != nil {
			return "", err
		}
		if col, err = col.Correct(c.today(now.At), c.Market.Collection); err != nil {
			return "", refuseState(err)
		}
		ch.Collections = []ach.Collection{col}
		ch.Actions = []account.Action{act}
		return col.State, c.schedule(ch, col, now.At)
	})
}
