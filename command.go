package seqr

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// Key makes a command harmless to repeat. The caller makes it and keeps it before the first
// attempt: 16 to 64 characters of A-Z, a-z, 0-9, underscore and hyphen, such as a UUID in text form.
// The same key with the same content has one effect and one answer; with other content it is
// refused with [ErrKeyReused]. A refusal is an answer too: to try again, take a new key.
type Key string

// Check answers ErrKey if k does not have the form of a key.
func (k Key) Check() error {
	if len(k) < 16 || len(k) > 64 {
		return ErrKey
	}
	for _, c := range []byte(k) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		digit := '0' <= c && c <= '9'
		if !letter && !digit && c != '_' && c != '-' {
			return ErrKey
		}
	}
	return nil
}

// rounds bounds how often a command is decided again because something it read has changed.
const rounds = 24

// command is one request on its way through the processor.
type command struct {
	operation string // such as "payments.approve"
	principal string // whose keys these are
	key       Key
	input     any // everything that the request asks for, without secrets; becomes the fingerprint
}

// round is one attempt to decide. At is the same in all rounds of a command. Short tells that
// the book refused what the round before wanted to spend, so that the decision can say it in its own words.
type round struct {
	At    time.Time
	Short bool
}

// decision reads and decides, and writes nothing: what it wants written it puts into ch, empty in each round, which is
// committed together with the command's record. A plain error is answered as it is and leaves no trace; an error made by
// refuse is the answer of this key from now on, and nothing but that is written; with one made by tried
// the Changes (a wrong PIN that was counted) are committed too, before it is told. Store.ErrConflict asks to be decided again.
type decision[A any] func(ctx context.Context, r round, ch *store.Changes) (A, error)

// refusal marks a business refusal, to be stored under the command's key.
type refusal struct {
	error
	tried bool // an attempt that counts: its Changes are committed with the refusal
}

func (r refusal) Unwrap() error { return r.error }

func refuse(err error) error { return refusal{error: err} }

func tried(err error) error { return refusal{error: err, tried: true} }

// isTried says whether an error's changes are committed, and so checked.
func isTried(err error) bool {
	r, ok := errors.AsType[refusal](err)
	return ok && r.tried
}

// execute is the one way in which anything is written: look up the key, decide, commit with the
// command's record; on a conflict read and decide again.
//
// Where ctx allows what was read recently, the first round asks the store nothing: that the key was not used, and that
// what was read is so, the commit checks. A refusal it does not check, so that is decided again.
func execute[A any](ctx context.Context, c *core, cmd command, decide decision[A]) (A, error) {
	var none A
	if err := cmd.key.Check(); err != nil {
		return none, err
	}
	if err := c.ready(ctx); err != nil {
		return none, err
	}
	input, err := encoded(cmd.input)
	if err != nil {
		return none, fmt.Errorf("seqr: input of %s: %w", cmd.operation, err)
	}
	scope := c.Market.Code + "/" + cmd.operation + "/" + cmd.principal
	now := round{At: c.now()}
	recent := mayBeRecent(ctx)
	for n := range rounds {
		if n > 0 {
			recent, ctx = false, exactly(ctx)
		}
		if !recent {
			if rec, err := c.store.Command(ctx, scope, string(cmd.key)); err == nil {
				return replay[A](c, rec, input)
			} else if !errors.Is(err, store.ErrNotFound) {
				return none, err
			}
		}
		var changes store.Changes
		answer, refused := decide(ctx, now, &changes)
		if recent && refused != nil && !isTried(refused) {
			continue
		}
		if errors.Is(refused, store.ErrConflict) { // it has seen two states of things itself
			if err := c.pause(ctx, n); err != nil {
				return none, err
			}
			continue
		}
		r, answered := errors.AsType[refusal](refused)
		if refused != nil && !answered {
			return none, c.withContact(refused)
		}
		if refused != nil && !r.tried {
			changes = store.Changes{}
		}
		if err := c.chain(ctx, &changes); err != nil {
			return none, err
		}
		if err := c.publish(ctx, &changes, now.At); err != nil {
			return none, err
		}
		if changes.Command, err = c.record(scope, cmd.key, input, answer, refused, now.At); err != nil {
			return none, err
		}
		switch err := c.store.Commit(ctx, changes); {
		case err == nil && refused != nil:
			return none, c.withContact(unwrapRefusal(refused))
		case err == nil:
			return answer, nil
		case errors.Is(err, ledger.ErrInsufficient) && !now.Short:
			now.Short = true
		case errors.Is(err, store.ErrConflict), errors.Is(err, store.ErrExists):
			if err := c.pause(ctx, n); err != nil {
				return none, err
			}
		default:
			return none, err
		}
	}
	return none, ErrBusy
}

