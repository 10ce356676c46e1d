package identity_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

func date(year, month, day int) civil.Date {
	return civil.Date{Year: year, Month: time.Month(month), Day: day}
}

func TestParseBirthDate(t *testing.T) {
	us, iso := identity.MonthDayYear, identity.YearMonthDay
	for _, c := range []struct {
		text   string
		format identity.BirthFormat
		want   civil.Date
	}{
		{"02/29/2000", us, date(2000, 2, 29)},
		{"06/15/2000", us, date(2000, 6, 15)},
		{"12/31/1999", us, date(1999, 12, 31)},
		{"01/01/0001", us, date(1, 1, 1)},
		{"2000-02-29", iso, date(2000, 2, 29)},
		{"9999-12-31", iso, date(9999, 12, 31)},
	} {
		got, err := identity.ParseBirthDate(c.text, c.format)
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, got, c.text)
	}
}

func TestParseBirthDateRefuses(t *testing.T) {
	us, iso := identity.MonthDayYear, identity.YearMonthDay
	for _, c := range []struct {
		text   string
		format identity.BirthFormat
	}{
		{"02/29/2001", us},
		{"02/29/1900", us},
		{"13/01/1990", us},
		{"2/9/1990", us},
		{"02-09-1990", us}, // REG-9
		{"", us},
		{"00/10/1990", us},
		{"10/00/1990", us},
		{"04/31/1990", us},
		{"10/10/0000", us},
		{"10/10/90", us},
		{" 1/10/1990", us},
		{"+1/10/1990", us},
		{"-1/10/1990", us},
		{"10/10/19 0", us},
		{"10/10/1990 ", us},
		{"1990-10-10", us},
		{"10/10-1990", us},
		{"1０/10/90", us},
		{"10/10/1９", us},
		{"10/10/1990", iso},
		{"1990-10-32", iso},
		{"1990-1-010", iso},
		{"1990/10/10", iso},
	} {
		got, err := identity.ParseBirthDate(c.text, c.format)
		require.ErrorIs(t, err, identity.ErrBirthDate, c.text)
		require.Zero(t, got, c.text)
	}
	_, err := identity.ParseBirthDate("10.10.1990", "DD.MM.YYYY")
	require.ErrorIs(t, err, identity.ErrBirthFormat)
	_, err = identity.ParseBirthDate("", "")
	require.ErrorIs(t, err, identity.ErrBirthFormat)
}

func TestParseBirthDateReadsEveryDayBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := date(1, 1, 1).AddDays(rapid.IntRange(0, 3_652_058).Draw(t, "days"))
		us, err := identity.ParseBirthDate(fmt.Sprintf("%02d/%02d/%04d", d.Month, d.Day, d.Year), identity.MonthDayYear)
		require.NoError(t, err)
		require.Equal(t, d, us)
		iso, err := identity.ParseBirthDate(d.String(), identity.YearMonthDay)
		require.NoError(t, err)
		require.Equal(t, d, iso)
	})
}

func TestCheckAge(t *testing.T) {
	for _, c := range []struct {
		born, on civil.Date
		age      int
	}{
		{date(2000, 6, 15), date(2018, 6, 14), 17}, // REG-10
		{date(2000, 6, 15), date(2018, 6, 15), 18},
		{date(2000, 6, 15), date(2018, 5, 31), 17},
		{date(2000, 6, 15), date(2018, 7, 1), 18},
		{date(2000, 2, 29), date(2018, 2, 28), 17},
		{date(2000, 2, 29), date(2018, 3, 1), 18},
		{date(2000, 2, 29), date(2020, 2, 28), 19},
		{date(2000, 2, 29), date(2020, 2, 29), 20},
		{date(2000, 6, 15), date(2000, 6, 15), 0},
		{date(2000, 6, 15), date(2000, 6, 14), -1},
	} {
		require.Equal(t, c.age, identity.Age(c.born, c.on), "%v on %v", c.born, c.on)
		err := identity.CheckAge(c.born, c.on, 18)
		if c.age < 18 {
			require.ErrorIs(t, err, identity.ErrTooYoung, "%v on %v", c.born, c.on)
			continue
		}
		require.NoError(t, err, "%v on %v", c.born, c.on)
	}
}

func TestAgeRisesOnBirthdaysOnly(t *testing.T) { // REG-10
	rapid.Check(t, func(t *rapid.T) {
		born := date(1900, 1, 1).AddDays(rapid.IntRange(0, 45_000).Draw(t, "born"))
		on := born.AddDays(rapid.IntRange(0, 40_000).Draw(t, "later"))
		age := identity.Age(born, on)
		require.False(t, on.Before(born.AddYears(age)), "has had that birthday")
		require.True(t, on.Before(born.AddYears(age+1)), "has not had the next")
	})
}

func FuzzParseBirthDate(f *testing.F) {
	for _, seed := range []string{"02/29/2000", "2000-02-29", "13/01/1990", "2/9/1990", "", "\xff\xff/\xff\xff/\xff\xff\xff\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := identity.ParseBirthDate(s, identity.MonthDayYear); err == nil {
			require.True(t, d.Valid())
			require.Equal(t, s, fmt.Sprintf("%02d/%02d/%04d", d.Month, d.Day, d.Year))
		}
		if d, err := identity.ParseBirthDate(s, identity.YearMonthDay); err == nil {
			require.Equal(t, s, d.String())
		}
	})
}

func ExampleCheckAge() {
	born, err := identity.ParseBirthDate("02/29/2000", identity.MonthDayYear)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(identity.CheckAge(born, civil.Date{Year: 2018, Month: time.February, Day: 28}, 18))
	fmt.Println(identity.CheckAge(born, civil.Date{Year: 2018, Month: time.March, Day: 1}, 18))
	// Output:
	// identity: below the minimum age
	// <nil>
}
