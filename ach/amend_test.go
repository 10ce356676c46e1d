package ach_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
)

func bankAccount(t testing.TB, s ach.Scheme, routing string) ach.BankAccount {
	t.Helper()
	b, err := ach.NewBankAccount(ach.BankAccountID{UUID: uuid.UUID{1}}, account.ID{UUID: uuid.UUID{2}}, s, ach.Checking, routing, []byte("sealed 1"), "1111", at)
	require.NoError(t, err)
	return b
}

func correction(t testing.TB, id, on string, change func(*ach.Correction)) ach.Correction {
	t.Helper()
	x := ach.Correction{Notice: id, Order: "ORDER", Code: "C01", On: date(t, on)}
	change(&x)
	return x
}

func number(sealed, last4 string) func(*ach.Correction) {
	return func(x *ach.Correction) { x.Number, x.Last4 = []byte(sealed), last4 }
}

// A correction changes what it names, keeps how it was before, and does so once.
func TestAmend(t *testing.T) {
	b := bankAccount(t, ach.ACH, "076401251")
	renamed, err := b.Amend(correction(t, "A", "2026-01-06", number("sealed 2", "2222")), at.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, "2222 sealed 2 076401251", renamed.Last4+" "+string(renamed.Number)+" "+renamed.Routing)
	require.Equal(t, []ach.Former{{
		Notice: "A", Order: "ORDER", Code: "C01", On: date(t, "2026-01-06"), Changed: ach.Parts{Number: true},
		Routing: "076401251", Number: []byte("sealed 1"), Last4: "1111", Type: ach.Checking, Until: at.Add(time.Hour),
	}}, renamed.Former)
	require.True(t, renamed.Valid)

	again, err := renamed.Amend(correction(t, "A", "2026-01-06", number("sealed 2", "2222")), at)
	require.ErrorIs(t, err, ach.ErrReportStale)
	require.Equal(t, renamed, again)

	all, err := renamed.Amend(correction(t, "B", "2026-01-07", func(x *ach.Correction) {
		x.Routing, x.Type = "021000021", ach.Savings
		number("sealed 3", "3333")(x)
	}), at)
	require.NoError(t, err)
	require.Equal(t, "3333 021000021 savings", all.Last4+" "+all.Routing+" "+string(all.Type))
	before, has := all.Before()
	require.True(t, has)
	require.Equal(t, renamed.Former, before.Former)
	require.Equal(t, renamed, before)
	first, has := before.Before()
	require.True(t, has)
	_, has = first.Before()
	require.False(t, has)
	require.Equal(t, "1111", first.Last4)

	erased := all.Erase()
	require.Empty(t, erased.Former, "what it was called before is as personal")
	_, err = erased.Amend(correction(t, "C", "2026-01-08", number("sealed 4", "4444")), at)
	require.ErrorIs(t, err, ach.ErrReportStale)
	refused := b.Refuse()
	require.True(t, refused.Refused)
	require.False(t, refused.Valid)
}

func TestAmendRefuses(t *testing.T) {
	us, sepa := bankAccount(t, ach.ACH, "076401251"), bankAccount(t, ach.SEPA, "")
	for name, c := range map[string]struct {
		of   ach.BankAccount
		with func(*ach.Correction)
		want error
	}{
		"nothing":           {us, func(*ach.Correction) {}, ach.ErrReport},
		"no notice":         {us, func(x *ach.Correction) { x.Notice, x.Routing = "", "021000021" }, ach.ErrReport},
		"no day":            {us, func(x *ach.Correction) { *x = ach.Correction{Notice: "A", Routing: "021000021"} }, ach.ErrReport},
		"no last digits":    {us, number("sealed", ""), ach.ErrReport},
		"digits alone":      {us, func(x *ach.Correction) { x.Routing, x.Last4 = "021000021", "2222" }, ach.ErrReport},
		"check digit":       {us, func(x *ach.Correction) { x.Routing = "021000022" }, ach.ErrRouting},
		"routing of SEPA":   {sepa, func(x *ach.Correction) { x.Routing = "021000021" }, ach.ErrRouting},
		"a loan":            {us, func(x *ach.Correction) { x.Type = "52" }, ach.ErrAccountType},
		"savings over SEPA": {sepa, func(x *ach.Correction) { x.Type = ach.Savings }, ach.ErrAccountType},
	} {
		got, err := c.of.Amend(correction(t, "A", "2026-01-06", c.with), at)
		require.ErrorIs(t, err, c.want, name)
		require.Equal(t, c.of, got, name)
	}
	_, err := us.Amend(correction(t, "A", "2026-01-06", number("sealed", "2222")), time.Time{})
	require.ErrorIs(t, err, ach.ErrReport)
}

// Corrections end the same in whatever order they are booked, however often.
func TestAmendInAnyOrder(t *testing.T) {
	t.Parallel()
	all := []ach.Correction{
		correction(t, "A", "2026-01-06", number("sealed A", "000A")),
		correction(t, "B", "2026-01-07", func(x *ach.Correction) { x.Routing = "021000021"; number("sealed B", "000B")(x) }),
		correction(t, "C", "2026-01-08", func(x *ach.Correction) { x.Type = ach.Savings }),
		correction(t, "D", "2026-01-07", func(x *ach.Correction) { x.Routing = "091000019" }),
		correction(t, "E", "2026-01-05", func(x *ach.Correction) { x.Routing, x.Type = "011401533", ach.Checking }),
	}
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		b, accepted := bankAccount(t, ach.ACH, "076401251"), 0
		for _, n := range append(random.Perm(len(all)), random.Perm(len(all))...) {
			after, err := b.Amend(all[n], at)
			if err != nil {
				require.ErrorIs(t, err, ach.ErrReportStale)
				require.Equal(t, b, after)
				continue
			}
			accepted++
			b = after
		}
		require.Equal(t, "091000019 000B savings", b.Routing+" "+b.Last4+" "+string(b.Type), "seed %d", seed)
		require.Len(t, b.Former, accepted)
	}
}
