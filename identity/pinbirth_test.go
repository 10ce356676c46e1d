package identity_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

func TestBirthDatePINs(t *testing.T) { // PIN-1
	born := date(1987, 6, 15)
	pins := identity.BirthDatePINs(born)
	for _, digits := range []string{"1987", "0615", "1506", "0687", "061587", "150687", "870615", "061987", "198706"} {
		require.True(t, slices.ContainsFunc(pins, pin(t, digits).Equal), digits)
	}
	for _, p := range pins {
		require.ErrorIs(t, p.CheckChoice(identity.DefaultPINPolicy(), born), identity.ErrPINBirthDate, "the two rules must agree")
	}
}
