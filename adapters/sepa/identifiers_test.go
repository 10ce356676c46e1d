package sepa_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/sepa"
)

func TestIdentifiers(t *testing.T) {
	for _, c := range []struct {
		check    func(string) (string, error)
		in, want string
		err      error
	}{
		{sepa.CheckIBAN, "DE89370400440532013000", "DE89370400440532013000", nil},
		{sepa.CheckIBAN, " de89 3704 0044 0532\u00a00130 00\t", "DE89370400440532013000", nil},
		{sepa.CheckIBAN, "DE88370400440532013000", "", sepa.ErrIBAN},
		{sepa.CheckIBAN, "DE8937040044053201300", "", sepa.ErrIBAN},
		{sepa.CheckIBAN, "DE893704004405320130000", "", sepa.ErrIBAN},
		{sepa.CheckIBAN, "XX89370400440532013000", "", sepa.ErrIBAN},
		{sepa.CheckIBAN, "", "", sepa.ErrIBAN},
		{sepa.CheckIBAN, strings.Repeat("1", 1000), "", sepa.ErrIBAN},
		{sepa.CheckIBAN, "FR1420041010050500013M02606", "FR1420041010050500013M02606", nil},
		{sepa.CheckBIC, "deut de ff", "DEUTDEFF", nil},
		{sepa.CheckBIC, "DEUTDEFF500", "DEUTDEFF500", nil},
		{sepa.CheckBIC, "DEUTDEFF50", "", sepa.ErrBIC},
		{sepa.CheckBIC, "DEUTXXFF", "", sepa.ErrBIC},
		{sepa.CheckBIC, "DEUTDE\u017f\u017f", "", sepa.ErrBIC}, // the long s is S in upper case
		{sepa.CheckBIC, "", "", sepa.ErrBIC},
		{sepa.CheckCreditorID, "DE98ZZZ09999999999", "DE98ZZZ09999999999", nil},
		{sepa.CheckCreditorID, "de98 zzz 0999 9999 999", "DE98ZZZ09999999999", nil},
		{sepa.CheckCreditorID, "DE98ABC09999999999", "DE98ABC09999999999", nil}, // the business code is free
		{sepa.CheckCreditorID, "NL79ZZZ999999990000", "NL79ZZZ999999990000", nil},
		{sepa.CheckCreditorID, "FR72ZZZ123456", "FR72ZZZ123456", nil},
		{sepa.CheckCreditorID, "DE00ZZZ00099999999", "", sepa.ErrCreditorID},
		{sepa.CheckCreditorID, "DE26ZZZ00000000000", "", sepa.ErrCreditorID},
		{sepa.CheckCreditorID, "DE98ZZZ", "", sepa.ErrCreditorID},
		{sepa.CheckCreditorID, "D098ZZZ09999999999", "", sepa.ErrCreditorID},
		{sepa.CheckCreditorID, "DEA8ZZZ09999999999", "", sepa.ErrCreditorID},
		{sepa.CheckCreditorID, "DE98ZZ-09999999999", "", sepa.ErrCreditorID},
		{sepa.CheckCreditorID, "DE98ZZZ0999999999٩", "", sepa.ErrCreditorID},
		{sepa.CheckCreditorID, "DE98ZZZ" + strings.Repeat("0", 29), "", sepa.ErrCreditorID},
		{sepa.CheckMandateID, " SEQR-M-1 ", "SEQR-M-1", nil},
		{sepa.CheckMandateID, "a/b-c?d:(e).,'+", "a/b-c?d:(e).,'+", nil},
		{sepa.CheckMandateID, strings.Repeat("A", 35), strings.Repeat("A", 35), nil},
		{sepa.CheckMandateID, strings.Repeat("A", 36), "", sepa.ErrMandateID},
		{sepa.CheckMandateID, "", "", sepa.ErrMandateID},
		{sepa.CheckMandateID, "/A", "", sepa.ErrMandateID},
		{sepa.CheckMandateID, "A/", "", sepa.ErrMandateID},
		{sepa.CheckMandateID, "A//B", "", sepa.ErrMandateID},
		{sepa.CheckMandateID, "A B", "", sepa.ErrMandateID},
		{sepa.CheckMandateID, "A_B", "", sepa.ErrMandateID},
		{sepa.CheckMandateID, "Ä", "", sepa.ErrMandateID},
		{sepa.CheckMandateID, "A\nB", "", sepa.ErrMandateID},
	} {
		got, err := c.check(c.in)
		require.ErrorIs(t, err, c.err, c.in)
		require.Equal(t, c.want, got, c.in)
	}
}

func TestSameMandate(t *testing.T) {
	require.True(t, sepa.SameMandate("seqr-m-1", "SEQR-M-1"))
	require.False(t, sepa.SameMandate("SEQR-M-1", "SEQR-M-2"))
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"Anna Müller":                   "Anna Muller",
		"  Ben's\n Bakery\t":            "Ben's Bakery",
		"Straße 5 & Söhne":              "Strasse 5 + Sohne",
		"Łódź, Øresund, İzmir":          "Lodz, Oresund, Izmir",
		"Αθήνα, София, Đorđe":           "Athina, Sofiya, Dorde",
		"100 % <b>“x”</b> 安":            "100 . (b)'x'(/b) .",
		"a_b@c":                         "a-b.c",
		"\x00\xff":                      "..",
		strings.Repeat("ß", 80):         strings.Repeat("s", 70),
		strings.Repeat("ab ", 30) + "c": strings.TrimSpace(strings.Repeat("ab ", 30)[:70]),
	} {
		require.Equal(t, want, sepa.Text(in, 70), in)
	}
	require.Empty(t, sepa.Text("abc", 0))
	require.Empty(t, sepa.Text("abc", -1))
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{ourIBAN, annasIBAN, creditorID, "DEUTDEFF500", "SEQR-M-1", "a//b", " ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, check := range []func(string) (string, error){sepa.CheckIBAN, sepa.CheckBIC, sepa.CheckCreditorID, sepa.CheckMandateID} {
			clean, err := check(s)
			if err != nil {
				require.Empty(t, clean)
				continue
			}
			require.NotEmpty(t, clean)
			require.LessOrEqual(t, len(clean), 35)
			again, err := check(clean)
			require.NoError(t, err)
			require.Equal(t, clean, again)
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add("Anna Müller & Söhne", 70)
	f.Add("安娜", 1)
	f.Add("\xff \u2028", -5)
	f.Fuzz(func(t *testing.T, s string, n int) {
		got := sepa.Text(s, n)
		require.LessOrEqual(t, len(got), max(n, 0))
		require.Equal(t, got, sepa.Text(got, n))
		for _, r := range got {
			require.Contains(t, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ", string(r))
		}
	})
}
