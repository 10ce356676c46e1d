package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// SignedAction proves that the bound device asks for something that is not a payment: a change of PIN, closing.
type SignedAction struct {
	Message   []byte // as identity.DeviceKey.Act made it, from the challenge that Accounts.Challenge gave
	Signature []byte
}

func (s SignedAction) fingerprint() [][]byte { return [][]byte{s.Message, s.Signature} }

// Challenge gives the message that the bound device signs to carry out an action; the app fills in its
// Counter, and for a fingerprint what it is about. It can be used once, within the time that a bill can be approved.
func (s *Accounts) Challenge(ctx context.Context, of account.ID, action identity.Action) (identity.ActionMessage, error) {
	c := s.c
	cred, err := c.store.Credential(ctx, of)
	if err != nil {
		return identity.ActionMessage{}, err
	}
	m := identity.ActionMessage{Action: action, Account: of, Device: cred.Device, ExpiresAt: c.now().Add(c.Market.Payment.ShownFor)}
	m.Nonce, err = identity.NewNonce(c.keys, c.Random, actionBinding(m), m.ExpiresAt)
	return m, err
}

func actionBinding(m identity.ActionMessage) identity.NonceBinding {
	return identity.NonceBinding{Account: m.Account, Device: m.Device, Subject: m.Account.UUID}
}

// signedBy checks a signed action and answers the credential with its counter advanced. It adds to ch what uses up
// the nonce, and where the key turns out to be a copy, what freezes it.
func (c *core) signedBy(ctx context.Context, a account.Account, s SignedAction, want identity.Action, at time.Time, ch *store.Changes) (identity.Credential, error) {
	m, err := identity.ParseAction(s.Message)
	if err != nil {
		return identity.Credential{}, err
	}
	cred, err := c.store.Credential(ctx, a.ID)
	if err != nil {
		return cred, err
	}
	if err := cred.VerifyRequest(s.Message, s.Signature); err != nil {
		return cred, err
	}
	if m.Action != want || m.Account != a.ID || m.Device != cred.Device {
		return cred, identity.ErrApprovalMismatch
	}
	claim := store.Claim{Kind: store.ClaimNonce, Value: identity.NonceKey(m.Nonce), Owner: a.ID.UUID}
	if _, err := c.store.Claimed(ctx, claim.Kind, claim.Value); !errors.Is(err, store.ErrNotFound) {
		return cred, taken(err, ErrApprovalReplayed)
	}
	expires, err := identity.CheckNonce(c.keys, m.Nonce, actionBinding(m), at)
	if err != nil {
		return cred, refuse(err)
	}
	if !m.ExpiresAt.Equal(expires) {
		return cred, identity.ErrApprovalMismatch
	}
	ch.Claims = append(ch.Claims, claim)
	next, err := cred.Advance(m.Counter)
	if errors.Is(err, identity.ErrCounter) {
		return cred, c.clone(cred, a, at, ch)
	}
	if err != nil {
		return cred, refuse(err)
	}
	return next, nil
}
