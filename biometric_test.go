package seqr_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// fingerprints is a market that accepts them.
func fingerprints(c *seqr.Config) { c.Market.Identity.Biometric = true }

// finger makes the key that a phone uses upon a fingerprint.
func (p *person) finger() *identity.DeviceKey {
	p.w.t.Helper()
	key, err := identity.NewP256Key(rand.Reader)
	require.NoError(p.w.t, err)
	return key
}

// actAbout signs an action that is about a key.
func (p *person) actAbout(a identity.Action, key *identity.DeviceKey) seqr.SignedAction {
	w := p.w
	w.t.Helper()
	m, err := w.sys.Accounts.Challenge(w.ctx, p.id, a)
	require.NoError(w.t, err)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counter++
	m.Counter, m.About = p.counter, identity.KeyDigest(key.Algorithm(), key.PublicKey())
	message, signature, err := p.key.Act(m)
	require.NoError(w.t, err)
	return seqr.SignedAction{Message: message, Signature: signature}
}

func (p *person) enrolment(key *identity.DeviceKey) seqr.EnrolBiometricRequest {
	return seqr.EnrolBiometricRequest{
		Key: p.w.key(), Account: p.id, Signed: p.actAbout(identity.ActionEnrolBiometric, key), PIN: p.pin,
		Algorithm: key.Algorithm(), PublicKey: key.PublicKey(),
	}
}

func (p *person) enrolFinger() *identity.DeviceKey {
	p.w.t.Helper()
	key := p.finger()
	b, err := p.w.sys.Accounts.EnrolBiometric(p.w.ctx, p.enrolment(key))
	require.NoError(p.w.t, err)
	require.True(p.w.t, b.Enrolled())
	return key
}

// touch approves what was scanned by a fingerprint.
func (p *person) touch(key *identity.DeviceKey, m identity.ApprovalMessage) (message, signature []byte) {
	p.w.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counter++
	m.Counter = p.counter
	message, signature, err := key.ApproveBiometric(m)
	require.NoError(p.w.t, err)
	return message, signature
}

func (p *person) payByFinger(t *till, key *identity.DeviceKey, amount string) error {
	p.w.t.Helper()
	t.ask(amount)
	message, signature := p.touch(key, p.look(t.code()).Message)
	_, err := p.w.sys.Payments.Approve(p.w.ctx, seqr.ApproveRequest{
		Key: p.w.key(), Account: p.id, Message: message, Signature: signature, Proof: identity.ProofBiometric,
	})
	return err
}

func (p *person) usesFinger() bool {
	p.w.t.Helper()
	b, err := p.w.sys.Accounts.Biometric(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return b.Enrolled()
}

// Where the market accepts it, a fingerprint pays, orders and sends like the PIN, which goes on working; evidence of both is verified [PIN-2].
func TestFingerprintInPlaceOfThePIN(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, fingerprints)
		shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
		key := pat.enrolFinger()
		require.NoError(t, pat.payByFinger(shop, key, "20.00"))
		pat.mustPay(shop, "5.00")
		require.NoError(t, pat.payByFinger(shop, key, "1.00"))

		prepared, err := w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: pat.id, To: sam.number, Amount: "2.00"})
		require.NoError(t, err)
		message, signature := pat.touch(key, prepared.Message)
		approval := seqr.TransferApproval{
			Key: w.key(), Account: pat.id, Terms: prepared.Terms, Message: message, Signature: signature, Proof: identity.ProofBiometric,
		}
		_, err = w.sys.Transfers.Approve(w.ctx, approval)
		require.NoError(t, err)
		approval.Key = w.key()
		_, err = w.sys.Transfers.Approve(w.ctx, approval)
		require.ErrorIs(t, err, seqr.ErrApprovalReplayed)
		require.Equal(t, "72.00", pat.available())
		w.audit()

		_, err = w.sys.Accounts.EndBiometric(w.ctx, seqr.EndBiometricRequest{Key: w.key(), Account: pat.id, Signed: pat.act(identity.ActionEndBiometric)})
		require.NoError(t, err)
		require.ErrorIs(t, pat.payByFinger(shop, key, "1.00"), identity.ErrSignature)
		pat.mustPay(shop, "1.00")
		w.audit()
	})
}

// What is signed by another key, or for another proof, fails like a wrong signature of the phone: it counts no attempt and pays nothing.
func TestFingerprintsThatDoNotPass(t *testing.T) {
	t.Parallel()
	w := quick(t, fingerprints)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	require.ErrorIs(t, pat.payByFinger(shop, pat.finger(), "1.00"), identity.ErrSignature, "none enrolled")
	key := pat.enrolFinger()
	require.ErrorIs(t, pat.payByFinger(shop, pat.finger(), "1.00"), identity.ErrSignature, "another finger's")
	require.ErrorIs(t, pat.payByFinger(shop, pat.key, "1.00"), identity.ErrSignature, "the phone's own key")

	shop.ask("1.00")
	asked := pat.look(shop.code())
	r := pat.sign(asked, "")
	r.Proof = identity.ProofBiometric
	_, err := w.sys.Payments.Approve(w.ctx, r)
	require.ErrorIs(t, err, identity.ErrSignature, "the phone's signature is none of a fingerprint")
	r.Message, r.Signature = pat.touch(key, asked.Message)
	r.Key, r.Proof, r.PIN = w.key(), identity.ProofPIN, pat.pin
	_, err = w.sys.Payments.Approve(w.ctx, r)
	require.ErrorIs(t, err, identity.ErrSignature, "and the other way round")
	r.Key, r.Proof = w.key(), identity.ProofBiometric
	_, err = w.sys.Payments.Approve(w.ctx, r)
	require.ErrorIs(t, err, identity.ErrProof, "a PIN beside it")
	r.Key, r.Proof = w.key(), "face"
	_, err = w.sys.Payments.Approve(w.ctx, r)
	require.ErrorIs(t, err, identity.ErrProof)
	require.Zero(t, pat.wrongCount())
	require.Equal(t, "100.00", pat.available())

	other := pat.finger()
	swapped := pat.enrolment(key)
	swapped.Algorithm, swapped.PublicKey = other.Algorithm(), other.PublicKey()
	_, err = w.sys.Accounts.EnrolBiometric(w.ctx, swapped)
	require.ErrorIs(t, err, identity.ErrApprovalMismatch, "not the key that the phone signed")
	w.audit()
}

