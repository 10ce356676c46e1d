package identity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

func TestDefaultPolicy(t *testing.T) {
	p := identity.DefaultPolicy()
	require.NoError(t, p.Check())
	require.Equal(t, identity.CodePolicy{
		Digits: 6, Life: 10 * time.Minute, MaxWrong: 5, Gap: 30 * time.Second,
		Caps: []identity.SendCap{{Count: 3, Within: 10 * time.Minute}, {Count: 5, Within: 24 * time.Hour}},
	}, p.Codes)
	require.Equal(t, identity.PINPolicy{MinDigits: 4, MaxDigits: 6, SuggestedDigits: 6, Cost: identity.DefaultStretchCost()}, p.PIN)
	require.Equal(t, identity.LockPolicy{
		Waits: []identity.Wait{{After: 3, For: 30 * time.Second}, {After: 4, For: 5 * time.Minute}}, Block: 5,
	}, p.Lock)
	require.Equal(t, identity.YearMonthDay, p.BirthFormat)
	require.Equal(t, 18, p.MinimumAge)
	require.Equal(t, 120*time.Second, p.ApprovalLife)
}

func TestDefaultPoliciesShareNothing(t *testing.T) {
	p := identity.DefaultPolicy()
	p.Codes.Caps[0].Count, p.Lock.Waits[0].After = 99, 99
	require.NoError(t, identity.DefaultPolicy().Check())
	require.Equal(t, 3, identity.DefaultCodePolicy().Caps[0].Count)
	require.Equal(t, 3, identity.DefaultLockPolicy().Waits[0].After)
}

func TestPolicyCheck(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*identity.Policy)
		want  error
	}{
		"3 digits":                  {func(p *identity.Policy) { p.Codes.Digits = 3 }, identity.ErrPolicy},
		"4 digits":                  {func(p *identity.Policy) { p.Codes.Digits = 4 }, nil},
		"13 digits":                 {func(p *identity.Policy) { p.Codes.Digits = 13 }, identity.ErrPolicy},
		"code without life":         {func(p *identity.Policy) { p.Codes.Life = 0 }, identity.ErrPolicy},
		"code that never dies":      {func(p *identity.Policy) { p.Codes.MaxWrong = 0 }, identity.ErrPolicy},
		"negative gap":              {func(p *identity.Policy) { p.Codes.Gap = -1 }, identity.ErrPolicy},
		"no gap, no caps":           {func(p *identity.Policy) { p.Codes.Gap, p.Codes.Caps = 0, nil }, nil},
		"cap of none":               {func(p *identity.Policy) { p.Codes.Caps[0].Count = 0 }, identity.ErrPolicy},
		"cap within nothing":        {func(p *identity.Policy) { p.Codes.Caps[1].Within = 0 }, identity.ErrPolicy},
		"PIN of 3":                  {func(p *identity.Policy) { p.PIN.MinDigits = 3 }, identity.ErrPolicy},
		"PIN of 7":                  {func(p *identity.Policy) { p.PIN.MaxDigits = 7 }, identity.ErrPolicy},
		"no length of PIN":          {func(p *identity.Policy) { p.PIN.MinDigits, p.PIN.MaxDigits = 6, 5 }, identity.ErrPolicy},
		"suggested PIN too long":    {func(p *identity.Policy) { p.PIN.MaxDigits = 5 }, identity.ErrPolicy},
		"suggested PIN too short":   {func(p *identity.Policy) { p.PIN.MinDigits, p.PIN.SuggestedDigits = 5, 4 }, identity.ErrPolicy},
		"no suggested PIN":          {func(p *identity.Policy) { p.PIN.SuggestedDigits = 0 }, nil},
		"no block":                  {func(p *identity.Policy) { p.Lock.Block = 0 }, identity.ErrPolicy},
		"no waits":                  {func(p *identity.Policy) { p.Lock.Waits = nil }, nil},
		"wait before any wrong PIN": {func(p *identity.Policy) { p.Lock.Waits[0].After = 0 }, identity.ErrPolicy},
		"wait without length":       {func(p *identity.Policy) { p.Lock.Waits[0].For = 0 }, identity.ErrPolicy},
		"US birth dates":            {func(p *identity.Policy) { p.BirthFormat = identity.MonthDayYear }, nil},
		"no birth format":           {func(p *identity.Policy) { p.BirthFormat = "" }, identity.ErrBirthFormat},
		"negative age":              {func(p *identity.Policy) { p.MinimumAge = -1 }, identity.ErrPolicy},
		"approval without life":     {func(p *identity.Policy) { p.ApprovalLife = 0 }, identity.ErrPolicy},
		"permit without life":       {func(p *identity.Policy) { p.PermitLife = 0 }, identity.ErrPolicy},
		"negative refused scans":    {func(p *identity.Policy) { p.Documents.MaxRefused = -1 }, identity.ErrPolicy},
		"no documents":              {func(p *identity.Policy) { p.Documents.Kinds = nil }, identity.ErrPolicy},
	} {
		t.Run(name, func(t *testing.T) {
			p := identity.DefaultPolicy()
			c.spoil(&p)
			require.ErrorIs(t, p.Check(), c.want)
		})
	}
}
