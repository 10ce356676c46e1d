package seqr

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// ReleaseTransferRequest names a transfer whose money lies in suspense.
type ReleaseTransferRequest struct {
	SupportRequest // Account is the one that sent or withdrew it
	Transfer       payment.TransferID
}

// ReleaseTransfer gives a sender who has left what came back of a transfer since [PRE-6, P2P-3]: to the Seqr Account or the receiving bank
// account of the same person's next account, else to a bank account of the closed one that is valid and not erased. Where there is none it is
// forfeited to the operator, once the market's Transfer.ForfeitAfterDays are over. It answers what became of it: payment.TransferReturned
// or payment.TransferForfeited. What the bank brings back of it is suspended again.
//
// It answers payment.ErrNotSuspended for a transfer of which nothing is in suspense, payment.ErrNoReceivingAccount while there is nowhere to pay to,
// account.ErrBlocked while a block stands, and payment.ErrNotFound for another's transfer.
func (s *Support) ReleaseTransfer(ctx context.Context, r ReleaseTransferRequest) (payment.TransferState, error) {
	c := s.c
	act, err := c.action(r.SupportRequest, "release of "+r.Transfer.String())
	if err != nil {
		return "", err
	}
	cmd := s.command("release_transfer", r.SupportRequest, r.Transfer)
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.TransferState, error) {
		from, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return "", err
		}
		t, err := c.store.Transfer(ctx, r.Transfer)
		if err != nil {
			return "", notFound(err)
		}
		if t.From != from.ID {
			return "", payment.ErrNotFound
		}
		released, err := t.Release(now.At)
		if err != nil {
			return "", refuse(err)
		}
		person, to, err := c.whereToRelease(ctx, ch, from, t.Amount.Currency())
		switch {
		case err != nil:
			return "", err
		case to != destination{}:
			err = c.payReleased(ch, released, person, to, now.At)
		default:
			released, err = c.forfeitTransfer(ch, t, now.At)
		}
		ch.Moved = append(ch.Moved, released)
		ch.Actions = []account.Action{act}
		return released.State, err
	})
}

// whereToRelease finds where the person of a closed account can be credited now in a currency, the zero destination if nowhere. Both accounts stay as
// they are meanwhile: neither is erased.
func (c *core) whereToRelease(ctx context.Context, ch *store.Changes, from account.Account, in money.Currency) (account.Account, destination, error) {
	person, err := c.heir(ctx, from)
	if err != nil {
		return from, destination{}, err
	}
	ch.Relied = append(ch.Relied, store.RelyOnAccount(person))
	if person.State == account.Closed {
		bank, err := c.formerBank(ctx, person)
		return person, destination{bank: bank}, err
	}
	if from.ID != person.ID {
		ch.Relied = append(ch.Relied, store.RelyOnAccount(from))
	}
	if person.Blocked() {
		return person, destination{}, refuse(person.MayAct())
	}
	if pa, err := person.PrepaidAccount(); err == nil && pa.Maximum.Currency() == in {
		return person, destination{prepaid: pa.Ledger}, nil
	}
	bank, valid, err := c.receivingAccount(ctx, person)
	if err == nil && !valid {
		err = refuse(payment.ErrNoReceivingAccount)
	}
	return person, destination{bank: bank}, err
}

// formerBank is a closed account's bank account that can still be credited: the one for incoming money, else the last that was debited. Its mandate
// ended with the account, which keeps nobody from paying into it.
func (c *core) formerBank(ctx context.Context, a account.Account) (ach.BankAccountID, error) {
	candidates := []uuid.UUID{a.Receiving}
	for _, pa := range slices.Backward(a.Accounts) {
		candidates = append(candidates, pa.Bank)
	}
	for _, id := range candidates {
		if id == uuid.Nil {
			continue
		}
		bank, err := c.store.BankAccount(ctx, ach.BankAccountID{UUID: id})
		if err != nil {
			return ach.BankAccountID{}, err
		}
		if bank.Valid && !bank.Erased() {
			return bank.ID, nil
		}
	}
	return ach.BankAccountID{}, nil
}

// payReleased credits a released transfer out of suspense, and tells its sender unless nobody is known any more.
func (c *core) payReleased(ch *store.Changes, t payment.Transfer, person account.Account, to destination, at time.Time) error {
	where := " is on your Seqr Account."
	var err error
	if to.prepaid != (ledger.AccountID{}) {
		err = c.move(ch, ledger.TransferReleased, c.house.suspense, to.prepaid, t.Amount, t.ID.UUID, at)
	} else {
		where = " is on its way to your bank account."
		err = c.payOut(ch, credit{
			owner: person.ID, bank: to.bank, source: c.house.suspense, purpose: ledger.TransferReleased, subject: t.ID.UUID, amount: t.Amount,
		}, at)
	}
	if err != nil {
		return err
	}
	return c.tellInto(ch, person, "Your money is back", "What came back after your account was closed, "+t.Amount.String()+","+where+" Reference: "+t.Reference, at)
}

// forfeitTransfer keeps what nobody could be found to credit, if the market's time is over.
func (c *core) forfeitTransfer(ch *store.Changes, t payment.Transfer, at time.Time) (payment.Transfer, error) {
	if !c.Market.Transfer.Forfeits(t, c.today(at), c.Market.Zone) {
		return t, refuse(payment.ErrNoReceivingAccount)
	}
	kept, err := t.Forfeit(at)
	if err != nil {
		return t, refuse(err)
	}
	return kept, c.move(ch, ledger.TransferForfeited, c.house.suspense, c.house.unclaimed, t.Amount, t.ID.UUID, at)
}

// suspendAgain notes that the bank brought back what customer service had released: it lies in suspense again.
func (c *core) suspendAgain(ctx context.Context, ch *store.Changes, id payment.TransferID, at time.Time) error {
	t, err := c.store.Transfer(ctx, id)
	if err != nil {
		return err
	}
	if t, err = t.Suspend(at); err == nil {
		ch.Moved = append(ch.Moved, t)
	}
	return err
}
