package seqr

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// What becomes of a transfer after, or at, its approval. Money on its way stands on the operator's transit account.

// purposeOf is what the book calls a kind of transfer.
func purposeOf(k payment.TransferKind) ledger.Purpose {
	switch k {
	case payment.KindTopUp, payment.KindCardTopUp:
		return ledger.TopUp
	case payment.KindWithdrawal:
		return ledger.Withdrawal
	default:
		return ledger.PersonToPerson
	}
}

// hand gives the money of an addressed transfer, which stands on source, to its receiver: at once into a Seqr Account [P2P-4, PRE-2], by a
// credit to a bank account else [P2P-3, PRE-5].
func (c *core) hand(ch *store.Changes, t payment.Transfer, source ledger.AccountID, to receiver, at time.Time) (payment.Transfer, error) {
	why, subject := purposeOf(t.Kind), t.ID.UUID
	if to.isBank() {
		err := c.payOut(ch, credit{
			owner: t.To, bank: to.bank, source: source, back: c.house.transit, purpose: why, subject: subject, amount: t.Credited,
		}, at)
		if err != nil {
			return t, err
		}
		return t.Deliver(account.PaymentAccountID{}, ch.Payouts[len(ch.Payouts)-1].ID.UUID, at)
	}
	if !t.Rate.IsZero() { // each currency balances by itself
		out, in := houseAccount(ledger.CodeTransferClearing, t.Rate.From), houseAccount(ledger.CodeTransferClearing, t.Rate.To)
		if err := c.move(ch, why, source, out, t.Amount, subject, at); err != nil {
			return t, err
		}
		source = in
	}
	if err := c.move(ch, why, source, to.prepaid.Ledger, t.Credited, subject, at); err != nil {
		return t, err
	}
	return t.Deliver(to.prepaid.ID, uuid.Nil, at)
}

// debited notes that a debit was collected or paid: what waits for it is delivered next [P2P-3].
func (c *core) debited(ctx context.Context, ch *store.Changes, col ach.Collection, at time.Time) error {
	if col.State != ach.Collected && col.State != ach.Repaid {
		return nil
	}
	if col.Monthly() {
		return c.invoicePaid(ctx, ch, col, at)
	}
	t, err := c.store.Transfer(ctx, payment.TransferID{UUID: col.Payment})
	if errors.Is(err, store.ErrNotFound) || err == nil && t.State != payment.TransferPending {
		return nil
	}
	if err != nil {
		return err
	}
	e, err := c.event(eventDeliver, t.ID.UUID, at, at)
	ch.Events = append(ch.Events, e)
	return err
}

// deliver credits what waited for the sender's debit; the money goes back to the sender if the receiver has no valid account any more.
func (s *Transfers) deliver(ctx context.Context, id payment.TransferID, event store.EventID) error {
	c := s.c
	cmd := command{"transfers.deliver", "system", ownKey("deliver", event.String()), id}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.TransferState, error) {
		t, err := c.store.Transfer(ctx, id)
		if err != nil || t.State != payment.TransferPending {
			return t.State, err
		}
		to := receiver{}
		if to.account, err = c.store.Store.Account(ctx, t.To); err != nil { // of any market [P2P-7]
			return "", err
		}
		to, err = c.place(ctx, t.Kind, to)
		if errors.Is(err, payment.ErrCannotReceive) {
			return c.sendBack(ctx, ch, t, now.At)
		}
		if err != nil {
			return "", err
		}
		ch.Relied = append(ch.Relied, store.RelyOnAccount(to.account))
		if t, err = c.hand(ch, t, c.house.transit, to, now.At); err != nil {
			return "", err
		}
		ch.Moved = append(ch.Moved, t)
		return t.State, c.tellReceived(ch, to.account, t, now.At)
	})
	return err
}

// undelivered answers a credit that the bank returned: its money stands in transit, and goes back to the sender, once [P2P-3, PRE-6].
func (c *core) undelivered(ctx context.Context, ch *store.Changes, id payment.TransferID, at time.Time) error {
	t, err := c.store.Transfer(ctx, id)
	if err != nil {
		return err
	}
	_, err = c.sendBack(ctx, ch, t, at)
	return err
}

// sendBack returns a transfer whose money stands in transit to who was charged. If the sender has left and it ends in suspense, customer service
// sees to it.
func (c *core) sendBack(ctx context.Context, ch *store.Changes, t payment.Transfer, at time.Time) (payment.TransferState, error) {
	home, err := c.homeOf(ctx, t)
	if err != nil {
		return "", err
	}
	if err := c.bringHome(ctx, ch, t, home, at); err != nil {
		return "", err
	}
	verb := payment.Transfer.Return
	if slices.ContainsFunc(ch.Transfers, func(m ledger.Transfer) bool { return m.Credit == c.house.suspense && m.Subject == t.ID.UUID }) {
		verb = payment.Transfer.Suspend
	}
	back, err := verb(t, at)
	if err != nil {
		return "", refuse(err)
	}
	ch.Moved = append(ch.Moved, back)
	return back.State, c.tellReturned(ctx, ch, back, at)
}

// bringHome books returned money to the sender; once the sender is erased nobody knows a bank account to credit, and it stays in the book.
func (c *core) bringHome(ctx context.Context, ch *store.Changes, t payment.Transfer, home ledger.AccountID, at time.Time) error {
	a, err := c.store.Account(ctx, t.From)
	if err != nil {
		return err
	}
	if !a.ErasedAt.IsZero() {
		return c.move(ch, ledger.Refund, c.house.transit, home, t.Amount, t.ID.UUID, at)
	}
	return c.restore(ctx, ch, c.chargeOfTransfer(t), c.house.transit, home, at)
}

