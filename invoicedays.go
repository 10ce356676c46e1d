package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/store"
)

// What an owner hears of a monthly invoice, and when: it is issued, there are few days left to pay, it is overdue.

// remindHour is the hour of the day at which an owner is reminded, in the market's zone.
const remindHour = 9

// invoiceDays adds the events of the days that an invoice has from its issue on.
func (c *core) invoiceDays(ch *store.Changes, inv ach.Collection, at time.Time) error {
	if on := inv.RemindOn(c.Market.Collection); !on.IsZero() {
		due := time.Date(on.Year, on.Month, on.Day, remindHour, 0, 0, 0, c.Market.Zone).UTC()
		e, err := c.event(eventRemind, inv.ID.UUID, at, due)
		if err != nil {
			return err
		}
		ch.Events = append(ch.Events, e)
	}
	e, err := c.event(eventOverdue, inv.ID.UUID, at, inv.DueOn.AddDays(1).Time(c.Market.Zone).UTC())
	ch.Events = append(ch.Events, e)
	return err
}

func (c *core) tellInvoice(ctx context.Context, ch *store.Changes, inv ach.Collection, at time.Time) error {
	a, err := c.store.Account(ctx, inv.Owner)
	if err != nil {
		return err
	}
	m := inv.Month(c.Market.Zone).String()
	return c.tellInto(ch, a, "Your SEQR invoice for "+m, "Your SEQR invoice for "+m+": "+inv.Amount.String()+
		". Please pay it by "+inv.DueOn.String()+" with the reference "+inv.Reference()+". Paid in time it costs nothing more.", at)
}

// remindInvoice tells an owner by e-mail that an invoice has few days left, unless it is paid [MND-10].
func (s *Banking) remindInvoice(ctx context.Context, id ach.CollectionID, event store.EventID) error {
	c := s.c
	cmd := command{"banking.remind_invoice", "system", ownKey("remind", event.String()), id}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		inv, err := c.store.Collection(ctx, id)
		if err != nil || inv.State != ach.Billed {
			return false, err
		}
		a, err := c.store.Account(ctx, inv.Owner)
		if err != nil {
			return false, err
		}
		ch.Relied = []store.Ref{store.RelyOnCollection(inv)}
		m := inv.Month(c.Market.Zone).String()
		return true, c.mail(ch, a, "Your SEQR invoice for "+m+" is due soon", "Of your SEQR invoice for "+m+" "+inv.Owes().String()+
			" are still to be paid, by "+inv.DueOn.String()+" with the reference "+inv.Reference()+". If you have paid meanwhile, thank you.", now.At)
	})
	return err
}

// invoiceOverdue blocks an owner whose invoice is not paid in full after its last day.
func (s *Banking) invoiceOverdue(ctx context.Context, id ach.CollectionID, event store.EventID) error {
	c := s.c
	cmd := command{"banking.invoice_overdue", "system", ownKey("overdue", event.String()), id}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		inv, err := c.store.Collection(ctx, id)
		if err != nil {
			return false, err
		}
		owed, out, err := inv.Overdue(c.today(now.At))
		switch {
		case errors.Is(err, ach.ErrNotYet):
			return false, errLater
		case errors.Is(err, ach.ErrState):
			return false, nil // it was paid
		case err != nil:
			return false, err
		}
		return true, c.carryOut(ctx, ch, owed, out, now.At)
	})
	return err
}
