package seqr_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// moving is an approval that is signed now and sent in a race.
func (p *person) moving(v seqr.Prepared, err error) func() error {
	p.w.t.Helper()
	require.NoError(p.w.t, err)
	r := p.consent(v)
	return func() error {
		_, err := p.w.sys.Transfers.Approve(p.w.ctx, r)
		return err
	}
}

func (p *person) sending(to, amount string) func() error {
	p.w.t.Helper()
	return p.moving(p.w.sys.Transfers.PrepareSend(p.w.ctx, seqr.SendRequest{Account: p.id, To: to, Amount: amount}))
}

// Two sends of 60.00 over 100.00: one passes [GEN-4, LIM-7, P2P-5].
func TestTwoSendsOfSixty(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		pat := w.join("Pat Example", patNumber)
		w.join("Kim Example", kimNumber)
		errs := race([]func() error{pat.sending(kimNumber, "60.00"), pat.sending(kimNumber, "60.00")})
		require.Equal(t, 1, count(errs, nil))
		require.Equal(t, 1, count(errs, seqr.ErrLimit))
		require.Equal(t, "40.00", pat.available())
		w.audit()
	})
}

// A balance is withdrawn once [PRE-6, GEN-4].
func TestTwoWithdrawalsOfTheBalance(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, withPrepaid)
		pat := w.join("Pat Example", patNumber)
		_, err := pat.topUp("60.00")
		require.NoError(t, err)
		take := func() func() error {
			return pat.moving(w.sys.Transfers.PrepareWithdrawal(w.ctx, seqr.OwnRequest{Account: pat.id, Amount: "60.00"}))
		}
		errs := race([]func() error{take(), take(), take()})
		require.Equal(t, 1, count(errs, nil))
		require.Equal(t, 2, count(errs, seqr.ErrLimit))
		require.Equal(t, "0.00", pat.balance())
		w.audit()
	})
}

// A receiver who leaves while money is sent either has it or never gets it [P2P-5, P2P-7].
func TestSendAgainstClosing(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		pat, kim := w.join("Pat Example", patNumber), w.join("Kim Example", kimNumber)
		w.clock.Advance(10 * time.Minute)
		_, err := w.sys.Accounts.RequestClosing(w.ctx, seqr.StepRequest{Key: w.key(), Account: kim.id})
		require.NoError(t, err)
		w.settle()
		leave := seqr.CloseRequest{Key: w.key(), Account: kim.id, Code: w.phone.Code(kim.number), Signed: kim.act(identity.ActionClose)}
		errs := race([]func() error{pat.sending(kimNumber, "60.00"), func() error {
			_, err := w.sys.Accounts.Close(w.ctx, leave)
			return err
		}})
		require.NoError(t, errs[1])
		want := "40.00"
		if err := errs[0]; err != nil {
			// Who leaves between the look at the account and the look at its bank account had no account to credit.
			require.True(t, errors.Is(err, payment.ErrUnregistered) || errors.Is(err, payment.ErrCannotReceive), "%v", err)
			want = "100.00"
		}
		require.Equal(t, want, pat.available())
		w.audit()
	})
}

// Somebody registers at the moment when the money would return: one of both happens [P2P-6, GEN-4].
func TestClaimAgainstExpiry(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, withWait)
		pat := w.join("Pat Example", patNumber)
		moved := pat.mustSend("+18015550155", "20.00")
		w.clock.Advance(7*24*time.Hour - 5*time.Second)
		eva := w.apply("+18015550155")
		confirm := seqr.ConfirmRequest{Key: w.key(), Account: eva.id, Code: w.phone.Code(eva.number)}
		errs := race([]func() error{
			func() error {
				_, err := w.sys.Accounts.Confirm(w.ctx, confirm)
				return err
			},
			func() error { w.clock.Advance(5 * time.Second); return nil },
			func() error {
				_, err := w.sys.Step(w.ctx)
				return err
			},
		})
		require.Equal(t, 3, count(errs, nil))
		w.clock.Advance(2 * time.Minute) // an event that came too early comes again
		w.settle()
		if string(payment.TransferDone) == pat.movement(moved.Transfer).State {
			require.Equal(t, "20.00", eva.balance())
			require.Equal(t, "80.00", pat.available())
		} else {
			require.Equal(t, "0.00", eva.balance())
			require.Equal(t, "100.00", pat.available())
		}
		w.audit()
	})
}

// Money that is sent to a number at the moment when it is proved does not wait for anybody: it is there [P2P-6, GEN-4].
func TestSendAgainstRegistration(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, withWait)
		pat := w.join("Pat Example", patNumber)
		for _, number := range []string{"+18015550161", "+18015550162", "+18015550163", "+18015550164"} {
			eva := w.apply(number)
			confirm := seqr.ConfirmRequest{Key: w.key(), Account: eva.id, Code: w.phone.Code(number)}
			errs := race([]func() error{pat.sending(number, "5.00"), func() error {
				_, err := w.sys.Accounts.Confirm(w.ctx, confirm)
				return err
			}})
			require.Equal(t, 2, count(errs, nil))
			require.Equal(t, "5.00", eva.balance())
		}
		w.audit()
	})
}

// interrupted is a store in which something else happens just before a number's codes are read.
type interrupted struct {
	store.Store
	before func()
}

func (s *interrupted) Activation(ctx context.Context, phone account.Tag) (identity.Activation, error) {
	if before := s.before; before != nil {
		s.before = nil
		before()
	}
	return s.Store.Activation(ctx, phone)
}

// Whoever proves the number between the two looks of a sender, at who has it and at its codes, gets the money at once [P2P-6].
func TestRegistrationBetweenTwoLooksOfASender(t *testing.T) {
	t.Parallel()
	st := &interrupted{Store: memory.New()}
	w := quickOn(t, st, withWait, func(c *seqr.Config) { c.Store = st })
	pat, eva := w.join("Pat Example", patNumber), w.apply("+18015550161")
	send := pat.sending(eva.number, "5.00")
	st.before = eva.confirm
	require.NoError(t, send())
	require.Equal(t, "5.00", eva.balance())
	w.audit()
}
