package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// Who starts a registration with another's number neither voids a code that is on its way nor uses up what the number's owner may
// ask for; the codes that strangers cause are rationed all together [REG-6, REG-7].
func TestStrangersDoNotVoidCodes(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		const number = "+18015550101"
		pat := w.apply(number)
		own := w.phone.Code(number)
		w.clock.Advance(30 * time.Second)
		stranger := w.apply(number)
		guess := func(p *person, code string) error {
			_, err := w.sys.Accounts.Confirm(w.ctx, seqr.ConfirmRequest{Key: w.key(), Account: p.id, Code: code})
			return err
		}
		require.ErrorIs(t, guess(stranger, own), identity.ErrCodeRefused, "one registration's code is of no use for another")
		require.NoError(t, guess(pat, own))
		require.ErrorIs(t, guess(stranger, w.phone.Code(number)), seqr.ErrPhoneTaken)
		pat.describe("Pat Example")
		pat.choosePIN()
		pat.linkBank()

		w.clock.Advance(10 * time.Minute)
		for range 3 { // all that strangers may cause within ten minutes
			w.clock.Advance(30 * time.Second)
			w.apply(number)
		}
		w.clock.Advance(30 * time.Second)
		_, err := w.sys.Accounts.Start(w.ctx, w.stranger(number).startRequest())
		require.ErrorIs(t, err, identity.ErrCodeTooSoon)
		_, err = w.sys.Accounts.RequestClosing(w.ctx, seqr.StepRequest{Key: w.key(), Account: pat.id})
		require.NoError(t, err)
		w.settle()
		closing := w.phone.Code(number)
		_, err = w.sys.Accounts.Close(w.ctx, seqr.CloseRequest{Key: w.key(), Account: pat.id, Code: closing, Signed: pat.act(identity.ActionClose)})
		require.NoError(t, err)
		w.audit()
	})
}

// The owner's own codes are rationed like others.
func TestOwnersCodesAreRationed(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.join("Pat Example", "+18015550101")
	w.clock.Advance(10 * time.Minute)
	ask := func() error {
		_, err := w.sys.Accounts.RequestClosing(w.ctx, seqr.StepRequest{Key: w.key(), Account: pat.id})
		return err
	}
	for range 3 {
		w.clock.Advance(30 * time.Second)
		require.NoError(t, ask())
	}
	require.ErrorIs(t, ask(), identity.ErrCodeTooSoon)
	w.clock.Advance(9 * time.Minute)
	require.NoError(t, ask())
	w.audit()
}
