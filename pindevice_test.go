package seqr_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// A PIN that the phone stretches pays, sends and enrols a fingerprint; wrong ones count as ever, and nothing passes twice [PIN-2, PIN-4].
func TestPINThatThePhoneStretches(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, onPhone, fingerprints)
		shop, pat, sam := w.till("Corner Grocery"), w.joinOnPhone("Pat Example", "+18015550101"), w.joinOnPhone("Sam Example", "+18015550102")
		pat.mustPay(shop, "5.00")
		shop.ask("1.00")
		paid := pat.approves(pat.look(shop.code()).Message, pat.pin)
		_, err := w.sys.Payments.Approve(w.ctx, paid)
		require.NoError(t, err)
		_, err = w.sys.Payments.Approve(w.ctx, paid)
		require.NoError(t, err, "the same request has the same answer")
		paid.Key = w.key()
		_, err = w.sys.Payments.Approve(w.ctx, paid)
		require.ErrorIs(t, err, seqr.ErrApprovalReplayed)

		shop.ask("1.00")
		require.ErrorIs(t, pat.guess(shop, "111222"), identity.ErrPINWrong)
		require.Equal(t, 1, pat.wrongCount())
		prepared, err := w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: pat.id, To: sam.number, Amount: "2.00"})
		require.NoError(t, err)
		send := pat.approves(prepared.Message, "333444")
		_, err = w.sys.Transfers.Approve(w.ctx, seqr.TransferApproval{
			Key: w.key(), Account: pat.id, Terms: prepared.Terms, Message: send.Message, Signature: send.Signature, PINProof: send.PINProof,
		})
		require.ErrorIs(t, err, identity.ErrPINWrong)
		require.Equal(t, 2, pat.wrongCount(), "over all operations")
		prepared, err = w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: pat.id, To: sam.number, Amount: "2.00"})
		require.NoError(t, err)
		send = pat.approves(prepared.Message, pat.pin)
		_, err = w.sys.Transfers.Approve(w.ctx, seqr.TransferApproval{
			Key: w.key(), Account: pat.id, Terms: prepared.Terms, Message: send.Message, Signature: send.Signature, PINProof: send.PINProof,
		})
		require.NoError(t, err)
		require.Zero(t, pat.wrongCount())

		finger := pat.finger()
		enrolment := pat.enrolment(finger)
		enrolment.PIN = ""
		enrolment.Signed, enrolment.PINProof = pat.acts(identity.ActionEnrolBiometric, identity.KeyDigest(finger.Algorithm(), finger.PublicKey()), pat.pin)
		_, err = w.sys.Accounts.EnrolBiometric(w.ctx, enrolment)
		require.NoError(t, err)
		require.NoError(t, pat.payByFinger(shop, finger, "1.00"))
		require.Equal(t, "91.00", pat.available())
		w.audit()
		w.pass(10)
		w.audit()
	})
}

// Of 200 who guess at once, three learn that they were wrong; then one, one more, and then nobody without customer service [PIN-4, PIN-5].
func TestFewGuessersLearnAnythingOnThePhone(t *testing.T) {
	t.Parallel()
	w := quickOn(t, memory.New(), onPhone)
	shop, pat := w.till("Corner Grocery"), w.joinOnPhone("Pat Example", "+18015550101")
	shop.ask("1.00")
	all := func(n int) []func() error {
		var all []func() error
		for range n {
			r := pat.approves(pat.look(shop.code()).Message, "111222")
			all = append(all, func() error {
				_, err := w.sys.Payments.Approve(w.ctx, r)
				return err
			})
		}
		return all
	}
	for _, round := range []struct {
		guesses, told int
		then          time.Duration
	}{{200, 3, 30 * time.Second}, {8, 1, 5 * time.Minute}} {
		errs := race(all(round.guesses))
		require.Equal(t, round.told, count(errs, identity.ErrPINWrong))
		for _, err := range errs {
			if count([]error{err}, identity.ErrPINWrong)+count([]error{err}, identity.ErrCounterOld) == 0 {
				require.Equal(t, &identity.PINWaitError{Until: w.clock.Now().Add(round.then)}, err)
			}
		}
		require.ErrorIs(t, pat.guess(shop, pat.pin), identity.ErrPINWait, "the right one waits too")
		w.clock.Advance(round.then)
		shop.ask("1.00")
	}
	errs := race(all(8))
	require.Equal(t, 1, count(errs, identity.ErrPINWrong))
	require.Equal(t, 7, count(errs, account.ErrBlocked))
	require.Equal(t, []account.Reason{account.WrongPIN}, pat.reasons())
	w.audit()
}

