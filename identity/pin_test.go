package identity_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

func pin(t require.TestingT, s string) identity.PIN {
	p, err := identity.ParsePIN(s)
	require.NoError(t, err)
	return p
}

func TestParsePIN(t *testing.T) {
	for _, good := range []string{"0000", "1234", "90210", "739164", "000000"} {
		p, err := identity.ParsePIN(good)
		require.NoError(t, err, good)
		require.False(t, p.IsZero())
	}
	for _, bad := range []string{"", "1", "123", "1234567", "12a4", "12 4", " 1234", "1234 ", "-123", "+123", "1.23", "１２３４", "12３4", "1234\n", "123\x00"} {
		p, err := identity.ParsePIN(bad)
		require.ErrorIs(t, err, identity.ErrPINShape, "%q", bad)
		require.True(t, p.IsZero())
	}
}

func TestPINEqual(t *testing.T) {
	require.True(t, pin(t, "739164").Equal(pin(t, "739164")))
	require.False(t, pin(t, "739164").Equal(pin(t, "739165")))
	require.False(t, pin(t, "7391").Equal(pin(t, "73916")))
	require.False(t, pin(t, "7391").Equal(identity.PIN{}))
}

// PIN-1, with a birth date of 15 June 1987.
func TestCheckChoice(t *testing.T) {
	birth := date(1987, 6, 15)
	for _, c := range []struct {
		pin  string
		want error
	}{
		{"739164", nil},
		{"7391", nil},
		{"73916", nil},
		{"111111", identity.ErrPINRepeats},
		{"0000", identity.ErrPINRepeats},
		{"55555", identity.ErrPINRepeats},
		{"123456", identity.ErrPINRun},
		{"1234", identity.ErrPINRun},
		{"456789", identity.ErrPINRun},
		{"654321", identity.ErrPINRun},
		{"3210", identity.ErrPINRun},
		{"98765", identity.ErrPINRun},
		{"7890", identity.ErrPINRun},
		{"890123", identity.ErrPINRun},
		{"0987", identity.ErrPINRun},
		{"210987", identity.ErrPINRun},
		{"112233", nil},
		{"123123", nil},
		{"1235", nil},
		{"121212", nil},
		{"2468", nil},
		{"1357", nil},
		{"111112", nil},
		{"211111", nil},
		{"061587", identity.ErrPINBirthDate}, // MMDDYY
		{"150687", identity.ErrPINBirthDate}, // DDMMYY
		{"870615", identity.ErrPINBirthDate}, // YYMMDD
		{"871506", identity.ErrPINBirthDate}, // YYDDMM
		{"198706", identity.ErrPINBirthDate}, // YYYYMM
		{"061987", identity.ErrPINBirthDate}, // MMYYYY
		{"151987", identity.ErrPINBirthDate}, // DDYYYY
		{"1987", identity.ErrPINBirthDate},   // YYYY
		{"0615", identity.ErrPINBirthDate},   // MMDD
		{"1506", identity.ErrPINBirthDate},   // DDMM
		{"0687", identity.ErrPINBirthDate},   // MMYY
		{"8706", identity.ErrPINBirthDate},   // YYMM
		{"1587", identity.ErrPINBirthDate},   // DDYY
		{"61587", identity.ErrPINBirthDate},  // MDDYY
		{"15687", identity.ErrPINBirthDate},  // DDMYY
		{"87615", identity.ErrPINBirthDate},  // YYMDD
		{"61987", identity.ErrPINBirthDate},  // MYYYY
		{"061588", nil},
		{"1988", nil},
		{"0616", nil},
		{"8787", nil},
		{"1515", nil},
		{"0606", nil},
	} {
		require.ErrorIs(t, pin(t, c.pin).CheckChoice(identity.DefaultPINPolicy(), birth), c.want, c.pin)
	}
}

func TestCheckChoiceWithoutABirthDate(t *testing.T) {
	p := identity.DefaultPINPolicy()
	require.NoError(t, pin(t, "1987").CheckChoice(p, civil.Date{}))
	require.ErrorIs(t, pin(t, "1111").CheckChoice(p, civil.Date{}), identity.ErrPINRepeats)
	require.ErrorIs(t, pin(t, "1234").CheckChoice(p, civil.Date{}), identity.ErrPINRun)
}

func TestCheckChoiceLength(t *testing.T) { // PIN-1
	six := identity.PINPolicy{MinDigits: 6, MaxDigits: 6}
	require.ErrorIs(t, pin(t, "7391").CheckChoice(six, civil.Date{}), identity.ErrPINLength)
	require.ErrorIs(t, pin(t, "73916").CheckChoice(six, civil.Date{}), identity.ErrPINLength)
	require.NoError(t, pin(t, "739164").CheckChoice(six, civil.Date{}))
	four := identity.PINPolicy{MinDigits: 4, MaxDigits: 4}
	require.NoError(t, pin(t, "7391").CheckChoice(four, civil.Date{}))
	require.ErrorIs(t, pin(t, "73916").CheckChoice(four, civil.Date{}), identity.ErrPINLength)
	require.ErrorIs(t, identity.PIN{}.CheckChoice(identity.PINPolicy{}, civil.Date{}), identity.ErrPINLength)
}

// The rule takes so little of the PINs that it helps no guesser.
func TestCheckChoiceRefusesFewPINs(t *testing.T) {
	refused := 0
	for n := range 10_000 {
		if pin(t, fmt.Sprintf("%04d", n)).CheckChoice(identity.DefaultPINPolicy(), date(1987, 6, 15)) != nil {
			refused++
		}
	}
	require.Equal(t, 10+20+7, refused) // repeats, runs, and 1987 0615 1506 0687 8706 1587 8715
}

func FuzzParsePIN(f *testing.F) {
	for _, seed := range []string{"1234", "739164", "", "123", "1234567", "１２３４", "12\x004", "0000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := identity.ParsePIN(s)
		if err != nil {
			require.Equal(t, identity.ErrPINShape, err)
			return
		}
		require.Regexp(t, `\A[0-9]{4,6}\z`, s)
		require.Equal(t, "PIN(redacted)", fmt.Sprint(p))
	})
}
