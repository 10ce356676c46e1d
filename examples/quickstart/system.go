package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/identity"
)

// begin is when the story begins: a Monday morning in New York, early in a quarter.
var begin = time.Date(2026, time.July, 6, 14, 0, 0, 0, time.UTC)

// story is the system with the sandbox around it, and what the chapters hand on to each other.
type story struct {
	w     io.Writer
	out   string // folder for pictures
	clock *sandbox.Clock
	store *sqlite.Store
	bank  *sandbox.Bank
	phone *sandbox.Phone
	mail  *sandbox.Mailbox
	sys   *seqr.System

	shop     shop
	customer customer
	chapters int
	keys     int
}

// open wires a full system: a market, a store, and the four ports to the outside.
func open(ctx context.Context, db, out string, w io.Writer) (*story, error) {
	st, err := sqlite.Open(ctx, db)
	if err != nil {
		return nil, err
	}
	s := &story{w: w, out: out, store: st, clock: sandbox.NewClock(begin), phone: sandbox.NewPhone(), mail: sandbox.NewMailbox()}
	market := seqr.Demo(seqr.UnitedStates())
	s.bank = sandbox.NewBank(s.clock.Now, market.Collection.Calendar, market.Zone)
	s.sys, err = seqr.New(seqr.Config{
		Market:   market,
		Store:    st,
		Bank:     s.bank,
		Verifier: sandbox.NewVerifier(s.clock.Now, 3*time.Minute),
		SMS:      s.phone,
		Mail:     s.mail,
		Clock:    s.clock.Now,
		Keys:     identity.DevelopmentKeyring(), AllowDevelopmentKeys: true,
	})
	return s, err
}

// chapter begins a numbered part of the output.
func (s *story) chapter(title string) {
	s.chapters++
	fmt.Fprintf(s.w, "\n%d. %s\n", s.chapters, title)
}

func (s *story) say(format string, args ...any) { fmt.Fprintf(s.w, "   "+format+"\n", args...) }

// key makes the key of a command. A real app makes it once per request and keeps it until the answer has come.
func (s *story) key() seqr.Key {
	s.keys++
	return seqr.Key(fmt.Sprintf("quickstart-%06d", s.keys))
}

// work does all background work that is due: messages, bank orders, verdicts, payouts.
func (s *story) work(ctx context.Context) error {
	for {
		p, err := s.sys.Step(ctx)
		if err != nil {
			return err
		}
		if p.Failed > 0 {
			return fmt.Errorf("%d background tasks failed", p.Failed)
		}
		if p.Idle() {
			return nil
		}
	}
}

// until lets time pass, with background work twice a day, until a moment has come.
func (s *story) until(ctx context.Context, t time.Time) error {
	for s.clock.Now().Before(t) {
		s.clock.Set(minTime(t, s.clock.Now().Add(12*time.Hour)))
		if err := s.work(ctx); err != nil {
			return err
		}
	}
	return nil
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// days is the moment n days from now.
func (s *story) days(n int) time.Time { return s.clock.Now().AddDate(0, 0, n) }

// same checks a step of the story.
func same[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s is %v, should be %v", what, got, want)
	}
	return nil
}
