package nacha

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// A correction names what its code says, or nothing: half of it would name an account that nobody has.
func TestCorrectionNamesAllOrNothing(t *testing.T) {
	const blank = "                             "
	for name, c := range map[string]struct {
		code, data           string
		routing, number, typ string
	}{
		"account":               {"C01", "20001111", "", "20001111", ""},
		"account with blanks":   {"C01", "12 34 56", "", "12 34 56", ""},
		"routing":               {"C02", "021000021", "021000021", "", ""},
		"both":                  {"C03", "021000021   20001111", "021000021", "20001111", ""},
		"both, one is missing":  {"C03", "021000021", "", "", ""},
		"savings":               {"C05", "37", "", "", "savings"},
		"checking":              {"C05", "22", "", "", "checking"},
		"a loan":                {"C05", "52", "", "", "52"},
		"no type":               {"C05", "", "", "", ""},
		"account and type":      {"C06", "20001111            37", "", "20001111", "savings"},
		"account without type":  {"C06", "20001111", "", "", ""},
		"all":                   {"C07", "0210000211234567890123456727", "021000021", "12345678901234567", "checking"},
		"name":                  {"C04", "P EXAMPLE", "", "", ""},
		"individual ID":         {"C09", "X1", "", "", ""},
		"format of the addenda": {"C13", "", "", "", ""},
		"unknown":               {"C99", "20001111", "", "", ""},
	} {
		l := line{text: []rune("798" + c.code + blank[:29] + (c.data + blank)[:29] + blank + blank)}
		n := readCorrection(Return{OrderID: "ORDER", Code: c.code}, l).notice(civil.Date{Year: 2026, Month: 1, Day: 6})
		require.Equal(t, [3]string{c.routing, c.number, c.typ}, [3]string{n.Routing, n.Number, string(n.Type)}, name)
		require.Equal(t, c.routing+c.number+c.typ != "", n.Corrects(), name)
		require.Equal(t, ach.NoticeCorrection, n.Kind)
		require.Contains(t, n.Text, c.code)
	}
}