// homeOf is where returned money belongs: the account that was charged, or after it was closed the Seqr Account of the same person's
// next one. Where there is none, customer service finds it in suspense.
func (c *core) homeOf(ctx context.Context, t payment.Transfer) (ledger.AccountID, error) {
	a, err := c.store.Account(ctx, t.From)
	if err != nil {
		return ledger.AccountID{}, err
	}
	pa, err := a.PaymentAccount(t.FromAccount)
	if err != nil || a.State != account.Closed {
		return pa.Ledger, err
	}
	if a, err = c.heir(ctx, a); err != nil {
		return ledger.AccountID{}, err
	}
	if a.State == account.Closed || !c.Market.Account.HasPrepaid() {
		return c.house.suspense, nil
	}
	pa, err = a.PrepaidAccount()
	return pa.Ledger, err
}

// expire returns what waited for a receiver who did not register in time [P2P-6].
func (s *Transfers) expire(ctx context.Context, id payment.TransferID, event store.EventID) error {
	c := s.c
	cmd := command{"transfers.return", "system", ownKey("return", event.String()), id}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.TransferState, error) {
		t, err := c.store.Transfer(ctx, id)
		if err != nil || t.State != payment.TransferWaiting {
			return t.State, err
		}
		back, err := t.Expire(now.At)
		if errors.Is(err, payment.ErrTransferWaits) {
			return "", errLater
		}
		if err != nil {
			return "", err
		}
		if err := c.release(ctx, ch, t, back, now.At); err != nil {
			return "", err
		}
		return back.State, c.tellReturned(ctx, ch, back, now.At)
	})
	return err
}

// release gives reserved money back, in full.
func (c *core) release(ctx context.Context, ch *store.Changes, t, back payment.Transfer, at time.Time) error {
	return c.endHold(ctx, ch, t, back, ledger.Void, at)
}

// endHold ends the hold of a waiting transfer.
func (c *core) endHold(ctx context.Context, ch *store.Changes, t, after payment.Transfer, how ledger.Kind, at time.Time) error {
	a, err := c.store.Account(ctx, t.From)
	if err != nil {
		return err
	}
	from, err := a.PaymentAccount(t.FromAccount)
	if err != nil {
		return err
	}
	id, err := c.newID()
	ch.Moved = append(ch.Moved, after)
	ch.Transfers = append(ch.Transfers, ledger.Transfer{
		ID: ledger.TransferID{UUID: id}, Kind: how, Purpose: ledger.PersonToPerson, Debit: from.Ledger, Credit: c.house.transit,
		Amount: t.Amount, Hold: t.Hold, Subject: t.ID.UUID, At: at,
	})
	return err
}

// returnWaiting gives a sender who leaves everything back that nobody has claimed. Whatever the sender approves at this moment changes
// the same credential.
func (c *core) returnWaiting(ctx context.Context, ch *store.Changes, a account.Account, at time.Time) error {
	for t, err := range every(ctx, c.store.TransfersFrom, a.ID, transferID) {
		if err != nil {
			return err
		}
		if t.State != payment.TransferWaiting {
			continue
		}
		back, err := t.Return(at)
		if err != nil {
			return err
		}
		if err := c.release(ctx, ch, t, back, at); err != nil {
			return err
		}
	}
	return nil
}

// claimWaiting credits everything that waits for a number to who has just proved it [P2P-6].
func (c *core) claimWaiting(ctx context.Context, ch *store.Changes, a account.Account, phone account.Phone, at time.Time) error {
	if !c.Market.Account.HasPrepaid() {
		return nil // nothing can wait where no Seqr Account is opened
	}
	pa, err := a.PrepaidAccount()
	if err != nil {
		return err
	}
	tags, err := identity.PhoneTags(c.keys, phone)
	if err != nil {
		return err
	}
	for _, tag := range tags {
		for t, err := range every(ctx, c.store.TransfersFor, tag, transferID) {
			if err != nil {
				return err
			}
			if err := c.claim(ctx, ch, t, a, pa, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// claim credits one waiting transfer; from now on the sender is charged for it.
func (c *core) claim(ctx context.Context, ch *store.Changes, t payment.Transfer, by account.Account, into account.PaymentAccount, at time.Time) error {
	claimed, err := t.Claim(by.ID, at)
	switch {
	case errors.Is(err, payment.ErrTransferEnded), errors.Is(err, payment.ErrTransferExpired), errors.Is(err, payment.ErrSelf):
		return nil // it is back, or will be
	case err != nil:
		return err
	case into.Maximum.Currency() != t.Credited.Currency():
		return nil
	}
	sender, err := c.store.Account(ctx, t.From)
	if err != nil {
		return err
	}
	from, err := sender.PaymentAccount(t.FromAccount)
	if err != nil {
		return err
	}
	ids, err := c.newIDs(2)
	if err != nil {
		return err
	}
	if err := c.endHold(ctx, ch, t, claimed, ledger.Post, at); err != nil {
		return err
	}
	claimed.InvoicedIn = c.invoicedIn(from, at)
	done, err := c.hand(ch, claimed, c.house.transit, receiver{account: by, prepaid: into}, at)
	if err != nil {
		return err
	}
	ch.Moved[len(ch.Moved)-1] = done
	if err := c.collect(ctx, ch, c.chargeOfTransfer(done), bearer{t.From, from, from}, ids[0], ids[1], at, at); err != nil {
		return err
	}
	if err := c.tellReceived(ch, by, done, at); err != nil {
		return err
	}
	return c.tellClaimed(ch, sender, done, at)
}
