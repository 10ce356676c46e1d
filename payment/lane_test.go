package payment_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/payment"
)

func TestNewLane(t *testing.T) { // PAY-19
	l, err := payment.NewLane(laneID, shop(), " Lane 1 ", "a7", payment.InStore, false)
	require.NoError(t, err)
	require.Equal(t, payment.Lane{
		ID: laneID, Merchant: merchantID, Location: locationID,
		Name: "Lane 1", Code: "A7", Channel: payment.InStore,
	}, l)

	_, err = payment.NewLane(payment.LaneID{}, shop(), "Lane 1", "A7", payment.InStore, false)
	_, err2 := payment.NewLane(laneID, payment.Location{}, "Lane 1", "A7", payment.InStore, false)
	requireAll(t, payment.ErrID, err, err2)
	_, err = payment.NewLane(laneID, shop(), "Lane 1", "A_7", payment.InStore, false)
	require.ErrorIs(t, err, payment.ErrLaneCode)
	for _, c := range []payment.Channel{"", "Store", "p2p"} {
		_, err = payment.NewLane(laneID, shop(), "Lane 1", "A7", c, false)
		require.ErrorIs(t, err, payment.ErrChannel)
	}
	for _, c := range []payment.Channel{payment.InStore, payment.Online, payment.ShopOnTheSpot} { // PAY-10
		_, err = payment.NewLane(laneID, shop(), "Lane 1", "A7", c, true)
		require.NoError(t, err)
	}
}

func TestAStoresLaneHoldsOneInvoice(t *testing.T) { // PAY-14
	l := till()
	held := l.Hold(invoiceID)
	require.Equal(t, invoiceID, held.Open)
	require.Equal(t, payment.InvoiceID{}, l.Open, "the receiver has changed")
	other := payment.InvoiceID{UUID: id(44)}
	require.Equal(t, other, held.Hold(other).Open)

	l.Many = true
	require.Equal(t, l, l.Hold(invoiceID))
}

func TestParseLaneCode(t *testing.T) {
	for in, want := range map[string]string{
		"0":                     "0",
		"az09AZ":                "AZ09AZ",
		"0039394857311223":      "0039394857311223",
		strings.Repeat("q", 24): strings.Repeat("Q", 24),
	} {
		got, err := payment.ParseLaneCode(in)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, in := range []string{
		"", " A7", "A7 ", "A-7", "A_7", "A/7", "A%37", "\x00", "Ä7", "Q１２", "\u017f", "\u212a", strings.Repeat("q", 25),
	} {
		_, err := payment.ParseLaneCode(in)
		require.ErrorIs(t, err, payment.ErrLaneCode, "%q", in)
	}
}

func FuzzParseLaneCode(f *testing.F) {
	for _, s := range []string{"", "A7", "a7", "0039394857311223", "A_7", "Q１２", "ı", strings.Repeat("z", 25)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := payment.ParseLaneCode(s)
		if err != nil {
			require.ErrorIs(t, err, payment.ErrLaneCode)
			require.Empty(t, code)
			return
		}
		require.Regexp(t, `^[0-9A-Z]{1,24}$`, code)
		require.True(t, strings.EqualFold(s, code))
		again, err := payment.ParseLaneCode(code)
		require.NoError(t, err)
		require.Equal(t, code, again)
	})
}
