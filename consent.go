package seqr

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// consent is a person's signed message and PIN on their way to being checked, the same for a sale and for money that is sent.
type consent struct {
	c         *core
	of        account.ID
	message   []byte
	signature []byte
	signed    identity.ApprovalMessage
	check     pinCheck
}

// consentOf reads a consent without checking it against anything.
func (c *core) consentOf(of account.ID, message, signature []byte, pin string) (consent, error) {
	p, err := identity.ParsePIN(pin)
	if err != nil {
		return consent{}, err
	}
	signed, err := identity.ParseApproval(message)
	if err != nil {
		return consent{}, err
	}
	if signed.Account != of {
		return consent{}, identity.ErrApprovalMismatch
	}
	return consent{c: c, of: of, message: message, signature: signature, signed: signed, check: pinCheck{c: c, pin: p}}, nil
}

// genuine checks that the bound device signed exactly this, now and for the first time, and answers the credential with its counter
// advanced and when the nonce expires. What fails here never counts against the PIN, so that a stranger without the device cannot lock
// the owner out.
func (k *consent) genuine(ctx context.Context, cred identity.Credential, a account.Account, binding identity.NonceBinding, at time.Time, ch *store.Changes) (identity.Credential, time.Time, error) {
	var never time.Time
	if err := cred.VerifySignature(k.message, k.signature); err != nil {
		return cred, never, err
	}
	if _, err := k.c.store.Claimed(ctx, store.ClaimNonce, k.nonce()); !errors.Is(err, store.ErrNotFound) {
		return cred, never, taken(err, ErrApprovalReplayed)
	}
	expires, err := identity.CheckNonce(k.c.keys, k.signed.Nonce, binding, at)
	if err != nil {
		return cred, never, refuse(err)
	}
	next, err := cred.Advance(k.signed.Counter)
	if errors.Is(err, identity.ErrCounter) {
		k.use(ch)
		return cred, never, k.c.clone(cred, a, at, ch)
	}
	if err != nil {
		return cred, never, refuse(err)
	}
	return next, expires, nil
}

func (k *consent) nonce() string { return hex.EncodeToString(k.signed.Nonce) }

// use adds the nonce to ch: whatever the outcome, this approval cannot be sent again under another key.
func (k *consent) use(ch *store.Changes) {
	ch.Claims = append(ch.Claims, store.Claim{Kind: store.ClaimNonce, Value: k.nonce(), Owner: k.of.UUID})
}

// evidence is what is kept of the consent.
func (k *consent) evidence(by identity.DeviceID) payment.Approval {
	return payment.Approval{Device: by.UUID, Message: k.message, Signature: k.signature}
}