// Commit writes c for this market.
func (o ours) Commit(ctx context.Context, c store.Changes) error {
	for i := range c.Events {
		c.Events[i].Market = o.market
	}
	for i := range c.Tallies {
		c.Tallies[i].Market = o.market
	}
	return o.Store.Commit(ctx, c)
}

// pause waits a moment that grows with the round and differs between competitors.
func (c *core) pause(ctx context.Context, n int) error {
	if n == 0 {
		return ctx.Err()
	}
	longest := min(time.Millisecond<<min(n, 6), 50*time.Millisecond)
	t := time.NewTimer(rand.N(longest)) //nolint:gosec // jitter between competitors, no secret
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// stored is the form of an answer in the command's record.
type stored struct {
	Answer  json.RawMessage `json:"answer,omitempty"`
	Refused *refused        `json:"refused,omitempty"`
}

func (c *core) record(scope string, key Key, input []byte, answer any, refusedBy error, at time.Time) (*store.Command, error) {
	fp, err := c.fingerprint(input)
	if err != nil {
		return nil, err
	}
	body, err := recorded(answer, refusedBy)
	if err != nil {
		return nil, err
	}
	return &store.Command{Scope: scope, Key: string(key), Fingerprint: fp, Answer: body, At: at}, nil
}

// recorded is the form of stored of an answer, or of a refusal. An answer is JSON already: it is not read again to be put into the other.
func recorded(answer any, refusedBy error) ([]byte, error) {
	if refusedBy != nil {
		r, err := encodeRefusal(unwrapRefusal(refusedBy))
		if err != nil {
			return nil, err
		}
		return json.Marshal(stored{Refused: r})
	}
	w := jsonText{bytes: make([]byte, 0, 256)}
	w.raw(`{"answer":`)
	w.value(answer)
	w.raw("}")
	if w.err != nil {
		return nil, fmt.Errorf("seqr: answer: %w", w.err)
	}
	return w.bytes, nil
}

// keyCommand is the key under which fingerprints are made: a plain hash of a request would let a
// thief of the database guess phone numbers and birth dates from it.
const keyCommand identity.Purpose = "command"

// fingerprint is the key's ID, a dot, and the keyed hash of the input.
func (c *core) fingerprint(input []byte) ([]byte, error) {
	id, mac, err := c.keys.MAC(keyCommand, input)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(id), []byte("."), mac), nil
}

func (c *core) sameInput(fingerprint, input []byte) (bool, error) {
	id, mac, ok := bytes.Cut(fingerprint, []byte("."))
	if !ok {
		return false, nil
	}
	want, err := c.keys.MACWith(keyCommand, string(id), input)
	return bytes.Equal(mac, want), err
}

func replay[A any](c *core, rec store.Command, input []byte) (A, error) {
	var none, answer A
	same, err := c.sameInput(rec.Fingerprint, input)
	if err != nil {
		return none, err
	}
	if !same {
		return none, ErrKeyReused
	}
	var s stored
	if err := json.Unmarshal(rec.Answer, &s); err != nil {
		return none, fmt.Errorf("seqr: stored answer: %w", err)
	}
	if s.Refused != nil {
		return none, c.withContact(s.Refused.decode())
	}
	if err := json.Unmarshal(s.Answer, &answer); err != nil {
		return none, fmt.Errorf("seqr: stored answer: %w", err)
	}
	return answer, nil
}

func unwrapRefusal(err error) error {
	if r, ok := errors.AsType[refusal](err); ok {
		return r.error
	}
	return err
}

// ownKey makes the key of a command that the system gives itself, from the ID of what it is about.
func ownKey(parts ...string) Key {
	return Key(strings.NewReplacer("/", "_", ":", "_", ".", "_").Replace(strings.Join(parts, "-")))
}
