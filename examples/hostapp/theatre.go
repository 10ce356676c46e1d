package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// schema is the theatre's own table. It lives beside seqr's tables and never touches them.
const schema = `CREATE TABLE IF NOT EXISTS theatre_booking (
	seat    TEXT NOT NULL,
	show    TEXT NOT NULL,
	invoice TEXT NOT NULL UNIQUE,
	PRIMARY KEY (show, seat)
) STRICT`

// evening7 is seven in the evening in New York.
var evening7 = time.Date(2026, time.July, 6, 23, 0, 0, 0, time.UTC)

var errSeatTaken = errors.New("the seat is taken")

// theatre is the host: its own database handle, and seqr over the same file.
type theatre struct {
	store    *sqlite.Store
	sys      *seqr.System
	merchant payment.MerchantID
	lane     payment.LaneID
}

type order struct {
	seat, show string
	cents      int64
}

type booking struct {
	seat, show string
	invoice    payment.InvoiceID
	state      payment.State
	total      money.Amount
}

// openTheatre opens the file, adds the theatre's table and registers it as a merchant. Its keys are fixed, so
// running it again finds the same merchant.
func openTheatre(ctx context.Context, db string) (*theatre, error) {
	st, err := sqlite.Open(ctx, db)
	if err != nil {
		return nil, err
	}
	t := &theatre{store: st}
	if err := errors.Join(t.migrate(ctx), t.connect(ctx)); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return t, nil
}

func (t *theatre) migrate(ctx context.Context) error {
	tx, err := t.store.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.SQL().ExecContext(ctx, schema); err != nil {
		return err
	}
	return tx.Commit()
}

func (t *theatre) connect(ctx context.Context) (err error) {
	market := seqr.Demo(seqr.UnitedStates())
	clock := sandbox.NewClock(evening7)
	t.sys, err = seqr.New(seqr.Config{
		Market: market, Store: t.store, Clock: clock.Now,
		Bank: sandbox.NewBank(clock.Now, market.Collection.Calendar, market.Zone), Verifier: sandbox.NewVerifier(clock.Now, 0),
		SMS: sandbox.NewPhone(), Mail: sandbox.NewMailbox(),
		Keys: identity.DevelopmentKeyring(), AllowDevelopmentKeys: true,
	})
	if err != nil {
		return err
	}
	m, err := t.sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: "theatre-merchant-1", Name: "Globe Theatre"})
	if err != nil {
		return err
	}
	l, err := t.sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: "theatre-location-1", Merchant: m.ID, Name: "Box office"})
	if err != nil {
		return err
	}
	lane, err := t.sys.Merchants.AddLane(ctx, seqr.LaneRequest{
		Key: "theatre-web-lane-1", Merchant: m.ID, Location: l.ID, Name: "Web shop", Channel: payment.Online, Many: true,
	})
	t.merchant, t.lane = m.ID, lane.ID
	return err
}

// book inserts a booking and issues its invoice in one transaction: the theatre's. System.In binds the
// system to it, and the theatre has the last word.
func (t *theatre) book(ctx context.Context, o order) (booking, error) {
	tx, err := t.store.Begin(ctx)
	if err != nil {
		return booking{}, err
	}
	defer tx.Rollback()
	inv, err := t.sys.In(tx.Store()).Merchants.Issue(ctx, seqr.InvoiceRequest{
		Key: newKey(), Merchant: t.merchant, Lane: t.lane,
		Draft: payment.Draft{Title: o.show + ", seat " + o.seat, Total: money.FromMinor(o.cents, money.USD)},
	})
	if err != nil {
		return booking{}, err
	}
	res, err := tx.SQL().ExecContext(ctx, `INSERT INTO theatre_booking (seat, show, invoice) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, o.seat, o.show, inv.Invoice.String())
	if err != nil {
		return booking{}, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return booking{}, errors.Join(errSeatTaken, err)
	}
	return booking{o.seat, o.show, inv.Invoice, inv.State, inv.Total}, tx.Commit()
}

// cancel frees the seat and withdraws the invoice, together.
func (t *theatre) cancel(ctx context.Context, b booking) error {
	tx, err := t.store.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.SQL().ExecContext(ctx, `DELETE FROM theatre_booking WHERE show = ? AND seat = ?`, b.show, b.seat); err != nil {
		return err
	}
	_, err = t.sys.In(tx.Store()).Merchants.Cancel(ctx, seqr.InvoiceAction{Key: newKey(), Merchant: t.merchant, Invoice: b.invoice})
	if err != nil {
		return err
	}
	return tx.Commit()
}

// nextShow names a performance that nobody has booked yet.
func (t *theatre) nextShow(ctx context.Context) (string, error) {
	bookings, err := t.bookings(ctx)
	if err != nil {
		return "", err
	}
	shows := map[string]bool{}
	for _, b := range bookings {
		shows[b.show] = true
	}
	return fmt.Sprintf("Hamlet %d", len(shows)+1), nil
}

// list prints the theatre's bookings with what seqr says of their invoices.
func (t *theatre) list(ctx context.Context, w io.Writer) error {
	bookings, err := t.bookings(ctx)
	if err != nil {
		return err
	}
	for _, b := range bookings {
		st, err := t.sys.Merchants.Status(ctx, t.merchant, b.invoice)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "bookings: %s seat %s, %s, %s\n", b.show, b.seat, st.Total, st.State)
	}
	return nil
}

func (t *theatre) bookings(ctx context.Context) (all []booking, err error) {
	tx, err := t.store.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	rows, err := tx.SQL().QueryContext(ctx, `SELECT seat, show, invoice FROM theatre_booking ORDER BY show, seat`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var b booking
		var id sql.Null[uuid.UUID]
		if err := rows.Scan(&b.seat, &b.show, &id); err != nil {
			return nil, err
		}
		b.invoice = payment.InvoiceID{UUID: id.V}
		all = append(all, b)
	}
	return all, rows.Err()
}

// newKey makes a command key. A real host keeps it with the request that it answers, to repeat it after a crash.
func newKey() seqr.Key { return seqr.Key(uuid.NewString()) }
