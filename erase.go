package seqr

import (
	"context"
	"errors"
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
	_, err := anyOf(func(after payment.PaymentID) ([]payment.Payment, error) {
		return c.store.PaymentsOf(ctx, of, after, page)
	},
		func(p payment.Payment) payment.PaymentID { return p.ID },
		func(p payment.Payment) (bool, error) {
			ch.Relied = append(ch.Relied, store.RelyOnPayment(p))
			return false, nil
		})
	return err
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
	for _, tag := range []account.Tag{a.Phone, identity.CodeTag(a.ID), identity.LetterTag(a.ID)} {
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
	_, err := anyOf(func(after ach.BankAccountID) ([]ach.BankAccount, error) {
		return c.store.BankAccountsOf(ctx, of, after, page)
	}, func(b ach.BankAccount) ach.BankAccountID { return b.ID }, func(b ach.BankAccount) (bool, error) {
		ch.BankAccounts = append(ch.BankAccounts, b.Erase())
		return false, nil
	})
	return err
}

// eraseTransfers erases what transfers say about the owner, sent and received: both sides are in one sealed text.
func (c *core) eraseTransfers(ctx context.Context, ch *store.Changes, of account.ID) error {
	erase := func(t payment.Transfer) (bool, error) {
		erased, err := t.Erase()
		if errors.Is(err, payment.ErrTransferOpen) {
			err = refuse(ErrOpenMatters)
		}
		ch.Moved = append(ch.Moved, erased)
		return false, err
	}
	id := func(t payment.Transfer) payment.TransferID { return t.ID }
	_, err := anyOf(func(after payment.TransferID) ([]payment.Transfer, error) {
		return c.store.TransfersFrom(ctx, of, after, page)
	}, id, erase)
	if err != nil {
		return err
	}
	_, err = anyOf(func(after payment.TransferID) ([]payment.Transfer, error) {
		return c.store.TransfersTo(ctx, of, after, page)
	}, id,
		func(t payment.Transfer) (bool, error) {
			if t.From == of {
				return false, nil // what is sent to oneself is in both lists
			}
			return erase(t)
		})
	return err
}

func (c *core) eraseRequests(ctx context.Context, ch *store.Changes, of account.ID) error {
	for _, list := range []func(context.Context, account.ID, payment.RequestID, int) ([]payment.MoneyRequest, error){c.store.RequestsBy, c.store.RequestsOf} {
		_, err := anyOf(func(after payment.RequestID) ([]payment.MoneyRequest, error) { return list(ctx, of, after, page) },
			func(r payment.MoneyRequest) payment.RequestID { return r.ID },
			func(r payment.MoneyRequest) (bool, error) {
				ch.Requests = append(ch.Requests, r.Erase())
				return false, nil
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// eraseOrders erases where the owner's orders were sent.
func (c *core) eraseOrders(ctx context.Context, ch *store.Changes, of account.ID) error {
	_, err := anyOf(func(after payment.OrderID) ([]payment.Order, error) { return c.store.OrdersOf(ctx, of, after, page) },
		func(o payment.Order) payment.OrderID { return o.ID },
		func(o payment.Order) (bool, error) {
			erased, err := o.Erase()
			if err != nil {
				return false, refuse(ErrOpenMatters)
			}
			ch.Orders = append(ch.Orders, erased)
			return false, nil
		})
	return err
}

func (c *core) eraseMemberships(ctx context.Context, ch *store.Changes, of account.ID) error {
	_, err := anyOf(func(after payment.MembershipID) ([]payment.Membership, error) {
		return c.store.MembershipsOf(ctx, of, after, page)
	}, func(m payment.Membership) payment.MembershipID { return m.ID }, func(m payment.Membership) (bool, error) {
		ch.Memberships = append(ch.Memberships, m.Erase())
		return false, nil
	})
	return err
}
