package cashback_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

var (
	corrected = cashback.CorrectionID{UUID: uuid.UUID{5}}
	action    = uuid.UUID{6}
)

// What is granted becomes of it what would become of a payout, and each part of it must be there.
func TestNewCorrection(t *testing.T) {
	q := quarter(t, "2026-Q1")
	for facts, want := range verdicts {
		v, err := cashback.NewCorrection(corrected, ada, q, usd(2_00), action, facts, payday)
		require.NoError(t, err)
		require.Equal(t, cashback.Correction{
			ID: corrected, Payer: ada, Quarter: q, Amount: usd(2_00), Action: action, State: want, At: payday, Changed: payday,
		}, v)
		require.Equal(t, "correct cashback 2026-Q1 by 2.00", v.Verb())
	}
	for what, f := range map[string]func() (cashback.Correction, error){
		"no ID": func() (cashback.Correction, error) {
			return cashback.NewCorrection(cashback.CorrectionID{}, ada, q, usd(1), action, cashback.Facts{}, payday)
		},
		"no payer": func() (cashback.Correction, error) {
			return cashback.NewCorrection(corrected, account.ID{}, q, usd(1), action, cashback.Facts{}, payday)
		},
		"no quarter": func() (cashback.Correction, error) {
			return cashback.NewCorrection(corrected, ada, civil.Quarter{}, usd(1), action, cashback.Facts{}, payday)
		},
		"nothing": func() (cashback.Correction, error) {
			return cashback.NewCorrection(corrected, ada, q, usd(0), action, cashback.Facts{}, payday)
		},
		"no action": func() (cashback.Correction, error) {
			return cashback.NewCorrection(corrected, ada, q, usd(1), uuid.Nil, cashback.Facts{}, payday)
		},
	} {
		_, err := f()
		require.ErrorIs(t, err, cashback.ErrCorrection, what)
	}
}

// Every state × every action.
func TestCorrectionStates(t *testing.T) {
	later, order := payday.Add(24*time.Hour), uuid.UUID{1}
	for _, state := range []cashback.PayoutState{cashback.Paid, cashback.Held, cashback.Forfeited} {
		v := cashback.Correction{ID: corrected, Payer: ada, Version: 3, State: state, Amount: usd(2_00), Order: order, At: payday}
		for facts, want := range verdicts {
			after, err := v.Resume(facts, later)
			if state != cashback.Held {
				require.ErrorIs(t, err, cashback.ErrNotHeld, state)
				require.Equal(t, v, after)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, want, after.State)
			require.Equal(t, want == cashback.Held, after.Order == order, "known to lie where it came back to while it is held")
			require.Equal(t, later, after.Changed)
		}
		after, err := v.Return(later)
		if state != cashback.Paid {
			require.ErrorIs(t, err, cashback.ErrNotPaid, state)
			require.Equal(t, v, after)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, cashback.Held, after.State)
		require.Equal(t, order, after.Order)
	}
}

// A cent decides what customer service may still grant.
func TestCorrectable(t *testing.T) {
	p := cashback.Standard(money.USD, time.UTC)
	before := []cashback.Correction{{Amount: usd(60_00)}, {Amount: usd(39_99)}}
	require.NoError(t, p.Correctable(usd(100_00), nil))
	require.ErrorIs(t, p.Correctable(usd(100_01), nil), cashback.ErrCorrectedTooMuch)
	require.NoError(t, p.Correctable(usd(1), before))
	require.ErrorIs(t, p.Correctable(usd(2), before), cashback.ErrCorrectedTooMuch)
	require.ErrorIs(t, p.Correctable(usd(0), nil), cashback.ErrCorrection)
	require.ErrorIs(t, p.Correctable(usd(-1), nil), cashback.ErrCorrection)
	require.ErrorIs(t, p.Correctable(money.FromMinor(1, money.EUR), nil), cashback.ErrCorrection)
	require.ErrorIs(t, p.Correctable(usd(1), []cashback.Correction{{Amount: usd(1<<63 - 1)}}), money.ErrOverflow)
}
