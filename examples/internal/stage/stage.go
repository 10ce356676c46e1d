package stage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/identity"
)

// Begin is when every story begins: a Monday, in the morning in New York and in the afternoon in Berlin, early in a quarter.
var Begin = time.Date(2026, time.July, 6, 14, 0, 0, 0, time.UTC)

// Stage is a market's system with the sandbox around it. Its clock stands still but for what the story lets pass.
type Stage struct {
	*Narrator
	Sys   *seqr.System
	Clock *sandbox.Clock
	Bank  *sandbox.Bank
	Cards *sandbox.Cards
	Phone *sandbox.Phone
	Mail  *sandbox.Mailbox

	store  *sqlite.Store
	keys   int
	people int // so far; each has an identity card of its own
}

// Open sets up a market, filled in by seqr.Demo, on a database that does not exist yet; else it answers an fs.ErrExist. More
// is what a story has beside: it changes the configuration before the system is made.
func Open(ctx context.Context, n *Narrator, market seqr.Market, db string, more ...func(*Stage, *seqr.Config) error) (*Stage, error) {
	if _, err := os.Stat(db); err == nil {
		return nil, &fs.PathError{Op: "create", Path: db, Err: fs.ErrExist}
	}
	store, err := sqlite.Open(ctx, db)
	if err != nil {
		return nil, err
	}
	s := &Stage{
		Narrator: n, Clock: sandbox.NewClock(Begin), Cards: sandbox.NewCards(), Phone: sandbox.NewPhone(), Mail: sandbox.NewMailbox(), store: store,
	}
	market = seqr.Demo(market)
	s.Bank = sandbox.NewBank(s.Clock.Now, market.Collection.Calendar, market.Zone)
	config := seqr.Config{
		Market: market, Store: store, Clock: s.Clock.Now,
		Bank: s.Bank, Cards: s.Cards, SMS: s.Phone, Mail: s.Mail, Verifier: sandbox.NewVerifier(s.Clock.Now, 0),
		Keys: identity.DevelopmentKeyring(), AllowDevelopmentKeys: true,
	}
	for _, change := range more {
		if err := change(s, &config); err != nil {
			return nil, errors.Join(err, store.Close())
		}
	}
	if s.Sys, err = seqr.New(config); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return s, nil
}

// Close closes the database.
func (s *Stage) Close() error { return s.store.Close() }

// Key makes the key of a command. A real app makes it once per request and keeps it until the answer has come.
func (s *Stage) Key() seqr.Key {
	s.keys++
	return seqr.Key(fmt.Sprintf("example-key-%06d", s.keys))
}

// Work does all background work that is due: messages, bank orders, verdicts, payouts.
func (s *Stage) Work(ctx context.Context) error {
	for {
		p, err := s.Sys.Step(ctx)
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

// Until lets time pass, with background work twice a day, until a moment has come.
func (s *Stage) Until(ctx context.Context, t time.Time) error {
	for s.Clock.Now().Before(t) {
		if s.Clock.Advance(12 * time.Hour).After(t) {
			s.Clock.Set(t)
		}
		if err := s.Work(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Pass lets days pass.
func (s *Stage) Pass(ctx context.Context, days int) error {
	return s.Until(ctx, s.Clock.Now().AddDate(0, 0, days))
}

// Statement tells what the holder of a bank account sees at the bank, and checks its amounts. Lines that were told before are not
// counted: skip says how many.
func (s *Stage) Statement(whose, routing, number string, skip int, want ...string) error {
	lines := s.Bank.Statement(routing, number)
	lines = lines[min(skip, len(lines)):]
	if err := Same("the number of lines of "+whose+" bank statement", len(lines), len(want)); err != nil {
		return err
	}
	for i, l := range lines {
		s.Say("%s bank statement: %s  %s  %s", whose, l.On, l.Company, l.Amount)
		if err := Same("the statement", l.Amount.Format(), want[i]); err != nil {
			return err
		}
	}
	return nil
}

// Audit lets the auditor recompute everything from the raw records.
func (s *Stage) Audit(ctx context.Context) error {
	report, err := s.Sys.Audit(ctx)
	if err != nil {
		return err
	}
	s.Say("%s", report)
	return report.Err()
}
