package civil_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/civil"
)

func TestMonths(t *testing.T) {
	for _, c := range []struct {
		month, next, prev, first, last string
		quarter                        string
	}{
		{"2026-01", "2026-02", "2025-12", "2026-01-01", "2026-01-31", "2026-Q1"},
		{"2026-02", "2026-03", "2026-01", "2026-02-01", "2026-02-28", "2026-Q1"},
		{"2028-02", "2028-03", "2028-01", "2028-02-01", "2028-02-29", "2028-Q1"},
		{"2026-06", "2026-07", "2026-05", "2026-06-01", "2026-06-30", "2026-Q2"},
		{"2026-12", "2027-01", "2026-11", "2026-12-01", "2026-12-31", "2026-Q4"},
	} {
		m, err := civil.ParseMonth(c.month)
		require.NoError(t, err)
		require.Equal(t, c.next, m.Next().String())
		require.Equal(t, c.prev, m.Prev().String())
		require.Equal(t, c.first, m.First().String())
		require.Equal(t, c.last, m.Last().String())
		require.Equal(t, c.quarter, m.Quarter().String())
		require.Equal(t, m, m.First().MonthOf())
		require.Equal(t, m, m.Add(25).Add(-25))
		require.True(t, m.Before(m.Next()) && m.After(m.Prev()) && m.Compare(m) == 0)
	}
	require.True(t, civil.Month{}.IsZero())
	require.False(t, civil.Month{}.Valid())
}

func TestQuarters(t *testing.T) {
	for _, c := range []struct{ quarter, next, prev, first, third string }{
		{"2026-Q1", "2026-Q2", "2025-Q4", "2026-01", "2026-03"},
		{"2026-Q2", "2026-Q3", "2026-Q1", "2026-04", "2026-06"},
		{"2026-Q3", "2026-Q4", "2026-Q2", "2026-07", "2026-09"},
		{"2026-Q4", "2027-Q1", "2026-Q3", "2026-10", "2026-12"},
	} {
		q, err := civil.ParseQuarter(c.quarter)
		require.NoError(t, err)
		require.Equal(t, c.next, q.Next().String())
		require.Equal(t, c.prev, q.Prev().String())
		months := q.Months()
		require.Equal(t, c.first, months[0].String())
		require.Equal(t, months[0].Next(), months[1])
		require.Equal(t, c.third, months[2].String())
		for _, m := range months {
			require.Equal(t, q, m.Quarter())
		}
		require.True(t, q.Before(q.Next()) && q.After(q.Prev()) && q.Compare(q) == 0)
	}
	require.True(t, civil.Quarter{}.IsZero())
	require.False(t, civil.Quarter{}.Valid())
}

// A period holds its first instant and not its end, to the microsecond, in its own zone.
func TestPeriodsMeet(t *testing.T) {
	z := zone(t, "America/New_York")
	q, err := civil.ParseQuarter("2026-Q1")
	require.NoError(t, err)
	require.Equal(t, "2026-01-01T05:00:00Z", q.Start(z).UTC().Format(time.RFC3339))
	require.Equal(t, "2026-04-01T04:00:00Z", q.End(z).UTC().Format(time.RFC3339), "daylight saving time began in it")
	for range 8 {
		require.Equal(t, q, civil.QuarterOf(q.Start(z), z))
		require.Equal(t, q, civil.QuarterOf(q.End(z).Add(-time.Microsecond), z))
		require.Equal(t, q.Next(), civil.QuarterOf(q.End(z), z))
		require.Equal(t, q.First().Start(z), q.Start(z))
		for _, m := range q.Months() {
			require.Equal(t, m, civil.MonthOf(m.Start(z), z))
			require.Equal(t, m, civil.MonthOf(m.End(z).Add(-time.Microsecond), z))
			require.Equal(t, m.Next(), civil.MonthOf(m.End(z), z))
		}
		q = q.Next()
	}
}
