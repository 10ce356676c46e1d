package sqlstore

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/money"
)

func somePaymentAccounts() []keptPaymentAccount {
	return []keptPaymentAccount{
		{
			ID: uuid.New(), Kind: "ach_debit", Name: "ACH Direct Debit Account", Ledger: uuid.New(), Fees: uuid.New(), Bank: uuid.New(),
			Maximum: keptAmount{Minor: -100_00, Currency: money.USD}, Usable: true, Collected: 12, Pending: true,
		},
		{ID: uuid.New(), Kind: "prepaid", Name: "Käyttötili", Maximum: keptAmount{Currency: money.EUR}, Locked: true},
	}
}

// What is written is read as encoding/json reads it.
func TestPaymentAccountsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, want := range [][]keptPaymentAccount{somePaymentAccounts(), somePaymentAccounts()[:1]} {
		text, err := json.Marshal(want)
		require.NoError(t, err)
		got, err := readPaymentAccounts(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// What is written otherwise is left to encoding/json, and so is what is no list.
func TestPaymentAccountsThatAreWrittenOtherwise(t *testing.T) {
	t.Parallel()
	named := somePaymentAccounts()
	named[0].Name = "Smith & \"Sons\""
	spaced, err := json.MarshalIndent(named, "", " ")
	require.NoError(t, err)
	escaped, err := json.Marshal(named)
	require.NoError(t, err)
	for _, text := range [][]byte{spaced, escaped} {
		got, err := readPaymentAccounts(text)
		require.NoError(t, err)
		require.Equal(t, named, got)
	}
	short := []byte(`[{"id":"` + named[0].ID.String() + `","kind":"prepaid"}]`)
	got, err := readPaymentAccounts(short)
	require.NoError(t, err)
	require.Equal(t, []keptPaymentAccount{{ID: named[0].ID, Kind: "prepaid"}}, got, "a field that is not there")
	for n := range escaped {
		_, err := readPaymentAccounts(escaped[:n])
		require.Error(t, err)
	}
	_, err = readPaymentAccounts(append(escaped, ']'))
	require.Error(t, err)
}

func FuzzReadPaymentAccounts(f *testing.F) {
	text, err := json.Marshal(somePaymentAccounts())
	require.NoError(f, err)
	f.Add(text)
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := readPaymentAccounts(text)
		want, wantErr := readKept[keptPaymentAccount](text)
		if wantErr == nil {
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	})
}
