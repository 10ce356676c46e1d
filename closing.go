package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// RequestClosing sends the code with which Close is confirmed [CS-8].
func (s *Accounts) RequestClosing(ctx context.Context, r StepRequest) (Started, error) {
	c := s.c
	cmd := command{"accounts.request_closing", r.Account.String(), r.Key, r.Account}
	return execute(ctx, c, cmd, func(ctx context.Context, now round) (Started, store.Changes, error) {
		var ch store.Changes
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Started{}, ch, err
		}
		if err := mayClose(a); err != nil {
			return Started{}, ch, refuse(err)
		}
		h, err := c.openHolder(a)
		if err != nil {
			return Started{}, ch, err
		}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		return Started{Account: a.ID}, ch, c.sendCode(ctx, &ch, a, h.Phone, now.At)
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

// CloseRequest deregisters: signed by the bound device, with an SMS code in place of the PIN, since a
// forgotten PIN is a reason to deregister [PIN-7].
type CloseRequest struct {
	Key     Key
	Account account.ID
	Code    string
	Signed  SignedAction // for identity.ActionClose
}

// Close deregisters an account [CS-8, CS-9]: no more payments, the mandate ends for new debits, identity
// document, mobile number and device are free again. What is approved is still collected.
// It answers ErrSupportOnly while any block stands, identity.ErrCodeRefused and identity.ErrSignature.
func (s *Accounts) Close(ctx context.Context, r CloseRequest) (account.State, error) {
	c := s.c
	code, err := identity.ParseCode(r.Code, c.Market.Identity.Codes)
	if err != nil {
		return 0, err
	}
	cmd := command{"accounts.close", r.Account.String(), r.Key, r.Signed.fingerprint()}
	return execute(ctx, c, cmd, func(ctx context.Context, now round) (account.State, store.Changes, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return 0, store.Changes{}, err
		}
		cred, ch, err := c.signedBy(ctx, a, r.Signed, identity.ActionClose, now.At)
		if err != nil {
			return 0, ch, err
		}
		if err := mayClose(a); err != nil {
			return 0, store.Changes{}, refuse(err)
		}
		err = c.enterCode(ctx, &ch, a, code, now.At)
		if err != nil {
			ch.Credentials = []identity.Credential{cred}
			return 0, ch, err
		}
		return account.Closed, ch, c.close(ctx, &ch, a, cred, now.At)
	})
}

// close adds the end of an account to ch.
func (c *core) close(ctx context.Context, ch *store.Changes, a account.Account, cred identity.Credential, at time.Time) error {
	closed, err := a.Close(at)
	if err != nil {
		return refuse(err)
	}
	ch.Accounts = append(ch.Accounts, closed)
	ch.Credentials = append(ch.Credentials, cred.Freeze())
	ch.Releases = append(ch.Releases, store.Claim{Kind: store.ClaimDevice, Value: identity.DeviceFingerprint(cred.Algorithm, cred.PublicKey), Owner: a.ID.UUID})
	if !a.PhoneAt.IsZero() {
		ch.Releases = append(ch.Releases, store.Claim{Kind: store.ClaimPhone, Value: string(a.Phone), Owner: a.ID.UUID})
	}
	if err := c.endMandates(ctx, ch, a); err != nil {
		return err
	}
	if err := c.unlinkDocuments(ctx, ch, a); err != nil {
		return err
	}
	if err := c.freed(ch, closed, at); err != nil {
		return err
	}
	return c.tellInto(ch, closed, "Your SEQR account is closed", "Your SEQR account is closed. What you approved before is still collected from your bank account.", at)
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
	for _, tag := range a.Documents {
		rec, err := c.store.IDRecord(ctx, tag)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		ch.IDRecords = append(ch.IDRecords, rec.Unlink(a.ID))
	}
	return nil
}
