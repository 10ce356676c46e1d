package seqr_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// guess is an approval with a PIN, of a sale that is never paid.
func (p *person) guess(t *till, pin string) error {
	p.w.t.Helper()
	_, err := p.w.sys.Payments.Approve(p.w.ctx, p.sign(p.look(t.code()), pin))
	return err
}

// wrongCount is how many wrong PINs in a row are counted.
func (p *person) wrongCount() int {
	p.w.t.Helper()
	cred, err := p.w.store.Credential(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return cred.Wrong
}

// guesses are n approvals with wrong PINs, ready to be sent at once.
func (p *person) guesses(t *till, n int) []func() error {
	var all []func() error
	for i := range n {
		r := p.sign(p.look(t.code()), fmt.Sprintf("%06d", 500_000+i))
		all = append(all, func() error {
			_, err := p.w.sys.Payments.Approve(p.w.ctx, r)
			return err
		})
	}
	return all
}

// Of 200 who guess at once, three learn that they were wrong; then one, then one more, and then nobody without customer service [PIN-5].
func TestFewGuessersLearnAnything(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, func(c *seqr.Config) { c.Parallel = 16 })
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		shop.ask("1.00")
		wait := func(errs []error, d time.Duration) {
			for _, err := range errs {
				if count([]error{err}, identity.ErrPINWrong)+count([]error{err}, identity.ErrCounterOld) == 0 { // too many signed ahead: not evaluated
					require.Equal(t, &identity.PINWaitError{Until: w.clock.Now().Add(d)}, err)
				}
			}
		}
		errs := race(pat.guesses(shop, 200))
		require.Equal(t, 3, count(errs, identity.ErrPINWrong))
		wait(errs, 30*time.Second)
		require.Equal(t, 3, pat.wrongCount())

		w.clock.Advance(30 * time.Second)
		errs = race(pat.guesses(shop, 8))
		require.Equal(t, 1, count(errs, identity.ErrPINWrong))
		wait(errs, 5*time.Minute)

		w.clock.Advance(5 * time.Minute)
		fifth := pat.guesses(shop, 8)
		errs = race(fifth)
		require.Equal(t, 1, count(errs, identity.ErrPINWrong))
		require.Equal(t, 7, count(errs, account.ErrBlocked))
		require.Equal(t, 5, pat.wrongCount())
		require.Equal(t, []account.Reason{account.WrongPIN}, pat.reasons())
		w.audit()
	})
}

// The third wrong PIN keeps everybody waiting for 30 s, the fourth for 5 min, the fifth blocks; to the tenth of a second [PIN-4].
func TestWaitsAfterWrongPINs(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("1.00")
	wrong := func(n int) {
		require.ErrorIs(t, pat.guess(shop, "111222"), identity.ErrPINWrong)
		require.Equal(t, n, pat.wrongCount())
	}
	waits := func(n int, almost time.Duration) {
		until := w.clock.Now().Add(almost + 100*time.Millisecond)
		require.Equal(t, &identity.PINWaitError{Until: until}, pat.guess(shop, pat.pin), "refused, even if right")
		w.clock.Advance(almost)
		shop.ask("1.00")
		require.ErrorIs(t, pat.guess(shop, pat.pin), identity.ErrPINWait)
		require.ErrorIs(t, pat.guess(shop, "111222"), identity.ErrPINWait)
		require.Equal(t, n, pat.wrongCount(), "and not counted")
		w.clock.Advance(100 * time.Millisecond)
	}
	wrong(1)
	wrong(2)
	require.NoError(t, pat.guess(shop, pat.pin), "two are nothing, and forgotten")
	require.Zero(t, pat.wrongCount())
	shop.ask("1.00")
	for n := 1; n <= 3; n++ {
		wrong(n)
	}
	waits(3, 29900*time.Millisecond)
	wrong(4)
	waits(4, 5*time.Minute-100*time.Millisecond)
	wrong(5)
	w.settle()
	require.Equal(t, []account.Reason{account.WrongPIN}, pat.reasons())
	sms, ok := w.phone.Last(pat.number)
	require.True(t, ok)
	require.Contains(t, sms.Text, "blocked", "the owner is told")
	_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
	require.Equal(t, w.needsSupport(&account.BlockedError{Reasons: []account.Reason{account.WrongPIN}}), err)

	_, err = w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.WrongPIN)
	require.NoError(t, err)
	require.Zero(t, pat.wrongCount())
	wrong(1)
	require.NoError(t, pat.guess(shop, pat.pin))
	w.audit()
}

// A wait can be sat out and then ended by the right PIN.
func TestRightPINAfterTheWait(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("1.00")
	for range 3 {
		require.ErrorIs(t, pat.guess(shop, "111222"), identity.ErrPINWrong)
	}
	w.clock.Advance(30 * time.Second)
	require.NoError(t, pat.guess(shop, pat.pin))
	require.Zero(t, pat.wrongCount())
	w.audit()
}

// Wrong PINs count over all operations [PIN-4]; a change of PIN takes the right old one, and then only the new one pays [PIN-3].
func TestChangingThePIN(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("1.00")
	change := func(old string) error {
		_, err := w.sys.Accounts.ChangePIN(w.ctx, seqr.ChangePINRequest{
			Key: w.key(), Account: pat.id, Signed: pat.act(identity.ActionChangePIN), Old: old, New: "904172", Repeat: "904172",
		})
		return err
	}
	require.ErrorIs(t, pat.guess(shop, "111222"), identity.ErrPINWrong)
	require.ErrorIs(t, change("111222"), identity.ErrPINWrong)
	require.ErrorIs(t, change("904172"), identity.ErrPINWrong)
	require.ErrorIs(t, change(pat.pin), identity.ErrPINWait)
	require.ErrorIs(t, pat.guess(shop, pat.pin), identity.ErrPINWait)
	w.clock.Advance(30 * time.Second)
	require.NoError(t, change(pat.pin))
	require.Zero(t, pat.wrongCount())
	require.ErrorIs(t, pat.guess(shop, pat.pin), identity.ErrPINWrong, "the old one")
	require.NoError(t, pat.guess(shop, "904172"))
	w.settle()
	w.audit()
}

// Whoever has the phone but not the PIN moves no money [DEV-2], and whoever has the PIN but not the phone locks nobody out [DEV-1].
func TestStrangersLockNobodyOut(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	shop.ask("1.00")
	for range 20 {
		r := pat.sign(pat.look(shop.code()), "111222")
		var err error
		r.Signature, err = sam.key.Sign(r.Message)
		require.NoError(t, err)
		_, err = w.sys.Payments.Approve(w.ctx, r)
		require.ErrorIs(t, err, identity.ErrSignature)
	}
	require.Zero(t, pat.wrongCount())
	require.NoError(t, pat.guess(shop, pat.pin))
	w.audit()
}

// Two phones with the same key are found out at the second payment: the key is frozen, and the owner is told.
func TestCopiedKeyIsFrozen(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.mustPay(shop, "1.00")
	copied := &person{w: w, id: pat.id, key: pat.key, number: pat.number, pin: pat.pin} // its counter begins anew
	shop.ask("1.00")
	require.ErrorIs(t, copied.guess(shop, pat.pin), identity.ErrCounter)
	require.ErrorIs(t, pat.guess(shop, pat.pin), identity.ErrFrozen)
	w.settle()
	sms, ok := w.phone.Last(pat.number)
	require.True(t, ok)
	require.Contains(t, sms.Text, "a copy of it was used")
	require.Equal(t, "99.00", pat.available())
	w.audit()
}
