package identity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// A letter's code works through day 14 and is refused on day 15, by the market's days, also where a day has 23 or 25 hours [IDV-12].
func TestLetterCodes(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	require.NoError(t, err)
	p := identity.DefaultPolicy()
	p.LetterDays = 14
	for _, day := range []civil.Date{{Year: 2026, Month: time.March, Day: 20}, {Year: 2026, Month: time.October, Day: 12}, {Year: 2026, Month: time.June, Day: 1}} {
		for _, sent := range []time.Time{day.Time(stockholm), day.Time(stockholm).Add(23*time.Hour - time.Microsecond)} {
			codes := p.LetterCodes(sent, stockholm)
			letter, err := identity.Activation{Phone: identity.LetterTag(account.ID{})}.Send(codes, account.ID{}, []byte("mac"), sent)
			require.NoError(t, err)
			over := day.AddDays(15).Time(stockholm)
			require.True(t, letter.Outstanding(codes, over.Add(-time.Microsecond)), "day 14")
			require.False(t, letter.Outstanding(codes, over), "day 15")
		}
	}
	require.NoError(t, p.LetterCodes(time.Time{}, stockholm).Check())
}

// An age of its own for the prepaid account, and the days of a letter, make sense or are refused.
func TestPolicyOfOptions(t *testing.T) {
	for _, c := range []struct {
		prepaidAge, letterDays int
		ok                     bool
	}{{13, 0, true}, {18, 14, true}, {19, 0, false}, {-1, 0, false}, {0, -14, false}} {
		p := identity.DefaultPolicy()
		p.PrepaidAge, p.LetterDays = c.prepaidAge, c.letterDays
		require.Equal(t, c.ok, p.Check() == nil, "%+v", c)
	}
}
