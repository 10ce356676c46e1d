package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// SendLetter sends a user with a protected identity, whose limit waits for it, a letter with a code, which proves the
// identity in place of a document [IDV-12]. Which markets do so is their data. A newer letter voids the one before. The agent does not see the code.
//
// It answers ErrNoLetters where the market or the operator sends none, or the user has no payment account that waits for it; ErrStep before
// the mobile number is proved, ErrStepDone for a verified identity, account.ErrClosed and *identity.CodeWaitError.
func (s *Support) SendLetter(ctx context.Context, r SupportRequest) error {
	c := s.c
	act, err := c.action(r, "send letter")
	if err != nil {
		return err
	}
	_, err = execute(ctx, c, s.command("send_letter", r), func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return false, err
		}
		if err := c.mayGetLetter(a); err != nil {
			return false, refuse(err)
		}
		ch.Actions = []account.Action{act}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		return true, c.writeLetter(ctx, ch, a, now.At)
	})
	return err
}

func (c *core) mayGetLetter(a account.Account) error {
	_, err := a.LimitAccount()
	switch {
	case a.State == account.Closed:
		return account.ErrClosed
	case c.Post == nil || c.Market.Identity.LetterDays == 0 || err != nil:
		return ErrNoLetters
	case a.PhoneAt.IsZero() || !a.Complete:
		return ErrStep
	case !a.Verified.IsZero():
		return ErrStepDone
	}
	return nil
}

// letter reads what was sent to an account's holder by letter, and the policy of that code.
func (c *core) letter(ctx context.Context, of account.ID) (identity.Activation, identity.CodePolicy, error) {
	tag := identity.LetterTag(of)
	sent, err := c.store.Activation(ctx, tag)
	if errors.Is(err, store.ErrNotFound) {
		sent, err = identity.Activation{Phone: tag}, nil
	}
	return sent, c.Market.Identity.LetterCodes(sent.SentAt, c.Market.Zone), err
}

func (c *core) writeLetter(ctx context.Context, ch *store.Changes, a account.Account, at time.Time) error {
	h, err := c.openHolder(a)
	if err != nil {
		return err
	}
	sent, policy, err := c.letter(ctx, a.ID)
	if err != nil {
		return err
	}
	code, err := identity.NewCode(c.Random, policy)
	if err != nil {
		return err
	}
	mac, err := identity.CodeMAC(c.keys, sent.Phone, a.ID, code)
	if err != nil {
		return err
	}
	if sent, err = sent.Send(policy, a.ID, mac, at); err != nil {
		return refuse(err)
	}
	letter, err := c.message(eventLetter, a.ID, account.Message{
		To: h.Name, Subject: "Your SEQR code", Text: "Enter this code in your SEQR app to prove your identity: " + code.Reveal(),
	}, at)
	ch.Activations = append(ch.Activations, sent)
	ch.Events = append(ch.Events, letter)
	return err
}

// sendLetter gives a letter to the post.
func (c *core) sendLetter(ctx context.Context, e store.Event) error {
	m, err := c.openMessage(e)
	if err != nil {
		return err
	}
	if c.Post == nil {
		return ErrNoLetters
	}
	return c.Post.SendLetter(ctx, m)
}

// LetterRequest carries the code of a letter.
type LetterRequest struct {
	Key     Key
	Account account.ID
	Code    string
}

// ConfirmLetter proves an identity by the code of a letter [IDV-12]: it works through the market's last day, 14 days after
// that of sending, and never for an account that was closed. It answers identity.ErrCodeRefused, which counts as
// wrong codes do, ErrStepDone for a verified identity, account.ErrClosed, and the errors of identity.ParseCode.
func (s *Identity) ConfirmLetter(ctx context.Context, r LetterRequest) (Registration, error) {
	c := s.c
	code, err := identity.ParseCode(r.Code, c.Market.Identity.Codes)
	if err != nil {
		return Registration{}, err
	}
	cmd := command{"identity.confirm_letter", r.Account.String(), r.Key, r.Account}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Registration, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Registration{}, err
		}
		switch {
		case a.State == account.Closed:
			return Registration{}, refuse(account.ErrClosed)
		case !a.Verified.IsZero():
			return Registration{}, refuse(ErrStepDone)
		}
		sent, policy, err := c.letter(ctx, a.ID)
		if err != nil {
			return Registration{}, err
		}
		if err := c.countEntry(ch, sent, policy, a.ID, code, now.At); err != nil {
			ch.Relied = []store.Ref{store.RelyOnAccount(a)}
			return Registration{}, err
		}
		if a, err = c.raiseLimits(ch, a, now.At); err != nil {
			return Registration{}, err
		}
		ch.Accounts = append(ch.Accounts, a)
		if err := c.tellVerified(ch, a, now.At); err != nil {
			return Registration{}, err
		}
		return c.registration(ctx, a)
	})
}
