package seqr

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// MerchantBankRequest names the bank account that a merchant is settled to. The operator calls it, who knows whose it is.
type MerchantBankRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Scheme   ach.Scheme // such as ach.ACH
	Type     ach.AccountType
	Routing  string
	Number   string
}

// SetBankAccount names the bank account that a merchant is settled to from now on: once a day after the cut-off, by Step.
// The number is sealed; one that was named before is not used any more and is kept as evidence. What the merchant is owed
// until it has one waits. It answers ach.ErrScheme, ach.ErrRouting, ach.ErrAccountNumber and store.ErrNotFound.
func (s *Merchants) SetBankAccount(ctx context.Context, r MerchantBankRequest) (payment.Merchant, error) {
	c := s.c
	bank, err := c.merchantBank(r)
	if err != nil {
		return payment.Merchant{}, err
	}
	cmd := command{"merchants.set_bank_account", r.Merchant.String(), r.Key, []any{r.Scheme, r.Type, r.Routing, r.Number}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.Merchant, error) {
		m, err := c.store.Merchant(ctx, r.Merchant)
		if err != nil {
			return m, err
		}
		ch.BankAccounts = []ach.BankAccount{bank}
		if m.Bank == uuid.Nil {
			ch.Events, err = c.nextSettlement(m.ID, now.At)
		} else {
			err = c.retire(ctx, ch, ach.BankAccountID{UUID: m.Bank})
		}
		m = m.PayTo(bank.ID.UUID)
		ch.Merchants = []payment.Merchant{m}
		return m, err
	})
}

// merchantBank makes the bank account that a request names. Its owner is the merchant, by the same ID.
func (c *core) merchantBank(r MerchantBankRequest) (ach.BankAccount, error) {
	if !r.Scheme.Known() {
		return ach.BankAccount{}, ach.ErrScheme
	}
	if r.Type == "" && r.Scheme != ach.ACH {
		r.Type = ach.Checking
	}
	routing, number, err := r.Scheme.Check(r.Routing, r.Number)
	if err != nil {
		return ach.BankAccount{}, err
	}
	id, err := c.newID()
	if err != nil {
		return ach.BankAccount{}, err
	}
	sealed, err := c.keys.Seal(identity.KeyPersonal, []byte(number), sealContext("bank account", id))
	if err != nil {
		return ach.BankAccount{}, err
	}
	return ach.NewBankAccount(ach.BankAccountID{UUID: id}, account.ID(r.Merchant), r.Scheme, r.Type, routing, sealed, ach.Last4(number), c.now())
}

// retire ends the use of a merchant's bank account.
func (c *core) retire(ctx context.Context, ch *store.Changes, id ach.BankAccountID) error {
	bank, err := c.store.BankAccount(ctx, id)
	ch.BankAccounts = append(ch.BankAccounts, bank.Invalidate())
	return err
}

// nextSettlement is the event that settles a merchant after the next cut-off. Each one schedules the one after it.
func (c *core) nextSettlement(m payment.MerchantID, at time.Time) ([]store.Event, error) {
	e, err := c.event(eventSettle, m.UUID, at, c.Market.Payment.NextCutOff(at, c.Market.Zone))
	return []store.Event{e}, err
}

// settle pays a merchant what was booked before the last cut-off, and schedules the next time. Each commit gathers some
// lines; the one with the last of them pays. After a crash in between, the next event goes on where it stopped.
func (s *Merchants) settle(ctx context.Context, id payment.MerchantID, event store.EventID) error {
	c := s.c
	for done := false; !done; {
		var err error
		if done, err = s.settleSome(ctx, id); err != nil {
			return err
		}
	}
	cmd := command{"merchants.settle_next", "system", ownKey("settled", event.String()), id}
	_, err := execute(ctx, c, cmd, func(_ context.Context, now round, ch *store.Changes) (bool, error) {
		var err error
		ch.Events, err = c.nextSettlement(id, now.At)
		return true, err
	})
	return err
}

// settleLines is how many lines one commit adds to a settlement at most.
const settleLines = 200

// settleSome moves a merchant's settlement on by one commit, and tells whether nothing is left to do. Its key is that of
// the step, so two hosts who do the same step do it once.
func (s *Merchants) settleSome(ctx context.Context, id payment.MerchantID) (bool, error) {
	c := s.c
	last, err := c.lastSettlement(ctx, id)
	if err != nil {
		return false, err
	}
	day, until := c.Market.Payment.DayEnded(c.now(), c.Market.Zone)
	step := ownKey("settle", id.String(), day.String())
	if last.State == payment.SettlementOpen {
		step = ownKey("settle", last.ID.String(), strconv.FormatInt(last.Version, 10))
	} else if last.ID != (payment.SettlementID{}) && !last.Day.Before(day) {
		return true, nil
	}
	cmd := command{"merchants.settle", "system", step, id}
	done, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		m, err := c.store.Merchant(ctx, id)
		if err != nil {
			return false, err
		}
		bank, err := c.store.BankAccount(ctx, ach.BankAccountID{UUID: m.Bank})
		if err != nil {
			return false, err
		}
		if !bank.Valid {
			return false, errNoBank
		}
		st, err := c.lastSettlement(ctx, id)
		if err != nil {
			return false, err
		}
		if st.State != payment.SettlementOpen {
			next, err := c.newID()
			if err != nil {
				return false, err
			}
			if st, err = payment.OpenSettlement(payment.SettlementID{UUID: next}, m, st, day, until); err != nil {
				return false, refuseState(err)
			}
		}
		ch.Relied = []store.Ref{store.RelyOnBankAccount(bank)}
		return c.gather(ctx, ch, m, bank, st, now.At)
	})
	if errors.Is(err, errNoBank) {
		return true, nil
	}
	return done, err
}

