package payment_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

func TestNewMerchant(t *testing.T) {
	m, err := payment.NewMerchant(merchantID, "US", "  Corner Bakery ", money.USD, true, payable, at)
	require.NoError(t, err)
	require.Equal(t, payment.Merchant{
		ID: merchantID, Market: "US", Name: "Corner Bakery", Charity: true, Active: true,
		Currency: money.USD, Payable: payable, OpenedAt: at,
	}, m)
	for name, c := range map[string]struct {
		id       payment.MerchantID
		market   string
		name     string
		currency money.Currency
		payable  ledger.AccountID
		want     error
	}{
		"no ID":            {payment.MerchantID{}, "US", "A", money.USD, payable, payment.ErrID},
		"no account":       {merchantID, "US", "A", money.USD, ledger.AccountID{}, payment.ErrID},
		"no market":        {merchantID, "", "A", money.USD, payable, payment.ErrMarket},
		"long market":      {merchantID, "USA", "A", money.USD, payable, payment.ErrMarket},
		"small market":     {merchantID, "us", "A", money.USD, payable, payment.ErrMarket},
		"half a market":    {merchantID, "Us", "A", money.USD, payable, payment.ErrMarket},
		"no currency":      {merchantID, "US", "A", "", payable, payment.ErrCurrency},
		"unknown currency": {merchantID, "US", "A", "USX", payable, payment.ErrCurrency},
		"no name":          {merchantID, "US", " ", money.USD, payable, payment.ErrName},
	} {
		_, err := payment.NewMerchant(c.id, c.market, c.name, c.currency, false, c.payable, at)
		require.ErrorIs(t, err, c.want, name)
	}
}

func TestNamesAreShownAsTheyAre(t *testing.T) {
	for _, good := range []string{
		"A", strings.Repeat("é", payment.MaxLine), "Café Straße 7 & Søn", "パン屋", "می\u200cخواهم", "👩\u200d🍳 Bakery",
	} {
		l, err := payment.NewLocation(locationID, bakery(), good, "")
		require.NoError(t, err, good)
		require.Equal(t, good, l.Name)
	}
	for name, bad := range map[string]string{
		"empty":                "",
		"blank":                " \t\n",
		"too long":             strings.Repeat("é", payment.MaxLine+1),
		"huge":                 strings.Repeat("x", 1<<20),
		"not UTF-8":            "Bak\xffery",
		"escape sequence":      "Bakery\x1b[2J",
		"C1 control":           "Bakery\u009b2J",
		"two lines":            "Bakery\nfree of charge",
		"writing turned round": "Bakery\u202eyrekaB",
		"isolated direction":   "Bakery\u2067",
		"zero-width space":     "Bak\u200bery",
		"no character":         "Bakery\u0000",
		"private use":          "Bakery\ue000",
	} {
		_, err := payment.NewMerchant(merchantID, "US", bad, money.USD, false, payable, at)
		_, err2 := payment.NewLocation(locationID, bakery(), bad, "")
		_, err3 := payment.NewLane(laneID, shop(), bad, "A7", payment.InStore, false)
		for _, err := range []error{err, err2, err3} {
			require.ErrorIs(t, err, payment.ErrName, name)
		}
	}
}

func TestDeactivateAndActivateAreOpposites(t *testing.T) {
	m := bakery()
	require.False(t, m.Deactivate().Active)
	require.Equal(t, m, m.Deactivate().Activate())
	require.Equal(t, m, m.Activate())
	require.Equal(t, m.Deactivate(), m.Deactivate().Deactivate())
}

func TestNewLocation(t *testing.T) {
	l, err := payment.NewLocation(locationID, bakery(), "Main Street", " 1 Main Street\r\nSpringfield\n")
	require.NoError(t, err)
	require.Equal(t, payment.Location{
		ID: locationID, Merchant: merchantID, Name: "Main Street", Address: "1 Main Street\nSpringfield",
	}, l)
	_, err = payment.NewLocation(payment.LocationID{}, bakery(), "Main Street", "")
	_, err2 := payment.NewLocation(locationID, payment.Merchant{}, "Main Street", "")
	requireAll(t, payment.ErrID, err, err2)
	_, err = payment.NewLocation(locationID, bakery(), "Main Street", "1\x1b[2J")
	_, err2 = payment.NewLocation(locationID, bakery(), "Main Street", strings.Repeat("x", payment.MaxLong+1))
	_, err3 := payment.NewLocation(locationID, bakery(), "Main Street", "Springfield\rElsewhere")
	requireAll(t, payment.ErrText, err, err2, err3)
}
