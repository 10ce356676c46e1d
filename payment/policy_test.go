package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/payment"
)

func TestDefaultPolicy(t *testing.T) {
	p := payment.DefaultPolicy()
	require.NoError(t, p.Validate())
	require.Equal(t, 120*time.Second, p.ShownFor) // PAY-8
	require.GreaterOrEqual(t, p.OpenFor, 180*time.Second, "tills wait that long")
}

func TestPolicyNamesWhatMakesNoSense(t *testing.T) {
	for name, spoil := range map[string]func(*payment.Policy){
		"OpenFor is below 30 s":               func(p *payment.Policy) { p.OpenFor = 30*time.Second - 1 },
		"ShownFor is not positive":            func(p *payment.Policy) { p.ShownFor = 0 },
		"ReserveFor is not positive":          func(p *payment.Policy) { p.ReserveFor = -1 },
		"MaxReserve is below ReserveFor":      func(p *payment.Policy) { p.MaxReserve = p.ReserveFor - 1 },
		"MaxRows is not positive":             func(p *payment.Policy) { p.MaxRows = 0 },
		"CutOff is unset or no time of a day": func(p *payment.Policy) { p.CutOff = 24*time.Hour + time.Minute },
		"FetchFor is not positive":            func(p *payment.Policy) { p.FetchFor = 0 },
		"MaxAmount is not positive":           func(p *payment.Policy) { p.MaxAmount = 0 },
	} {
		p := payment.DefaultPolicy()
		spoil(&p)
		err := p.Validate()
		require.ErrorIs(t, err, payment.ErrPolicy)
		require.EqualError(t, err, payment.ErrPolicy.Error()+": "+name)
	}
	err := payment.Policy{}.Validate()
	require.ErrorContains(t, err, "OpenFor")
	require.ErrorContains(t, err, "MaxAmount")

	smallest := payment.Policy{
		OpenFor: 30 * time.Second, ShownFor: 1, ReserveFor: 1, MaxReserve: 1, MaxRows: 1, MaxAmount: 1, CutOff: time.Minute, FetchFor: 1,
	}
	require.NoError(t, smallest.Validate())
}