// errNoBank says that what is owed to a merchant waits for a bank account that can be paid to. It is no answer that is
// kept: the same step is done once there is one.
var errNoBank = errors.New("seqr: no bank account to settle to")

// lastSettlement is a merchant's latest settlement; a zero one before the first.
func (c *core) lastSettlement(ctx context.Context, id payment.MerchantID) (payment.Settlement, error) {
	last, err := c.store.LatestSettlement(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return payment.Settlement{}, nil
	}
	return last, err
}

// gather adds the next lines to a settlement, and closes it with the last of them. One without any is not made.
func (c *core) gather(ctx context.Context, ch *store.Changes, m payment.Merchant, bank ach.BankAccount, st payment.Settlement, at time.Time) (bool, error) {
	found, err := c.unsettled(ctx, m, st)
	if err != nil {
		return false, err
	}
	if found.end && len(found.lines) == 0 && st.Version == 0 {
		return true, nil
	}
	if st, err = st.Take(found.lines, found.read, found.sure); err != nil {
		return false, err
	}
	ch.Settled = found.lines
	if found.end {
		var credited uuid.UUID
		if amount := st.Amount(); amount.IsPositive() {
			pay := credit{owner: account.ID(m.ID), bank: bank.ID, source: m.Payable, back: m.Payable, purpose: ledger.MerchantPayout, subject: st.ID.UUID, amount: amount}
			if err := c.payOut(ch, pay, at); err != nil {
				return false, err
			}
			credited = ch.Payouts[0].ID.UUID
		}
		if st, err = st.Close(credited, at); err != nil {
			return false, err
		}
	}
	ch.Settlements = []payment.Settlement{st}
	return found.end, nil
}

// bookings are lines that were found for a settlement, and how far the search went.
type bookings struct {
	lines      []payment.SettlementLine
	read, sure ledger.TransferID
	end        bool
}

// unsettled looks for bookings of a merchant's account that were made before the settlement's cut-off and are in no settlement.
func (c *core) unsettled(ctx context.Context, m payment.Merchant, st payment.Settlement) (bookings, error) {
	found := bookings{read: st.Read, sure: st.Sure}
	for {
		part, err := c.store.Statement(ctx, m.Payable, found.read, page)
		if err != nil {
			return found, err
		}
		for _, e := range part {
			if len(found.lines) == settleLines {
				return found, nil
			}
			later := !e.Transfer.At.Before(st.Until)
			if !later && found.sure == found.read {
				found.sure = e.Transfer.ID
			}
			found.read = e.Transfer.ID
			if later || e.Change == 0 || e.Transfer.Purpose == ledger.MerchantPayout {
				continue
			}
			line, err := c.settlementLine(ctx, st, e)
			if err != nil {
				return found, err
			}
			found.lines = append(found.lines, line...)
		}
		if found.end = len(part) < page; found.end {
			return found, nil
		}
	}
}

// settlementLine is the line of a booking; none if a settlement has it.
func (c *core) settlementLine(ctx context.Context, st payment.Settlement, e ledger.Entry) ([]payment.SettlementLine, error) {
	_, err := c.store.SettlementLine(ctx, e.Transfer.ID)
	if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	p, err := c.paymentBehind(ctx, e.Transfer)
	return []payment.SettlementLine{{
		Transfer: e.Transfer.ID, Settlement: st.ID, Merchant: st.Merchant, Purpose: e.Transfer.Purpose, Payment: p.ID, Reference: p.Reference,
		Amount: money.FromMinor(e.Change, e.Transfer.Amount.Currency()), At: e.Transfer.At,
	}}, err
}

// paymentBehind finds the payment that a booking is about: it names it, or the debit that was lowered, or the credit that gave it back. A zero one if there is none.
func (c *core) paymentBehind(ctx context.Context, t ledger.Transfer) (payment.Payment, error) {
	of := t.Subject
	col, err := c.store.Collection(ctx, ach.CollectionID{UUID: of})
	switch {
	case err == nil:
		of = col.Payment
	case !errors.Is(err, store.ErrNotFound):
		return payment.Payment{}, err
	}
	if out, err := c.store.Payout(ctx, ach.PayoutID{UUID: of}); err == nil {
		of = out.Subject
	} else if !errors.Is(err, store.ErrNotFound) {
		return payment.Payment{}, err
	}
	p, err := c.store.Payment(ctx, payment.PaymentID{UUID: of})
	if errors.Is(err, store.ErrNotFound) {
		return payment.Payment{}, nil
	}
	return p, err
}

// settlementReturned books that the bank could not deliver a settlement: the money is owed to the merchant again, and is paid
// with a later one; at once not to the same bank account, if that was refused.
func (c *core) settlementReturned(ctx context.Context, ch *store.Changes, p ach.Payout) error {
	st, err := c.store.Settlement(ctx, payment.SettlementID{UUID: p.Subject})
	if err != nil {
		return err
	}
	if st, err = st.Return(); err != nil {
		return refuseState(err)
	}
	ch.Settlements = []payment.Settlement{st}
	if !p.AccountRefused(c.Market.Collection) {
		return nil
	}
	return c.retire(ctx, ch, p.Bank)
}