// A fingerprint waits where a PIN would wait, is no right PIN, and a copied phone is noticed by its counter too.
func TestFingerprintAndTheCounts(t *testing.T) {
	t.Parallel()
	w := quick(t, fingerprints)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	key := pat.enrolFinger()
	for range 3 {
		shop.ask("1.00")
		_, err := w.sys.Payments.Approve(w.ctx, pat.sign(pat.look(shop.code()), "111222"))
		require.ErrorIs(t, err, identity.ErrPINWrong)
	}
	require.ErrorIs(t, pat.payByFinger(shop, key, "1.00"), identity.ErrPINWait)
	w.clock.Advance(30 * time.Second)
	require.NoError(t, pat.payByFinger(shop, key, "1.00"))
	require.Equal(t, 3, pat.wrongCount(), "only a right PIN begins anew")
	pat.counter--
	require.ErrorIs(t, pat.payByFinger(shop, key, "1.00"), identity.ErrCounter)
	require.ErrorIs(t, pat.payByFinger(shop, key, "1.00"), identity.ErrFrozen)
	w.audit()
}

// A fingerprint falls with what vouched for it: the phone, the PIN, the account.
func TestFingerprintsFall(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*world, *person){
		"the phone was lost": func(w *world, p *person) {
			p.block(account.LostPhone)
			_, err := w.sys.Support.Unblock(w.ctx, w.help(p.id), account.LostPhone)
			require.NoError(w.t, err)
		},
		"another phone": func(w *world, p *person) {
			p.allowMove()
			move, key := p.newPhone(p.pin)
			_, err := w.sys.Accounts.MoveDevice(w.ctx, move)
			require.NoError(w.t, err)
			p.key, p.counter = key, 0
		},
		"another PIN without the old one": func(w *world, p *person) {
			require.NoError(w.t, p.restore(p.allowRestore(), "904172"))
			p.pin = "904172"
		},
		"its owner ended it": func(w *world, p *person) {
			_, err := w.sys.Accounts.EndBiometric(w.ctx, seqr.EndBiometricRequest{Key: w.key(), Account: p.id, Signed: p.act(identity.ActionEndBiometric)})
			require.NoError(w.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t, helpful, fingerprints)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			key := pat.enrolFinger()
			require.NoError(t, pat.payByFinger(shop, key, "1.00"))
			lose(w, pat)
			require.False(t, pat.usesFinger())
			require.ErrorIs(t, pat.payByFinger(shop, key, "1.00"), identity.ErrSignature)
			pat.mustPay(shop, "1.00")
			require.NoError(t, pat.payByFinger(shop, pat.enrolFinger(), "1.00"), "it can be enrolled anew")
			w.audit()
		})
	}
	w := quick(t, fingerprints)
	pat := w.join("Pat Example", "+18015550101")
	pat.enrolFinger()
	pat.leave()
	require.False(t, pat.usesFinger())
	w.audit()
}

// Another block leaves the fingerprint, and a change of PIN by its owner does too.
func TestFingerprintsStay(t *testing.T) {
	t.Parallel()
	w := quick(t, fingerprints)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	key := pat.enrolFinger()
	pat.block(account.Other)
	_, err := w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.Other)
	require.NoError(t, err)
	_, err = w.sys.Accounts.ChangePIN(w.ctx, seqr.ChangePINRequest{
		Key: w.key(), Account: pat.id, Signed: pat.act(identity.ActionChangePIN), Old: pat.pin, New: "904172", Repeat: "904172",
	})
	require.NoError(t, err)
	require.NoError(t, pat.payByFinger(shop, key, "1.00"))
	w.audit()
}

// No market that is shipped accepts fingerprints; one that stopped to accept them takes none any more.
func TestNoFingerprintByDefault(t *testing.T) {
	t.Parallel()
	for _, m := range seqr.Markets() {
		require.False(t, m.Identity.Biometric, m.Code)
	}
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	_, err := w.sys.Accounts.EnrolBiometric(w.ctx, pat.enrolment(pat.finger()))
	require.ErrorIs(t, err, identity.ErrNoBiometric)
	require.ErrorIs(t, pat.payByFinger(shop, pat.finger(), "1.00"), identity.ErrNoBiometric)
	w.audit()
}

// forged is a store in which the evidence of one payment has another signature.
type forged struct{ store.Reader }

func (f forged) PaymentList(ctx context.Context, after payment.PaymentID, limit int) ([]payment.Payment, error) {
	list, err := f.Reader.PaymentList(ctx, after, limit)
	for i := range list {
		list[i].Approval.Signature = []byte("forged")
	}
	return list, err
}

func TestAuditVerifiesFingerprints(t *testing.T) {
	t.Parallel()
	w := quick(t, fingerprints)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	require.NoError(t, pat.payByFinger(shop, pat.enrolFinger(), "1.00"))
	w.audit()
	report, err := audit.Run(w.ctx, forged{w.store}, w.programmes())
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Equal(t, "approval", report.Findings[0].Rule)
}
