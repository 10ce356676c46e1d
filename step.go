package seqr

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Bounds of one Step, so that it ends, and so that several processes share the work.
const (
	stepEvents   = 200
	stepReports  = 200
	stepInvoices = 200
	stepPayers   = 8192
	lease        = time.Minute // an event that fails is tried again when its lease is over
)

// Progress is what one Step did.
type Progress struct {
	Events  int // events that were handled: messages sent, orders given to the bank, collections confirmed
	Reports int // bank reports and notices that were booked
	Expired int // invoices and reservations that ended by time
	Payouts int // cashback payouts that were decided
	Failed  int // events, reports and payers of a quarter that failed and will be tried again; the logger knows why
}

// Idle tells that nothing was done, so nothing more is due now.
func (p Progress) Idle() bool { return p.Events+p.Reports+p.Expired+p.Payouts == 0 }

// Step does one bounded pass of all background work that is due: it ends what has expired, books what the
// bank reports, carries out what commits left to do outside (messages, bank orders, verifications,
// confirmations) and pays cashback. It may be called from several processes over one store at once. What
// fails outside stays to be done and is counted in Failed; the error is about the store, the bank's reports or ctx.
func (s *System) Step(ctx context.Context) (Progress, error) {
	c := s.core
	var p Progress
	if err := c.ready(ctx); err != nil {
		return p, err
	}
	for _, pass := range []func(context.Context, *Progress) error{s.expire, s.hear, s.relay, s.payCashback} {
		if err := pass(ctx, &p); err != nil {
			return p, err
		}
	}
	return p, nil
}

// Run calls Step until ctx ends: at once again while there is work, else after every pause. It answers
// ctx's error. Errors of a Step are logged, and the next one tries again.
func (s *System) Run(ctx context.Context, pause time.Duration) error {
	for {
		p, err := s.Step(ctx)
		if err != nil && ctx.Err() == nil {
			s.core.Logger.LogAttrs(ctx, slog.LevelError, "seqr: step failed", slog.String("error", err.Error()))
		}
		if err == nil && !p.Idle() {
			continue
		}
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		case <-t.C:
		}
	}
}

// expire ends invoices and reservations whose time is over [PAY-14].
func (s *System) expire(ctx context.Context, p *Progress) error {
	c := s.core
	due, err := c.store.ExpiredInvoices(ctx, c.Market.Code, c.now(), payment.InvoiceID{}, stepInvoices)
	if err != nil {
		return err
	}
	for _, inv := range due {
		cmd := command{"system.expire", "invoice", ownKey("expire", inv.ID.String(), strconv.FormatInt(inv.Version, 10)), inv.ID}
		_, err := s.Merchants.act(ctx, cmd, inv.Merchant, inv.ID, payment.Invoice.Expire)
		if err != nil && KindOf(err) != State {
			return fmt.Errorf("seqr: expire invoice %s: %w", inv.ID, err)
		}
		p.Expired++
	}
	return nil
}

// hear books what the bank tells: reports, and the notices of one that has them. What cannot be booked now stays at the bank and comes again.
func (s *System) hear(ctx context.Context, p *Progress) error {
	c := s.core
	reports, err := c.Bank.Reports(ctx, stepReports)
	if err != nil {
		c.failed(ctx, p, "bank reports", "", err)
		return ctx.Err()
	}
	var heard []string
	for _, r := range reports {
		_, err := s.Banking.Report(ctx, r)
		heard = c.noteHeard(ctx, p, heard, r.ID, r.Order, err)
	}
	if n, tells := c.Bank.(ach.Notifier); tells {
		notices, err := n.Notices(ctx, stepReports)
		if err != nil {
			c.failed(ctx, p, "bank notices", "", err)
		}
		for _, n := range notices {
			_, err := s.Banking.Advise(ctx, n)
			heard = c.noteHeard(ctx, p, heard, n.ID, n.Order, err)
		}
	}
	if len(heard) == 0 {
		return ctx.Err()
	}
	return c.Bank.Acknowledge(ctx, heard...)
}

