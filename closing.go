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
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// RequestClosing sends the code with which Close is confirmed [CS-8]. It answers ErrSupportOnly while any block stands, and why a
// balance that is left could not be paid out: ErrBalanceLeft while a part is reserved, payment.ErrUnverified, payment.ErrNoReceivingAccount.
func (s *Accounts) RequestClosing(ctx context.Context, r StepRequest) (Started, error) {
	c := s.c
	cmd := command{"accounts.request_closing", r.Account.String(), r.Key, r.Account}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Started, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Started{}, err
		}
		if err := mayClose(a); err != nil {
			return Started{}, refuse(err)
		}
		if _, _, err := c.payable(ctx, a); err != nil {
			return Started{}, err // it could not be closed
		}
		h, err := c.openHolder(a)
		if err != nil {
			return Started{}, err
		}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		return Started{Account: a.ID}, c.sendCode(ctx, ch, a, h.Phone, now.At)
	})
}

func mayClose(a account.Account) error {
	switch {
	case a.State == account.Closed:
		return account.ErrClosed
	case a.Blocked():
		return ErrSupportOnly
	}
	return nil
}

// emptied refuses to close an account while money of its owner is on the prepaid account [CS-10].
func (c *core) emptied(ctx context.Context, a account.Account) error {
	pa, err := a.PrepaidAccount()
	if err != nil {
		return nil //nolint:nilerr // it has none
	}
	book, err := c.store.LedgerAccount(ctx, pa.Ledger)
	if err != nil {
		return err
	}
	if book.Balance != 0 {
		return refuse(ErrBalanceLeft)
	}
	return nil
}

// mayEmpty is emptied, but allows for a balance that is paid out.
func (c *core) mayEmpty(ctx context.Context, a account.Account, payOut bool) error {
	if !payOut {
		return c.emptied(ctx, a)
	}
	_, _, err := c.payable(ctx, a)
	return err
}

// payable is what is on the prepaid account, and the bank account that it can be paid to: ErrBalanceLeft while a part of it is
// reserved, payment.ErrUnverified and payment.ErrNoReceivingAccount as for a withdrawal [PRE-5].
func (c *core) payable(ctx context.Context, a account.Account) (ledger.Account, ach.BankAccountID, error) {
	var none ach.BankAccountID
	pa, err := a.PrepaidAccount()
	if err != nil {
		return ledger.Account{}, none, nil //nolint:nilerr // it has none
	}
	book, err := c.store.LedgerAccount(ctx, pa.Ledger)
	switch {
	case err != nil || book.Balance == 0:
		return book, none, err
	case book.Held != 0:
		return book, none, refuse(ErrBalanceLeft)
	case a.Verified.IsZero():
		return book, none, refuse(payment.ErrUnverified)
	}
	bank, valid, err := c.receivingAccount(ctx, a)
	if err == nil && !valid {
		err = refuse(payment.ErrNoReceivingAccount)
	}
	return book, bank, err
}

// payOutBalance pays what is on the prepaid account to the owner's receiving bank account. What the bank brings back
// waits in suspense for customer service.
func (c *core) payOutBalance(ctx context.Context, ch *store.Changes, a account.Account, at time.Time) error {
	book, bank, err := c.payable(ctx, a)
	if err != nil || book.Balance == 0 {
		return err
	}
	return c.payOut(ch, credit{
		owner: a.ID, bank: bank, source: book.ID, purpose: ledger.BalanceMoved, subject: a.ID.UUID, amount: money.FromMinor(book.Balance, book.Currency),
	}, at)
}

// emptiedID is emptied for the account of an ID.
func (c *core) emptiedID(ctx context.Context, id account.ID) error {
	a, err := c.store.Account(ctx, id)
	if err != nil {
		return err
	}
	return c.emptied(ctx, a)
}

// CloseRequest deregisters: signed by the bound device, with an SMS code in place of the PIN, since a
// forgotten PIN is a reason to deregister [PIN-7].
type CloseRequest struct {
	Key     Key
	Account account.ID
	Code    string
	PayOut  bool         // what is on the prepaid account goes to the own receiving bank account [CS-10]
	Signed  SignedAction // for identity.ActionClose
}

