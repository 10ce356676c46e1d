package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// consent is a person's signed message and what proves the person, on their way to being checked, the same for a sale and for money that is sent.
type consent struct {
	c         *core
	of        account.ID
	message   []byte
	signature []byte
	signed    identity.ApprovalMessage
	proof     identity.ProofKind
	check     pinCheck // of the PIN, where that is the proof
}

// shown is what a caller shows to prove the person, beside the phone's signature.
type shown struct {
	kind  identity.ProofKind
	pin   string
	proof []byte // of the PIN, by the phone that stretches it
}

// consentOf reads a consent without checking it against anything.
func (c *core) consentOf(of account.ID, message, signature []byte, by shown) (consent, error) {
	if err := c.Market.Identity.Proves(by.kind); err != nil {
		return consent{}, err
	}
	check, err := c.checkConsent(message, by)
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
	return consent{c: c, of: of, message: message, signature: signature, signed: signed, proof: by.kind, check: check}, nil
}

// checkConsent is the check of the PIN that a proof needs. A PIN beside a fingerprint is refused: an app that asked for it has not understood which of the two counts.
func (c *core) checkConsent(message []byte, by shown) (pinCheck, error) {
	if by.kind != identity.ProofBiometric {
		return c.checkOf(by.pin, by.proof, func(cred identity.Credential) (bool, error) {
			return cred.ProvesApproval(c.keys, message, by.proof)
		})
	}
	if by.pin != "" || len(by.proof) > 0 {
		return pinCheck{}, identity.ErrProof
	}
	return pinCheck{}, nil
}

// genuine checks that the key behind the proof, on the bound device, signed exactly this, now and for the first time, and answers the credential with its counter
// advanced and when the nonce expires. What fails here never counts against the PIN, so that a stranger without the device cannot lock
// the owner out.
func (k *consent) genuine(ctx context.Context, cred identity.Credential, a account.Account, binding identity.NonceBinding, at time.Time, ch *store.Changes) (identity.Credential, time.Time, error) {
	var never time.Time
	if err := cred.VerifyProof(k.proof, k.message, k.signature); err != nil {
		return cred, never, err
	}
	next, counted := cred.Advance(k.signed.Counter)
	if !mayBeRecent(ctx) || errors.Is(counted, identity.ErrCounter) { // else the commit's claim finds out
		if _, err := k.c.store.Claimed(ctx, store.ClaimNonce, k.nonce()); !errors.Is(err, store.ErrNotFound) {
			return cred, never, taken(err, ErrApprovalReplayed)
		}
	}
	expires, err := identity.CheckNonce(k.c.keys, k.signed.Nonce, binding, at)
	if err != nil {
		return cred, never, refuse(err)
	}
	if errors.Is(counted, identity.ErrCounter) {
		k.use(ch)
		return cred, never, k.c.clone(cred, a, at, ch)
	}
	if counted != nil {
		return cred, never, refuse(counted)
	}
	return next, expires, nil
}

func (k *consent) nonce() string { return identity.NonceKey(k.signed.Nonce) }

// prove evaluates what shows that it is the owner who agrees, and adds to ch what keeps count of it [PIN-2, PIN-4]. A fingerprint was
// proved by the signature: it waits where a PIN would wait, and neither counts as a right PIN nor as a wrong one.
func (k *consent) prove(ctx context.Context, a account.Account, cred identity.Credential, at time.Time, ch *store.Changes) error {
	if k.proof != identity.ProofBiometric {
		return k.check.attempt(ctx, a, cred, at, ch)
	}
	if err := cred.Ready(at); err != nil {
		return tried(err)
	}
	ch.Credentials = []identity.Credential{cred}
	return nil
}

// use adds the nonce to ch: whatever the outcome, this approval cannot be sent again under another key.
func (k *consent) use(ch *store.Changes) {
	ch.Claims = append(ch.Claims, store.Claim{Kind: store.ClaimNonce, Value: k.nonce(), Owner: k.of.UUID})
}

// evidence is what is kept of the consent.
func (k *consent) evidence(by identity.Credential) payment.Approval {
	return payment.Approval{Device: by.Prover(k.proof).UUID, Message: k.message, Signature: k.signature}
}
