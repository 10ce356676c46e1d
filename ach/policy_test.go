package ach_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
)

// What no source states is listed, all of it (MKT-4).
func TestPolicyUnset(t *testing.T) {
	require.Empty(t, us().Unset())
	require.NoError(t, us().Validate())
	require.Equal(t, []string{
		"calendar", "zone", "banking days until collected", "banking days until the re-presentment", "fee after a failed second collection",
	}, ach.Policy{}.Unset())
	err := ach.Policy{}.Validate()
	require.ErrorIs(t, err, ach.ErrPolicy)
	for _, name := range (ach.Policy{}).Unset() {
		require.ErrorContains(t, err, name)
	}
	free := us()
	free.Fee = usd(0)
	require.NoError(t, free.Validate(), "0.00 may be stated")
	free.FeeSet = false
	require.ErrorIs(t, free.Validate(), ach.ErrPolicy)
}

func TestPolicyValidate(t *testing.T) {
	for name, spoil := range map[string]func(*ach.Policy){
		"due before":      func(p *ach.Policy) { p.DueAfterDays = -1 },
		"handed over":     func(p *ach.Policy) { p.HandOver = -1 },
		"negative fee":    func(p *ach.Policy) { p.Fee = usd(-1) },
		"huge fee":        func(p *ach.Policy) { p.Fee = usd(ach.MaxAmount + 1) },
		"no currency":     func(p *ach.Policy) { p.Fee = noCurrency },
		"no code":         func(p *ach.Policy) { p.Codes = map[string]ach.ReturnClass{"": ach.ReturnNSF} },
		"code lower case": func(p *ach.Policy) { p.Codes = map[string]ach.ReturnClass{"ms03": ach.ReturnNSF} },
		"class":           func(p *ach.Policy) { p.Codes = map[string]ach.ReturnClass{"MS03": "poor"} },
	} {
		p := us()
		spoil(&p)
		require.ErrorIs(t, p.Validate(), ach.ErrPolicy, name)
	}
}

// A market may say what a code means to it (COL-9).
func TestPolicyClass(t *testing.T) {
	p := us()
	require.Equal(t, ach.ReturnUnknown, p.Class("MS03"))
	p.Codes = map[string]ach.ReturnClass{"MS03": ach.ReturnNSF, "R02": ach.ReturnOperator}
	require.NoError(t, p.Validate())
	require.Equal(t, ach.ReturnNSF, p.Class(" ms03"))
	require.Equal(t, ach.ReturnOperator, p.Class("R02"))
	require.Equal(t, ach.ReturnNSF, p.Class("R01"))

	b := purchase()
	b.send(t)
	c, _, err := b.collection.Return("MS03", date(t, "2026-01-06"), p)
	require.NoError(t, err)
	require.Equal(t, ach.Due, c.State)
}