// Close deregisters an account [CS-8, CS-9]: no more payments, the mandate ends for new debits, identity
// document, mobile number and device are free again. What is approved is still collected.
// It answers ErrSupportOnly while any block stands, ErrBalanceLeft while money is on the prepaid account that is not to be paid out [CS-10],
// payment.ErrUnverified and payment.ErrNoReceivingAccount if it cannot be, identity.ErrCodeRefused and identity.ErrSignature.
func (s *Accounts) Close(ctx context.Context, r CloseRequest) (account.State, error) {
	c := s.c
	code, err := identity.ParseCode(r.Code, c.Market.Identity.Codes)
	if err != nil {
		return 0, err
	}
	cmd := command{"accounts.close", r.Account.String(), r.Key, []any{r.Signed.fingerprint(), r.PayOut}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (account.State, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return 0, err
		}
		cred, err := c.signedBy(ctx, a, r.Signed, identity.ActionClose, now.At, ch)
		if err != nil {
			return 0, err
		}
		if err := mayClose(a); err != nil {
			return 0, refuse(err)
		}
		if err := c.mayEmpty(ctx, a, r.PayOut); err != nil {
			return 0, err
		}
		err = c.enterCode(ctx, ch, a, code, now.At)
		if err != nil {
			ch.Credentials = []identity.Credential{cred}
			return 0, err
		}
		if r.PayOut {
			if err := c.payOutBalance(ctx, ch, a, now.At); err != nil {
				return 0, err
			}
		}
		closed, err := c.close(ctx, ch, a, cred, now.At)
		ch.Accounts = append(ch.Accounts, closed)
		return account.Closed, err
	})
}

// close adds to ch all that ends with an account, and answers it as it will be.
func (c *core) close(ctx context.Context, ch *store.Changes, a account.Account, cred identity.Credential, at time.Time) (account.Account, error) {
	closed, err := a.Close(at)
	if err != nil {
		return a, refuse(err)
	}
	ch.Credentials = append(ch.Credentials, cred.Freeze().EndBiometric(at))
	ch.Releases = append(ch.Releases, store.Claim{Kind: store.ClaimDevice, Value: identity.DeviceFingerprint(cred.Algorithm, cred.PublicKey), Owner: a.ID.UUID})
	if !a.PhoneAt.IsZero() {
		ch.Releases = append(ch.Releases, store.Claim{Kind: store.ClaimPhone, Value: string(a.Phone), Owner: a.ID.UUID})
	}
	if err := c.returnWaiting(ctx, ch, a, at); err != nil {
		return a, err
	}
	if err := c.endMandates(ctx, ch, a); err != nil {
		return a, err
	}
	if err := c.unlinkDocuments(ctx, ch, a); err != nil {
		return a, err
	}
	if err := c.discardScan(ctx, ch, a); err != nil {
		return a, err
	}
	if err := c.freed(ch, closed, at); err != nil {
		return a, err
	}
	if err := c.eraseLater(ch, closed, at); err != nil {
		return a, err
	}
	return closed, c.tellInto(ch, closed, "Your SEQR account is closed", "Your SEQR account is closed. What you approved before is still collected from your bank account.", at)
}

func (c *core) endMandates(ctx context.Context, ch *store.Changes, a account.Account) error {
	for _, pa := range a.Accounts {
		if pa.Bank == uuid.Nil {
			continue
		}
		m, err := c.store.Mandate(ctx, ach.BankAccountID{UUID: pa.Bank})
		if err != nil {
			return err
		}
		ended, err := m.End()
		if err != nil {
			continue // a return ended it before
		}
		ch.Mandates = append(ch.Mandates, ended)
	}
	return nil
}

// unlinkDocuments frees the identity documents of an account [IDV-11].
func (c *core) unlinkDocuments(ctx context.Context, ch *store.Changes, a account.Account) error {
	return c.eachRecord(ctx, ch, a, func(rec identity.IDRecord) identity.IDRecord { return rec.Unlink(a.ID) })
}

// eachRecord changes the records of an account's identity documents, as ch has them or else as they were read.
func (c *core) eachRecord(ctx context.Context, ch *store.Changes, a account.Account, change func(identity.IDRecord) identity.IDRecord) error {
	for _, tag := range a.Documents {
		if i := slices.IndexFunc(ch.IDRecords, func(r identity.IDRecord) bool { return r.ID == tag }); i >= 0 {
			ch.IDRecords[i] = change(ch.IDRecords[i])
			continue
		}
		rec, err := c.store.IDRecord(ctx, tag)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		ch.IDRecords = append(ch.IDRecords, change(rec))
	}
	return nil
}
