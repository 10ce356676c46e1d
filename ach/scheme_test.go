package ach_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
)

func TestSchemeCheck(t *testing.T) {
	for _, c := range []struct {
		scheme                    ach.Scheme
		routing, number           string
		cleanRouting, cleanNumber string
		want                      error
	}{
		{ach.ACH, "076401251", " 1234 ", "076401251", "1234", nil},
		{ach.ACH, "076401250", "1234", "", "", ach.ErrRouting},
		{ach.SEPA, "", "de89 3704 0044 0532 0130 00", "", "DE89370400440532013000", nil},
		{ach.SEPA, "COBADEFF", "DE89370400440532013000", "", "", ach.ErrRouting},
		{ach.UKDirectDebit, "20-00-00", "55779911", "200000", "55779911", nil},
		{ach.UKDirectDebit, "00-00-00", "55779911", "", "", ach.ErrRouting},
		{ach.UKDirectDebit, "2000000", "55779911", "", "", ach.ErrRouting},
		{ach.UKDirectDebit, "200000", "5577991", "", "", ach.ErrAccountNumber},
		{ach.UKDirectDebit, "200000", "557799112", "", "", ach.ErrAccountNumber},
		{ach.Autogiro, "3300", "900517-1234", "3300", "9005171234", nil},
		{ach.Autogiro, "8327-9", "1", "83279", "1", nil},
		{ach.Autogiro, "330", "1", "", "", ach.ErrRouting},
		{ach.Autogiro, "3300", "12345678901", "", "", ach.ErrAccountNumber},
		{"giro", "1", "1", "", "", ach.ErrScheme},
	} {
		routing, number, err := c.scheme.Check(c.routing, c.number)
		require.ErrorIs(t, err, c.want, "%+v", c)
		if c.want == nil {
			require.Equal(t, c.cleanRouting, routing)
			require.Equal(t, c.cleanNumber, number)
		}
	}
}

// Savings accounts are drawn from over ACH only (MND-4).
func TestSchemeCheckType(t *testing.T) {
	for _, s := range []ach.Scheme{ach.ACH, ach.SEPA, ach.Autogiro, ach.UKDirectDebit} {
		require.NoError(t, s.CheckType(ach.Checking))
		require.Equal(t, s == ach.ACH, s.CheckType(ach.Savings) == nil, s)
		require.ErrorIs(t, s.CheckType("card"), ach.ErrAccountType)
	}
	_, debited := ach.SchemeOf(account.Prepaid)
	require.False(t, debited)
}

// The IBANs are the examples of the registry; each digit matters, and so does the length of the country (MND-4).
func TestCheckIBAN(t *testing.T) {
	for _, good := range []string{
		"DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606", "NL91ABNA0417164300", "SE4550000000058398257466",
		"RO49AAAA1B31007593840000", "FI2112345600000785", "AT611904300234573201", "BE68539007547034", "ES9121000418450200051332",
		"IT60X0542811101000000123456", "PT50000201231234567890154", "NO9386011117947", "MT84MALT011000012345MTLCAST001S",
	} {
		clean, err := ach.CheckIBAN(strings.ToLower(good))
		require.NoError(t, err, good)
		require.Equal(t, good, clean)
		for _, bad := range []string{good[1:], good + "0", good[:len(good)-1], good[:2] + "00" + good[4:], "US" + good[2:]} {
			_, err := ach.CheckIBAN(bad)
			require.ErrorIs(t, err, ach.ErrIBAN, bad)
		}
		last := good[len(good)-1]
		other := byte('0')
		if last == other {
			other = '1'
		}
		_, err = ach.CheckIBAN(good[:len(good)-1] + string(other))
		require.ErrorIs(t, err, ach.ErrIBAN)
	}
	for _, bad := range []string{"", "D", "DE", "DE89 3704 0044 0532 0130 0é", strings.Repeat(" ", 100)} {
		_, err := ach.CheckIBAN(bad)
		require.ErrorIs(t, err, ach.ErrIBAN)
	}
}

func FuzzCheckIBAN(f *testing.F) {
	for _, s := range []string{"", "DE89370400440532013000", "de89 3704", "ſE4550000000058398257466"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, err := ach.CheckIBAN(s)
		if err != nil {
			require.Empty(t, clean)
			return
		}
		again, err := ach.CheckIBAN(clean)
		require.NoError(t, err)
		require.Equal(t, clean, again)
	})
}

// A mandate's reference fits every rail, and tells first debits from later ones (COL-13).
func TestMandateReferenceAndFirstDebit(t *testing.T) {
	m, err := ach.NewMandate(mandateID, ownerID, bankID, "mandate-1", deviceID, at)
	require.NoError(t, err)
	require.Equal(t, "01890000000070008000000000000003", m.Reference())
	after, first := m.Debit(at)
	require.True(t, first)
	again, first := after.Debit(at.AddDate(0, 0, 1))
	require.False(t, first)
	require.Equal(t, after, again)
	require.Equal(t, ach.MandatePending, m.Pending().State)
	require.Equal(t, ach.MandateValid, m.State, "the receiver is a value")
}
