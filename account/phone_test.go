package account_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

var (
	phoneUS = account.PhoneRule{Region: "US", NationalDigits: 10}
	phoneSE = account.PhoneRule{Region: "SE", Trunk: true}
	phoneGB = account.PhoneRule{Region: "GB", Trunk: true}
	phoneES = account.PhoneRule{Region: "ES"}
	phoneIT = account.PhoneRule{Region: "IT"}
)

func TestParsePhone(t *testing.T) {
	for _, c := range []struct {
		text string
		rule account.PhoneRule
		want string
	}{
		{"+18015550123", phoneUS, "+18015550123"}, // REG-5: kept for fiction, and accepted
		{"+1 (801) 555-0123", phoneUS, "+18015550123"},
		{" +1 801.555.0123 ", phoneUS, "+18015550123"},
		{"(+1) 801/555/0123", phoneUS, "+18015550123"},
		{"+1\u00a0801\u00a0555\u00a00123", phoneUS, "+18015550123"},
		{"+12125552368", phoneUS, "+12125552368"},
		{"+46 070-123 45 67", phoneSE, "+46701234567"}, // REG-4
		{"+46701234567", phoneSE, "+46701234567"},
		{"+46 (0)70 123 45 67", phoneSE, "+46701234567"},
		{"+44 (0)7400 123456", phoneGB, "+447400123456"},
		{"+34 612 345 678", phoneES, "+34612345678"},
		{"+39 312 345 6789", phoneIT, "+393123456789"},
	} {
		p, err := account.ParsePhone(c.text, c.rule)
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, p.E164(), c.text)
	}
}

func TestParsePhoneRefuses(t *testing.T) {
	for _, c := range []struct {
		text string
		rule account.PhoneRule
		want error
	}{
		{"8015550123", phoneUS, account.ErrPhoneNoCountryCode}, // REG-5
		{"0701234567", phoneSE, account.ErrPhoneNoCountryCode}, // REG-4
		{"0046701234567", phoneSE, account.ErrPhoneNoCountryCode},
		{"＋18015550123", phoneUS, account.ErrPhoneInvalid},
		{"+1801555012", phoneUS, account.ErrPhoneLength},
		{"+180155501234", phoneUS, account.ErrPhoneLength},
		{"+1", phoneUS, account.ErrPhoneLength},
		{"+1 0801555012", phoneUS, account.ErrPhoneLeadingZero},
		{"+1 08015550123", phoneUS, account.ErrPhoneLeadingZero},
		{"+34 0612 345 678", phoneES, account.ErrPhoneLeadingZero},
		{"+39 0612345678", phoneIT, account.ErrPhoneLeadingZero},
		{"+46 0070 123 45 67", phoneSE, account.ErrPhoneLeadingZero}, // one zero is the prefix, not two
		{"+46701234567", phoneUS, account.ErrPhoneRegion},
		{"+18015550123", phoneSE, account.ErrPhoneRegion},
		{"+1 416 555 2368", phoneUS, account.ErrPhoneRegion}, // Canada has the same code
		{"+18015550123", account.PhoneRule{Region: "XX"}, account.ErrPhoneRegion},
		{"+18015550123", account.PhoneRule{}, account.ErrPhoneRegion},
		{"+46 70", phoneSE, account.ErrPhoneLength},
		{"+46" + strings.Repeat("7", 20), phoneSE, account.ErrPhoneLength},
		{"+34 012", phoneES, account.ErrPhoneLeadingZero},
		{"+34 112 345 678", phoneES, account.ErrPhoneInvalid},
		{"", phoneUS, account.ErrPhoneInvalid},
		{"+", phoneUS, account.ErrPhoneInvalid},
		{"++18015550123", phoneUS, account.ErrPhoneInvalid},
		{"+1801555+0123", phoneUS, account.ErrPhoneInvalid},
		{"+0018015550123", phoneUS, account.ErrPhoneInvalid},
		{"+1 801 555 0123 ext. 4", phoneUS, account.ErrPhoneInvalid},
		{"+1 801 555 0123;ext=4", phoneUS, account.ErrPhoneInvalid},
		{"+1-800-FLOWERS", phoneUS, account.ErrPhoneInvalid},
		{"tel:+18015550123", phoneUS, account.ErrPhoneInvalid},
		{"+1801555012\n3", phoneUS, account.ErrPhoneInvalid},
		{"+١٨٠١٥٥٥٠١٢٣", phoneUS, account.ErrPhoneInvalid},
		{"+1 801 555 0123" + strings.Repeat(" ", 64), phoneUS, account.ErrPhoneInvalid},
		{"\xff\xfe", phoneUS, account.ErrPhoneInvalid},
	} {
		p, err := account.ParsePhone(c.text, c.rule)
		require.ErrorIs(t, err, c.want, "%q", c.text)
		require.True(t, p.IsZero())
	}
}

func TestPhoneFromE164(t *testing.T) {
	for _, s := range []string{"", "+1801555", "+18015550123", "+461234567890123"} {
		p, err := account.PhoneFromE164(s)
		require.NoError(t, err, s)
		require.Equal(t, s, p.E164())
		require.Equal(t, s == "", p.IsZero())
	}
	for _, s := range []string{"18015550123", "+180155", "+4612345678901234", "+08015550123", "+1 8015550123", "+1801555012x", "+"} {
		_, err := account.PhoneFromE164(s)
		require.ErrorIs(t, err, account.ErrPhoneInvalid, s)
	}
}

// Whatever is accepted can be stored, read back and entered again, and belongs to the market.
func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"+18015550123", "+1 (801) 555-0123", "+46 070-123 45 67", "0701234567", "+1", "+", "+44 (0)7400 123456", "\u00a0+34"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, rule := range []account.PhoneRule{phoneUS, phoneSE, phoneGB, phoneES, phoneIT} {
			p, err := account.ParsePhone(text, rule)
			if err != nil {
				require.True(t, p.IsZero())
				continue
			}
			again, err := account.ParsePhone(p.E164(), rule)
			require.NoError(t, err)
			require.Equal(t, p, again)
			stored, err := account.PhoneFromE164(p.E164())
			require.NoError(t, err)
			require.Equal(t, p, stored)
			require.NotContains(t, p.String(), p.E164()[2:8])
		}
	})
}