// What is shown of a PIN must be what the account's PIN takes; anything else is refused unseen, and counts nothing.
func TestPINsGoTheWayTheyWereEnrolled(t *testing.T) {
	t.Parallel()
	w := quick(t, onEither)
	shop, pat, sam := w.till("Corner Grocery"), w.joinOnPhone("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	other := sam.takesPhone()
	other.now = pat.now
	shop.ask("1.00")
	approve := func(r seqr.ApproveRequest) error {
		_, err := w.sys.Payments.Approve(w.ctx, r)
		return err
	}
	require.ErrorIs(t, approve(pat.sign(pat.look(shop.code()), pat.pin)), identity.ErrStretch, "the PIN itself")
	require.ErrorIs(t, approve(other.approves(other.look(shop.code()).Message, other.pin)), identity.ErrStretch, "a proof of a PIN that the server stretches")
	both := pat.approves(pat.look(shop.code()).Message, pat.pin)
	both.PIN = pat.pin
	require.ErrorIs(t, approve(both), identity.ErrProof)
	finger := pat.approves(pat.look(shop.code()).Message, pat.pin)
	finger.Proof = identity.ProofKind("thought")
	require.ErrorIs(t, approve(finger), identity.ErrProof)
	unsigned := pat.approves(pat.look(shop.code()).Message, pat.pin)
	unsigned.Signature = nil
	require.ErrorIs(t, approve(unsigned), identity.ErrSignature)
	short := pat.approves(pat.look(shop.code()).Message, pat.pin)
	short.PINProof = short.PINProof[:31]
	require.ErrorIs(t, approve(short), identity.ErrPINWrong)
	moved := pat.approves(pat.look(shop.code()).Message, pat.pin)
	moved.PINProof = pat.approves(pat.look(shop.code()).Message, pat.pin).PINProof
	require.ErrorIs(t, approve(moved), identity.ErrPINWrong, "a proof of another approval")
	require.Equal(t, 2, pat.wrongCount())
	require.Zero(t, sam.wrongCount())
	require.NoError(t, pat.guess(shop, pat.pin))
	w.audit()
}

// A change of PIN takes the old one, however it is stretched, and may take the PIN to the phone or back [PIN-3].
func TestChangingAPINOnThePhone(t *testing.T) {
	t.Parallel()
	w := quick(t, onEither)
	shop, pat, sam := w.till("Corner Grocery"), w.joinOnPhone("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	change := func(r seqr.ChangePINRequest) error {
		_, err := w.sys.Accounts.ChangePIN(w.ctx, r)
		return err
	}
	old, was := pat.pin, pat.now
	wrong := pat.changing("111222", "904172")
	require.ErrorIs(t, change(wrong), identity.ErrPINWrong)
	pat.pin, pat.now = old, was
	swapped := pat.changing(old, "904172")
	pat.now = was
	swapped.Enrolment = pat.enrols("815926")
	require.ErrorIs(t, change(swapped), identity.ErrApprovalMismatch, "another enrolment than was signed")
	pat.pin, pat.now = old, was
	cheap := pat.changing(old, "904172")
	pat.pin, pat.now = old, was
	require.Equal(t, 1, pat.wrongCount())
	require.NoError(t, change(cheap))
	pat.pin, pat.now = "904172", pat.stretching().Now
	pat.mustPay(shop, "1.00")

	signed, proof := pat.acts(identity.ActionChangePIN, nil, pat.pin)
	require.NoError(t, change(seqr.ChangePINRequest{Key: w.key(), Account: pat.id, Signed: signed, OldProof: proof, New: "815926", Repeat: "815926"}))
	require.False(t, pat.stretching().OnDevice)
	pat.pin = "815926"
	pat.person.mustPay(shop, "1.00")

	phone := sam.takesPhone()
	enrolment := phone.enrols("904172")
	require.NoError(t, change(seqr.ChangePINRequest{
		Key: w.key(), Account: sam.id, Signed: phone.signsAbout(identity.ActionChangePIN, enrolment), Old: testPIN, Enrolment: enrolment,
	}))
	phone.mustPay(shop, "1.00")
	w.settle()
	w.audit()
}

// A forgotten PIN is replaced on the phone [PIN-6].
func TestForgottenPINOnThePhone(t *testing.T) {
	t.Parallel()
	w := quick(t, helpful, onPhone)
	shop, pat := w.till("Corner Grocery"), w.joinOnPhone("Pat Example", "+18015550101")
	w.clock.Advance(10 * time.Minute)
	code := pat.allowRestore()
	enrolment := pat.enrols("904172")
	restore := seqr.RestorePINRequest{Key: w.key(), Account: pat.id, Code: code, Signed: pat.act(identity.ActionRestorePIN), Enrolment: enrolment}
	_, err := w.sys.Accounts.RestorePIN(w.ctx, restore)
	require.ErrorIs(t, err, identity.ErrApprovalMismatch, "the phone signed for no enrolment")
	restore.Key, restore.Signed = w.key(), pat.signsAbout(identity.ActionRestorePIN, enrolment)
	_, err = w.sys.Accounts.RestorePIN(w.ctx, restore)
	require.NoError(t, err)
	pat.mustPay(shop, "1.00")
	w.audit()
}

// An account moves to another phone, which shows that its owner knows the PIN and is enrolled by it [DEV-4].
func TestPINMovesToAnotherPhone(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, helpful, onPhone)
		shop, pat := w.till("Corner Grocery"), w.joinOnPhone("Pat Example", "+18015550101")
		pat.mustPay(shop, "1.00")
		pat.allowMove()
		request, key := pat.newPhone("")
		old := *pat.phone
		next := (&person{w: w, id: pat.id, key: key, number: pat.number, pin: pat.pin}).takesPhone()
		move := func(pin string, by identity.Stretch) error {
			next.now = by
			enrolment, err := next.types(pin).Enrol()
			require.NoError(t, err)
			request.Key, request.Enrolment = w.key(), enrolment
			_, err = w.sys.Accounts.MoveDevice(w.ctx, request)
			return err
		}
		require.ErrorIs(t, move(pat.pin, next.stretching().Next), identity.ErrStretch, "by another salt nobody can tell")
		require.Zero(t, pat.wrongCount())
		require.ErrorIs(t, move("111222", next.stretching().Now), identity.ErrPINWrong)
		require.Equal(t, 1, pat.wrongCount())
		request, key = pat.newPhone("")
		next.key = key
		next = next.takesPhone()
		require.NoError(t, move(pat.pin, next.stretching().Now))
		require.Zero(t, next.wrongCount())
		next.mustPay(shop, "1.00")
		shop.ask("1.00")
		pat.phone = &old
		require.ErrorIs(t, pat.guess(shop, pat.pin), identity.ErrSignature, "the old phone")
		w.audit()
	})
}

