package seqr

import (
	"context"
	"encoding/hex"
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
// Counter. It can be used once, within the time that a bill can be approved.
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

// signedBy checks a signed action and answers the credential with its counter advanced, and Changes that use up
// the nonce. They come with the error too, when it is a refusal: a copied key is frozen by them.
func (c *core) signedBy(ctx context.Context, a account.Account, s SignedAction, want identity.Action, at time.Time) (identity.Credential, store.Changes, error) {
	var none store.Changes
	m, err := identity.ParseAction(s.Message)
	if err != nil {
		return identity.Credential{}, none, err
	}
	cred, err := c.store.Credential(ctx, a.ID)
	if err != nil {
		return cred, none, err
	}
	if err := cred.VerifyRequest(s.Message, s.Signature); err != nil {
		return cred, none, err
	}
	if m.Action != want || m.Account != a.ID || m.Device != cred.Device {
		return cred, none, identity.ErrApprovalMismatch
	}
	claim := store.Claim{Kind: store.ClaimNonce, Value: hex.EncodeToString(m.Nonce), Owner: a.ID.UUID}
	if _, err := c.store.Claimed(ctx, claim.Kind, claim.Value); !errors.Is(err, store.ErrNotFound) {
		return cred, none, taken(err, ErrApprovalReplayed)
	}
	expires, err := identity.CheckNonce(c.keys, m.Nonce, actionBinding(m), at)
	if err != nil {
		return cred, none, refuse(err)
	}
	if !m.ExpiresAt.Equal(expires) {
		return cred, none, identity.ErrApprovalMismatch
	}
	used := store.Changes{Claims: []store.Claim{claim}}
	next, err := cred.Advance(m.Counter)
	if errors.Is(err, identity.ErrCounter) {
		ch, err := c.clone(cred, a, at)
		ch.Claims = used.Claims
		return cred, ch, err
	}
	if err != nil {
		return cred, none, refuse(err)
	}
	return next, used, nil
}
