package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// begin is a Monday morning in New York.
var begin = time.Date(2026, time.July, 6, 14, 0, 0, 0, time.UTC)

// retention is how many days this operator keeps personal data after closing. What yours must be says your law.
const retention = 30

// desk is the system with the sandbox around it, and the people who call.
type desk struct {
	w     io.Writer
	clock *sandbox.Clock
	store *sqlite.Store
	bank  *sandbox.Bank
	phone *sandbox.Phone
	sys   *seqr.System

	shop     payment.Merchant
	lane     payment.Lane
	pat, kim customer
	chapters int
	keys     int
}

// open wires a full system. Pictures are not the subject here, so its market takes any, and its verifier believes them.
func open(ctx context.Context, db string, w io.Writer) (*desk, error) {
	st, err := sqlite.Open(ctx, db)
	if err != nil {
		return nil, err
	}
	d := &desk{w: w, store: st, clock: sandbox.NewClock(begin), phone: sandbox.NewPhone()}
	market := seqr.Demo(seqr.UnitedStates()).WithRetention(retention)
	pictures := &market.Identity.Documents
	pictures.MinWidth, pictures.MinHeight, pictures.MinSharpness, pictures.MinContrast, pictures.MaxGlare = 1, 1, -1, -1, 1
	d.bank = sandbox.NewBank(d.clock.Now, market.Collection.Calendar, market.Zone)
	d.sys, err = seqr.New(seqr.Config{
		Market: market, Store: st, Bank: d.bank, Verifier: clerk{}, SMS: d.phone, Mail: sandbox.NewMailbox(),
		Clock: d.clock.Now, Keys: identity.DevelopmentKeyring(), AllowDevelopmentKeys: true,
	})
	return d, err
}

// clerk is a verifier who knows everybody by name, so that a name is a document's number.
type clerk struct{}

func (clerk) Verify(_ context.Context, s identity.Submission) (identity.Verdict, error) {
	return identity.Verdict{Genuine: true, Country: "USA", Number: s.Name}, nil
}

// tell runs the chapters. Each builds on those before, and fails if anything differs from what it says.
func (d *desk) tell(ctx context.Context) error {
	fmt.Fprintln(d.w, "SEQR customer service: a United States market on an embedded SQLite file")
	for _, chapter := range []func(context.Context) error{
		d.noCode, d.lostPhone, d.debt, d.twoAccounts, d.forgotten, d.trail, d.audit,
	} {
		if err := chapter(ctx); err != nil {
			return fmt.Errorf("chapter %d: %w", d.chapters, err)
		}
	}
	fmt.Fprintln(d.w, "\nThe day went as it should.")
	return nil
}

// chapter begins a numbered part of the output.
func (d *desk) chapter(title string) {
	d.chapters++
	fmt.Fprintf(d.w, "\n%d. %s\n", d.chapters, title)
}

func (d *desk) say(format string, args ...any) { fmt.Fprintf(d.w, "   "+format+"\n", args...) }

// key makes the key of a command. A real desk keeps it with its ticket until the answer has come.
func (d *desk) key() seqr.Key {
	d.keys++
	return seqr.Key(fmt.Sprintf("support-desk-%06d", d.keys))
}

// by is the head of a request of an agent.
func (d *desk) by(agent, why string, of account.ID) seqr.SupportRequest {
	return seqr.SupportRequest{Key: d.key(), Agent: agent, Why: why, Account: of}
}

// work does all background work that is due.
func (d *desk) work(ctx context.Context) error {
	for {
		p, err := d.sys.Step(ctx)
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

// pass lets days go by, with background work twice a day.
func (d *desk) pass(ctx context.Context, days int) error {
	for range 2 * days {
		d.clock.Advance(12 * time.Hour)
		if err := d.work(ctx); err != nil {
			return err
		}
	}
	return nil
}

// open opens the shop in which everybody pays.
func (d *desk) openShop(ctx context.Context) (err error) {
	if d.shop, err = d.sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: d.key(), Name: "Corner Grocery"}); err != nil {
		return err
	}
	l, err := d.sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: d.key(), Merchant: d.shop.ID, Name: "Main Street"})
	if err != nil {
		return err
	}
	d.lane, err = d.sys.Merchants.AddLane(ctx, seqr.LaneRequest{
		Key: d.key(), Merchant: d.shop.ID, Location: l.ID, Name: "Lane 1", Channel: payment.InStore,
	})
	return err
}

// buy is a whole purchase.
func (d *desk) buy(ctx context.Context, c *customer, cents int64) error {
	inv, err := d.sys.Merchants.Issue(ctx, seqr.InvoiceRequest{
		Key: d.key(), Merchant: d.shop.ID, Lane: d.lane.ID,
		Draft: payment.Draft{Title: "Groceries", Total: money.FromMinor(cents, money.USD)},
	})
	if err != nil {
		return err
	}
	seen, err := d.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: c.id, Code: inv.Code})
	if err != nil {
		_, undo := d.sys.Merchants.Cancel(ctx, seqr.InvoiceAction{Key: d.key(), Merchant: d.shop.ID, Invoice: inv.Invoice})
		if undo != nil {
			return undo
		}
		return err
	}
	message, signature, err := c.device.Approve(c.counted(seen.Message))
	if err != nil {
		return err
	}
	_, err = d.sys.Payments.Approve(ctx, seqr.ApproveRequest{Key: d.key(), Account: c.id, Message: message, Signature: signature, PIN: pin})
	return err
}

// same checks a step of the story.
func same[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s is %v, should be %v", what, got, want)
	}
	return nil
}

// refusedAs checks that something was refused, and says so.
func (d *desk) refusedAs(what string, got, want error) error {
	if got == nil || seqr.KindOf(got) != seqr.KindOf(want) || got.Error() != want.Error() {
		return fmt.Errorf("%s was answered with: %w", what, got)
	}
	d.say("%s: %v", what, got)
	return nil
}