// noteHeard adds what the bank told to what was heard, unless it could not be booked now.
func (c *core) noteHeard(ctx context.Context, p *Progress, heard []string, id, order string, err error) []string {
	if errors.Is(err, ErrOtherMarket) {
		return heard // its system hears it, where two markets share a bank
	}
	if err != nil && !settledRefusal(err) {
		c.failed(ctx, p, "bank report", id, err)
		return heard
	}
	if err != nil {
		c.Logger.LogAttrs(ctx, slog.LevelWarn, "seqr: bank report not booked", slog.String("report", id), slog.String("order", order), slog.String("error", err.Error()))
	}
	p.Reports++
	return append(heard, id)
}

// settledRefusal tells whether err is a stored answer: asking again would answer the same.
func settledRefusal(err error) bool {
	switch KindOf(err) {
	case NotFound, State, Conflict, Exceeded, Denied, Invalid:
		return true
	default:
		return false
	}
}

func (c *core) failed(ctx context.Context, p *Progress, what, id string, err error) {
	p.Failed++
	c.Logger.LogAttrs(ctx, slog.LevelError, "seqr: will be tried again", slog.String("what", what), slog.String("id", id), slog.String("error", err.Error()))
}

// relay carries out what commits left to do. Each event is handled by a command whose key is the event's
// or the subject's own, so an event that is handled twice has one effect.
func (s *System) relay(ctx context.Context, p *Progress) error {
	events, err := s.core.store.due(ctx, s.core.now())
	if err != nil {
		return err
	}
	var notices []store.Event // their receivers are strangers: what else is to be done does not wait for them
	var tasks []*task
	for _, e := range events {
		if e.Kind == eventNotice || e.Kind == eventAgain {
			notices = append(notices, e)
			continue
		}
		tasks = append(tasks, &task{Event: e})
	}
	s.handleAll(ctx, tasks)
	var done []store.EventID
	for _, t := range tasks {
		if s.judge(ctx, p, t) {
			done = append(done, t.ID)
		}
	}
	if len(done) > 0 {
		if err := s.core.store.Done(context.WithoutCancel(ctx), done...); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.core.notify(ctx, p, notices)
}

// task is an event that is being handled.
type task struct {
	store.Event
	tried bool
	err   error
}

// handleAll handles events in their order, or, with several workers, those of one subject in their order.
func (s *System) handleAll(ctx context.Context, tasks []*task) {
	lines := [][]*task{tasks}
	if s.core.Workers > 1 {
		lines = inLines(tasks, func(t *task) uuid.UUID { return t.Subject })
	}
	_ = together(s.core.Workers, lines, func(line []*task) error {
		for _, t := range line {
			if err := ctx.Err(); err != nil {
				return err
			}
			t.err, t.tried = s.handle(ctx, t.Event), true
		}
		return nil
	})
}

// judge counts what became of an event, and says whether it is done.
func (s *System) judge(ctx context.Context, p *Progress, t *task) bool {
	switch {
	case !t.tried, errors.Is(t.err, errLater):
		return false
	case t.err == nil:
		p.Events++
		return true
	case undeliverable(t.Event, t.err):
		s.core.Logger.LogAttrs(ctx, slog.LevelError, "seqr: message refused for good", slog.String("what", t.Kind), slog.String("id", t.ID.String()), slog.String("error", t.err.Error()))
		return true
	case ctx.Err() != nil:
		return false
	default:
		s.core.failed(ctx, p, t.Kind, t.ID.String(), t.err)
		return false
	}
}

// undeliverable tells that a message was refused for what it is: sending it again would end alike.
func undeliverable(e store.Event, err error) bool {
	return (e.Kind == eventSMS || e.Kind == eventMail) && KindOf(err) == Invalid
}

// errLater says that an event is not finished and not failed: it comes again when its lease is over.
var errLater = errors.New("seqr: not yet")

func (s *System) handle(ctx context.Context, e store.Event) error {
	switch e.Kind {
	case eventSMS:
		m, err := s.core.openMessage(e)
		if err != nil {
			return err
		}
		return s.core.SMS.SendSMS(ctx, m)
	case eventMail:
		m, err := s.core.openMessage(e)
		if err != nil {
			return err
		}
		return s.core.Mail.SendMail(ctx, m)
	case eventErase:
		return s.Support.eraseInTime(ctx, account.ID{UUID: e.Subject}, e.ID)
	case eventLetter:
		return s.core.sendLetter(ctx, e)
	case eventVerify:
		return s.verify(ctx, identity.ScanID{UUID: e.Subject})
	case eventCollect:
		return s.Banking.send(ctx, ach.CollectionID{UUID: e.Subject}, e.ID)
	case eventConfirm:
		return s.Banking.confirm(ctx, ach.CollectionID{UUID: e.Subject}, e.ID)
	case eventInvoice:
		return s.Banking.issueInvoice(ctx, ach.CollectionID{UUID: e.Subject}, e.ID)
	case eventRemind:
		return s.Banking.remindInvoice(ctx, ach.CollectionID{UUID: e.Subject}, e.ID)
	case eventOverdue:
		return s.Banking.invoiceOverdue(ctx, ach.CollectionID{UUID: e.Subject}, e.ID)
	case eventPayout:
		return s.Banking.sendPayout(ctx, ach.PayoutID{UUID: e.Subject}, e.ID)
	case eventSettle:
		return s.Merchants.settle(ctx, payment.MerchantID{UUID: e.Subject}, e.ID)
	case eventFetch:
		return s.Merchants.reverse(ctx, payment.InvoiceID{UUID: e.Subject})
	case eventHeld:
		if err := s.Banking.redirect(ctx, account.ID{UUID: e.Subject}, e.ID); err != nil {
			return err
		}
		if err := s.Cashback.release(ctx, account.ID{UUID: e.Subject}, e.ID); err != nil {
			return err
		}
		return s.Offers.release(ctx, account.ID{UUID: e.Subject}, e.ID)
	case eventLeft:
		return s.Cashback.payLeft(ctx, account.ID{UUID: e.Subject}, e)
	case eventOrder:
		return s.Shop.confirm(ctx, payment.OrderID{UUID: e.Subject}, e.ID)
	case eventReward:
		return s.Offers.reward(ctx, payment.PaymentID{UUID: e.Subject})
	case eventDeliver:
		return s.Transfers.deliver(ctx, payment.TransferID{UUID: e.Subject}, e.ID)
	case eventReturn:
		return s.Transfers.expire(ctx, payment.TransferID{UUID: e.Subject}, e.ID)
	default:
		return fmt.Errorf("seqr: event of unknown kind %q", e.Kind)
	}
}

// verify asks the verifier about a scan, and books its decision.
func (s *System) verify(ctx context.Context, id identity.ScanID) error {
	c := s.core
	scan, err := c.store.Scan(ctx, id)
	if err != nil || scan.State != identity.Submitted {
		return err
	}
	sub, err := c.submission(ctx, scan)
	if err != nil {
		return err
	}
	v, err := c.Verifier.Verify(ctx, sub)
	if err != nil {
		return err
	}
	if v.Pending {
		return errLater
	}
	_, err = s.Identity.Decide(ctx, id, v)
	return err
}

func (c *core) submission(ctx context.Context, scan identity.Scan) (identity.Submission, error) {
	sub := identity.Submission{ID: scan.ID, Document: scan.Document, SubmittedAt: scan.SubmittedAt}
	a, err := c.store.Account(ctx, scan.Account)
	if err != nil {
		return sub, err
	}
	h, err := c.openHolder(a)
	if err != nil {
		return sub, err
	}
	sub.Name, sub.BirthDate = h.Name, h.BirthDate
	for _, side := range []struct {
		of     identity.Side
		sealed []byte
		into   *[]byte
	}{{identity.FrontSide, scan.Front, &sub.Front}, {identity.BackSide, scan.Back, &sub.Back}} {
		if *side.into, err = c.keys.Open(identity.KeyPersonal, side.sealed, sealContext("scan/"+side.of.String(), scan.ID.UUID)); err != nil {
			return sub, err
		}
	}
	return sub, nil
}
