package seqr

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Bounds of telling merchants in one Step. Their endpoints are strangers' and may be slow: several are told at once, and what
// is not told in time comes again with its lease.
const (
	tellers = 16
	telling = 20 * time.Second // well below the lease
)

// notify tells merchants what happened: each merchant's facts in their order, several merchants at once.
func (c *core) notify(ctx context.Context, p *Progress, events []store.Event) error {
	if len(events) == 0 {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, telling)
	defer cancel()
	var (
		wait  sync.WaitGroup
		slots = make(chan struct{}, tellers)
		tolds []*told
	)
	for _, merchant := range inLines(events, func(e store.Event) uuid.UUID { return e.Subject }) {
		t := &told{core: c, merchant: payment.MerchantID{UUID: merchant[0].Subject}}
		tolds = append(tolds, t)
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			t.tell(limited, merchant)
		})
	}
	wait.Wait()
	var done []store.EventID
	for _, t := range tolds {
		done = append(done, t.done...)
		p.Events += len(t.done)
		for id, err := range t.failed {
			c.failed(ctx, p, "notice to merchant", id, err)
		}
	}
	if len(done) == 0 {
		return ctx.Err()
	}
	return errors.Join(ctx.Err(), c.store.Done(context.WithoutCancel(ctx), done...))
}

// told is one merchant who is being told, and what became of it.
type told struct {
	core     *core
	merchant payment.MerchantID
	down     error // why nothing more is sent there in this Step: the one before was not acknowledged
	done     []store.EventID
	failed   map[string]error // by event: attempts that failed, and what kept one from being made
}

// tell goes through a merchant's events. After one that is not acknowledged the rest is put off without being tried: so a
// merchant who is down costs a Step one attempt, and does not keep others waiting.
func (t *told) tell(ctx context.Context, events []store.Event) {
	for _, e := range events {
		if ctx.Err() != nil {
			return
		}
		switch err := t.one(ctx, e); {
		case err == nil:
			t.done = append(t.done, e.ID)
		case ctx.Err() != nil:
			return
		default:
			if t.failed == nil {
				t.failed = map[string]error{}
			}
			t.failed[e.ID.String()] = err
		}
	}
}

// one carries out one event. An error means that nothing is known to have become of it: it comes again with its lease.
func (t *told) one(ctx context.Context, e store.Event) error {
	n, due, err := t.core.noticeOf(ctx, e)
	if err != nil || !due {
		return err
	}
	to, err := t.core.store.Endpoint(ctx, t.merchant)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if to.State != payment.EndpointOn {
		if n.Version == 0 {
			return nil // a merchant who has none is told nothing
		}
		return t.core.noticed(ctx, n, giveUp("no endpoint"), nil)
	}
	if t.core.Notices == nil { // not any more: another host may tell, and if none does it is seen
		return t.core.noticed(ctx, n, t.core.putOff("no notices here"), nil)
	}
	if t.down != nil {
		return t.core.noticed(ctx, n, t.core.putOff("one before it failed: "+t.down.Error()), nil)
	}
	dest, err := t.core.destination(to, t.core.now())
	if err != nil {
		return err
	}
	return t.book(ctx, n, to, t.core.Notices.Notify(ctx, dest, n.ID, n.Fact))
}

// book writes down what became of an attempt: nothing for a fact that got through at once.
func (t *told) book(ctx context.Context, n payment.Notice, to payment.Endpoint, err error) error {
	switch {
	case err == nil && n.Version == 0:
		return nil
	case err == nil:
		return t.core.noticed(ctx, n, payment.Notice.Deliver, nil)
	case ctx.Err() != nil:
		return err // it was interrupted, and may have arrived
	case errors.Is(err, payment.ErrEndpointGone):
		return t.core.noticed(ctx, n, giveUp(err.Error()), &to)
	case KindOf(err) == Invalid:
		return t.core.noticed(ctx, n, giveUp(err.Error()), nil)
	default:
		t.down = err
		t.core.Logger.LogAttrs(ctx, slog.LevelWarn, "seqr: notice not acknowledged",
			slog.String("notice", n.ID.String()), slog.String("merchant", t.merchant.String()), slog.String("error", err.Error()))
		return t.core.noticed(ctx, n, t.core.putOff(err.Error()), nil)
	}
}

// noticeVerb is what becomes of a notice.
type noticeVerb func(payment.Notice, time.Time) (payment.Notice, error)

func giveUp(reason string) noticeVerb {
	return func(n payment.Notice, at time.Time) (payment.Notice, error) { return n.GiveUp(reason, at) }
}

func (c *core) putOff(reason string) noticeVerb {
	return func(n payment.Notice, at time.Time) (payment.Notice, error) { return n.Fail(reason, c.NoticesFor, at) }
}

// noticeOf is the notice of an event, and whether it is to be tried now: not if an earlier run has written down what became
// of it, and was stopped before it could say that the event is done. One of version 0 is tried for the first time.
func (c *core) noticeOf(ctx context.Context, e store.Event) (n payment.Notice, due bool, err error) {
	if e.Kind == eventAgain {
		var id payment.NoticeID
		if err := json.Unmarshal(e.Body, &id); err != nil {
			return n, false, err
		}
		n, err = c.store.Notice(ctx, id)
		return n, n.State == payment.NoticeWaiting && !n.NextAt.After(c.now()), err
	}
	_, err = c.store.Notice(ctx, payment.NoticeID{UUID: e.ID.UUID})
	if !errors.Is(err, store.ErrNotFound) {
		return n, false, err
	}
	f, err := factOf(e)
	if err != nil {
		return n, false, err
	}
	n, err = payment.NewNotice(payment.NoticeID{UUID: e.ID.UUID}, f, c.now())
	return n, true, err
}

// noticed writes down what became of a notice, with the event of its next attempt, and that an endpoint is gone. If
// somebody else has done so since it was read, that stands.
func (c *core) noticed(ctx context.Context, n payment.Notice, verb noticeVerb, gone *payment.Endpoint) error {
	cmd := command{"notices.noticed", "system", ownKey("noticed", n.ID.String(), strconv.FormatInt(n.Version, 10)), n.ID}
	after, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.Notice, error) {
		latest, err := c.store.Notice(ctx, n.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return n, err
		}
		if latest.Version != n.Version {
			return latest, nil
		}
		after, err := verb(n, now.At)
		if err != nil {
			return n, err
		}
		ch.Notices = []payment.Notice{after}
		if gone != nil {
			if err := c.leave(ctx, ch, *gone, now.At); err != nil {
				return n, err
			}
		}
		if after.State != payment.NoticeWaiting {
			return after, nil
		}
		return after, c.again(ch, after, now.At)
	})
	if err == nil && after.State == payment.NoticeGivenUp {
		c.Logger.LogAttrs(ctx, slog.LevelError, "seqr: notice given up",
			slog.String("notice", n.ID.String()), slog.String("merchant", n.Merchant.String()), slog.String("error", after.Reason))
	}
	return err
}

// leave turns an endpoint off whose receiver wants no more, unless the merchant has changed it meanwhile.
func (c *core) leave(ctx context.Context, ch *store.Changes, gone payment.Endpoint, at time.Time) error {
	latest, err := c.store.Endpoint(ctx, gone.Merchant)
	if err != nil || latest.Version != gone.Version {
		return err
	}
	latest, err = latest.Leave(at)
	ch.Endpoints = []payment.Endpoint{latest}
	return err
}
