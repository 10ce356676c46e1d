package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/store"
)

// What is personal about a closed account is erased by itself: closing leaves an event for the day on which the market's
// retention is over. Where something is still open or owed then, it is tried again the day after.

// eraseLater adds the event that erases a closed account: at the beginning of the first day on which that may be, and
// never on the present one, so that what is told about the closing is sent first.
func (c *core) eraseLater(ch *store.Changes, closed account.Account, at time.Time) error {
	day := c.Market.Account.ErasableOn(closed, c.Market.Zone)
	if today := c.today(at); !day.After(today) {
		day = today.AddDays(1)
	}
	e, err := c.event(eventErase, closed.ID.UUID, at, day.Time(c.Market.Zone))
	ch.Events = append(ch.Events, e)
	return err
}

// eraseInTime erases a closed account whose time has come, once. An operator may have prolonged the retention meanwhile, and
// a debt may be unpaid: then there is another event. What customer service erased before is erased.
func (s *Support) eraseInTime(ctx context.Context, of account.ID, event store.EventID) error {
	c := s.c
	cmd := command{"system.erase", of.String(), ownKey("erase", event.String()), of}
	erased, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		a, err := c.store.Account(ctx, of)
		if err != nil {
			return false, err
		}
		err = c.eraseNow(ctx, ch, a, now.At)
		switch {
		case err == nil, errors.Is(err, account.ErrErased):
			return true, nil
		case errors.Is(err, account.ErrRetained), errors.Is(err, account.ErrInDebt), errors.Is(err, ErrOpenMatters):
			*ch = store.Changes{Relied: []store.Ref{store.RelyOnAccount(a)}}
			return false, c.eraseLater(ch, a, now.At)
		}
		return false, err
	})
	if err != nil || !erased {
		return err
	}
	if err := c.wipe(ctx, of); !errors.Is(err, store.ErrUnknown) {
		return err
	}
	return errLater // somebody is reading what was there before
}

// wipe removes the messages to an erased account's holder that were never sent, and what the store's files still hold of all
// that was erased. Nothing new comes after an erasure: nobody is known to be told. It is harmless to repeat.
func (c *core) wipe(ctx context.Context, erased account.ID) error {
	var ids []store.EventID
	for e, err := range every(ctx, c.store.PendingAbout, erased.UUID, func(e store.Event) store.EventID { return e.ID }) {
		if err != nil {
			return err
		}
		if isMessage(e.Kind) {
			ids = append(ids, e.ID)
		}
	}
	if err := c.store.Done(ctx, ids...); err != nil {
		return err
	}
	if scrubber, keeps := c.store.Store.(store.Scrubber); keeps {
		return scrubber.Scrub(ctx)
	}
	return nil
}

func isMessage(kind string) bool {
	return kind == eventSMS || kind == eventMail || kind == eventLetter
}