// After the keyring was rotated, what the phone enrolled is sealed anew by the next right PIN, which nobody has to send.
func TestSealedPINIsRenewed(t *testing.T) {
	t.Parallel()
	first, second := masterKey(t, "first"), masterKey(t, "second")
	keys, err := identity.NewKeyring(first)
	require.NoError(t, err)
	w := quick(t, onPhone, func(c *seqr.Config) { c.Keys = keys })
	shop, pat := w.till("Corner Grocery"), w.joinOnPhone("Pat Example", "+18015550101")
	require.Equal(t, "first", pat.credential().PIN.KeyID)
	rotated := w.config(w.sys.Market())
	rotated.Keys, err = identity.NewKeyring(second, first)
	require.NoError(t, err)
	w.sys = newSystem(t, rotated)
	shop.ask("1.00")
	require.ErrorIs(t, pat.guess(shop, "111222"), identity.ErrPINWrong)
	require.Equal(t, "first", pat.credential().PIN.KeyID)
	require.NoError(t, pat.guess(shop, pat.pin))
	require.Equal(t, "second", pat.credential().PIN.KeyID)
	pat.mustPay(shop, "1.00")
	w.audit()
}

func masterKey(t *testing.T, id string) identity.MasterKey {
	t.Helper()
	m := identity.MasterKey{ID: id, Secret: make([]byte, 32)}
	_, err := rand.Read(m.Secret)
	require.NoError(t, err)
	return m
}
