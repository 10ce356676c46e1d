package ach_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
)

// The evidence is complete or there is no mandate (MND-1).
func TestNewMandate(t *testing.T) {
	m, err := ach.NewMandate(mandateID, ownerID, bankID, "us-2026-01", deviceID, at.In(time.FixedZone("", 3600)))
	require.NoError(t, err)
	require.Equal(t, ach.Mandate{
		ID: mandateID, Owner: ownerID, Bank: bankID, State: ach.MandateValid, Text: "us-2026-01", Device: deviceID, At: at,
	}, m)
	for name, build := range map[string]func() (ach.Mandate, error){
		"ID": func() (ach.Mandate, error) {
			return ach.NewMandate(ach.MandateID{}, ownerID, bankID, "v1", deviceID, at)
		},
		"owner": func() (ach.Mandate, error) {
			return ach.NewMandate(mandateID, account.ID{}, bankID, "v1", deviceID, at)
		},
		"bank": func() (ach.Mandate, error) {
			return ach.NewMandate(mandateID, ownerID, ach.BankAccountID{}, "v1", deviceID, at)
		},
		"text":   func() (ach.Mandate, error) { return ach.NewMandate(mandateID, ownerID, bankID, "", deviceID, at) },
		"device": func() (ach.Mandate, error) { return ach.NewMandate(mandateID, ownerID, bankID, "v1", uuid.Nil, at) },
		"time": func() (ach.Mandate, error) {
			return ach.NewMandate(mandateID, ownerID, bankID, "v1", deviceID, time.Time{})
		},
	} {
		got, err := build()
		require.ErrorIs(t, err, ach.ErrMandate, name)
		require.Zero(t, got)
	}
}

// Every state × every verb.
func TestMandateMatrix(t *testing.T) {
	refused := ach.MandateState("refused")
	states := []ach.MandateState{ach.MandatePending, ach.MandateValid, ach.MandateInvalid, ach.MandateEnded, ""}
	for verb, tt := range map[string]struct {
		do   func(ach.Mandate) (ach.Mandate, error)
		want []ach.MandateState
	}{
		"approve":    {ach.Mandate.Approve, []ach.MandateState{ach.MandateValid, ach.MandateValid, refused, refused, refused}},
		"invalidate": {ach.Mandate.Invalidate, []ach.MandateState{ach.MandateInvalid, ach.MandateInvalid, ach.MandateInvalid, ach.MandateInvalid, refused}},
		"end":        {ach.Mandate.End, []ach.MandateState{ach.MandateEnded, ach.MandateEnded, ach.MandateInvalid, ach.MandateEnded, refused}},
	} {
		require.Len(t, tt.want, len(states), verb)
		for i, s := range states {
			got, err := tt.do(ach.Mandate{ID: mandateID, State: s})
			if tt.want[i] == refused {
				require.ErrorIs(t, err, ach.ErrMandateState, "%s %s", s, verb)
				require.Equal(t, s, got.State)
				continue
			}
			require.NoError(t, err, "%s %s", s, verb)
			require.Equal(t, ach.Mandate{ID: mandateID, State: tt.want[i]}, got, "%s %s", s, verb)
		}
	}
}

// After deregistration approved payments are still collected, new ones are not made (COL-14, CS-9);
// after a return neither.
func TestMandateCovers(t *testing.T) {
	c := ach.Collection{Bank: bankID}
	for state, want := range map[ach.MandateState]struct{ usable, covers bool }{
		ach.MandatePending: {false, false},
		ach.MandateValid:   {true, true},
		ach.MandateInvalid: {false, false},
		ach.MandateEnded:   {false, true},
	} {
		m := ach.Mandate{Bank: bankID, State: state}
		require.Equal(t, want.usable, m.Usable(), state)
		require.Equal(t, want.covers, m.Covers(c), state)
		require.False(t, m.Covers(ach.Collection{}), "another account's debit")
	}
}
