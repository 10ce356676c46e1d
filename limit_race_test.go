package seqr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/store"
)

// 64 racers spend 7.00 and 0.01 of 100.00 at once, and never a cent more; what is left can be spent to the cent [GEN-4, LIM-2].
func TestRacersNeverPassTheLimit(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		var racers []func() error
		amounts := make([]string, 64)
		for i := range amounts {
			amounts[i] = "7.00"
			if i%4 == 3 {
				amounts[i] = "0.01"
			}
			racers = append(racers, w.approving(pat, shop, amounts[i], pat.pin))
		}
		spent := usd("0.00")
		errs := race(racers)
		for i, err := range errs {
			if err == nil {
				sum, err := spent.Add(usd(amounts[i]))
				require.NoError(t, err)
				spent = sum
				continue
			}
			require.ErrorIs(t, err, seqr.ErrLimit)
			require.Equal(t, "7.00", amounts[i], "a cent was left for every cent")
		}
		require.Equal(t, "98.16", spent.Format(), "14 × 7.00 and 16 × 0.01")
		require.Equal(t, "1.84", pat.available())
		w.audit()
		pat.mustPay(shop, "1.84")
		_, err := pat.pay(shop, "0.01")
		require.ErrorIs(t, err, seqr.ErrLimit)
		require.Equal(t, "0.00", pat.available())
		w.pass(7)
		require.Equal(t, "100.00", pat.available())
		w.audit()
	})
}

// Two at once spend 60.00 of 100.00: exactly one succeeds [GEN-4].
func TestTwoApprovalsOfSixty(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		errs := race([]func() error{w.approving(pat, shop, "60.00", pat.pin), w.approving(pat, shop, "60.00", pat.pin)})
		require.Equal(t, 1, count(errs, nil))
		require.Equal(t, 1, count(errs, seqr.ErrLimit))
		require.Equal(t, "40.00", pat.available())
		w.audit()
	})
}

// One client after the other reaches exactly 100.00, and no cent more.
func TestLoneClientReachesTheLimit(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	for _, amount := range []string{"93.00", "6.99", "0.01"} {
		pat.mustPay(shop, amount)
	}
	require.Equal(t, "0.00", pat.available())
	_, err := pat.pay(shop, "0.01")
	require.Equal(t, &seqr.LimitError{Needed: usd("0.01"), Available: usd("0.00")}, err)
	require.True(t, pat.view().Accounts[0].Active, "spent, and still active [REG-13]")
	w.audit()
}
