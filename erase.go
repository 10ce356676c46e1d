package seqr

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Erase removes the personal data of a closed account for good, once the market's retention is over and nothing is owed or
// open. [System.Step] does so by itself when that time has come; this is for who cannot wait for the next pass.
//
// Removed are the holder, bank account numbers, the PIN's hash, pictures, where orders were sent, memberships, who sent or asked for money with which words,
// messages that were never sent, and what
// led from mobile number and document to the account. What stays names nobody: the book and its statements,
// receipts, device keys and signatures, the mandates' evidence, and what customer service did.
//
// It answers when that was; account.ErrNotClosed, account.ErrRetained, ErrOpenMatters and account.ErrErased. A store whose files
// may hold older pages is asked to do away with them; if it cannot at this moment, the answer is store.ErrUnknown, and
// the same key tries that again.
func (s *Support) Erase(ctx context.Context, r SupportRequest) (time.Time, error) {
	c := s.c
	act, err := c.action(r, "erase")
	if err != nil {
		return time.Time{}, err
	}
	erased, err := execute(ctx, c, s.command("erase", r), func(ctx context.Context, now round, ch *store.Changes) (time.Time, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return time.Time{}, err
		}
		ch.Actions = []account.Action{act}
		return now.At, c.eraseNow(ctx, ch, a, now.At)
	})
	if err == nil {
		err = c.wipe(ctx, r.Account)
	}
	return erased, err
}

// eraseNow adds to ch what erases a closed account, if its time has come and nothing is open.
func (c *core) eraseNow(ctx context.Context, ch *store.Changes, a account.Account, at time.Time) error {
	after, err := a.Erase(at)
	if err != nil {
		return refuse(err)
	}
	if c.today(at).Before(c.Market.Account.ErasableOn(a, c.Market.Zone)) {
		return refuse(account.ErrRetained)
	}
	if err := c.relyOnPayments(ctx, ch, a.ID); err != nil {
		return err
	}
	if err := c.nothingOpen(ctx, a); err != nil {
		return err
	}
	ch.Accounts = []account.Account{after}
	return c.eraseAround(ctx, ch, a, at)
}

// relyOnPayments lets no refund slip in, and is asked before anything that a refund changes is read: one that came in between would be relied on as it
// is and seen by nobody. It would be owed to somebody whose bank account nobody knows any more.
func (c *core) relyOnPayments(ctx context.Context, ch *store.Changes, of account.ID) error {
	for p, err := range every(ctx, c.store.PaymentsOf, of, paymentID) {
		if err != nil {
			return err
		}
		ch.Relied = append(ch.Relied, store.RelyOnPayment(p))
	}
	return nil
}

// eraseAround adds to ch what is personal about an account outside of it.
func (c *core) eraseAround(ctx context.Context, ch *store.Changes, a account.Account, at time.Time) error {
	if err := c.eachRecord(ctx, ch, a, func(rec identity.IDRecord) identity.IDRecord { return rec.Forget(a.ID) }); err != nil {
		return err
	}
	if err := c.eraseCredential(ctx, ch, a, at); err != nil {
		return err
	}
	for _, part := range []func(context.Context, *store.Changes, account.ID) error{c.eraseBanks, c.eraseTransfers, c.eraseRequests, c.eraseOrders, c.eraseMemberships} {
		if err := part(ctx, ch, a.ID); err != nil {
			return err
		}
	}
	return nil
}

func (c *core) eraseCredential(ctx context.Context, ch *store.Changes, a account.Account, at time.Time) error {
	cred, err := c.store.Credential(ctx, a.ID)
	if err != nil {
		return err
	}
	ch.Credentials = []identity.Credential{cred.Erase()}
	switch scan, err := c.store.LatestScan(ctx, a.ID); {
	case err == nil:
		ch.Scans = []identity.Scan{scan.Erase(at)}
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	for _, tag := range []account.Tag{a.Phone, identity.CodeTag(a.ID), identity.LetterTag(a.ID), identity.AskTag(a.ID)} {
		switch code, err := c.store.Activation(ctx, tag); {
		case err == nil && code.Account == a.ID: // else the number has another account by now
			ch.Activations = append(ch.Activations, code.Forget())
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return err
		}
	}
	return nil
}

func (c *core) eraseBanks(ctx context.Context, ch *store.Changes, of account.ID) error {
	for b, err := range every(ctx, c.store.BankAccountsOf, of, func(b ach.BankAccount) ach.BankAccountID { return b.ID }) {
		if err != nil {
			return err
		}
		ch.BankAccounts = append(ch.BankAccounts, b.Erase())
	}
	return nil
}

// eraseTransfers erases what transfers say about the owner, sent and received: both sides are in one sealed text.
func (c *core) eraseTransfers(ctx context.Context, ch *store.Changes, of account.ID) error {
	sent, received := every(ctx, c.store.TransfersFrom, of, transferID), every(ctx, c.store.TransfersTo, of, transferID)
	for i, list := range []iter.Seq2[payment.Transfer, error]{sent, received} {
		for t, err := range list {
			if err != nil {
				return err
			}
			if i == 1 && t.From == of {
				continue // what is sent to oneself is in both lists
			}
			erased, err := t.Erase()
			if errors.Is(err, payment.ErrTransferOpen) {
				err = refuse(ErrOpenMatters)
			}
			if err != nil {
				return err
			}
			ch.Moved = append(ch.Moved, erased)
		}
	}
	return nil
}

func (c *core) eraseRequests(ctx context.Context, ch *store.Changes, of account.ID) error {
	for _, list := range []func(context.Context, account.ID, payment.RequestID, int) ([]payment.MoneyRequest, error){c.store.RequestsBy, c.store.RequestsOf} {
		for r, err := range every(ctx, list, of, requestID) {
			if err != nil {
				return err
			}
			ch.Requests = append(ch.Requests, r.Erase())
		}
	}
	return nil
}

// eraseOrders erases where the owner's orders were sent.
func (c *core) eraseOrders(ctx context.Context, ch *store.Changes, of account.ID) error {
	for o, err := range every(ctx, c.store.OrdersOf, of, orderID) {
		if err != nil {
			return err
		}
		erased, err := o.Erase()
		if err != nil {
			return refuse(ErrOpenMatters)
		}
		ch.Orders = append(ch.Orders, erased)
	}
	return nil
}

func (c *core) eraseMemberships(ctx context.Context, ch *store.Changes, of account.ID) error {
	for m, err := range every(ctx, c.store.MembershipsOf, of, membershipID) {
		if err != nil {
			return err
		}
		ch.Memberships = append(ch.Memberships, m.Erase())
	}
	return nil
}
