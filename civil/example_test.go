package civil_test

import (
	"fmt"
	"time"

	"github.com/seqrpay/seqr/civil"
)

// A moment is a different day in different places.
func ExampleDateOf() {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	at := time.Date(2026, time.April, 1, 3, 59, 59, 0, time.UTC)
	fmt.Println(civil.DateOf(at, time.UTC), civil.DateOf(at, newYork), civil.QuarterOf(at, newYork))
	// Output: 2026-04-01 2026-03-31 2026-Q1
}

// Who is born on 29 February comes of age on 1 March.
func ExampleDate_AddYears() {
	born, err := civil.ParseDate("2000-02-29")
	if err != nil {
		panic(err)
	}
	fmt.Println(born.AddYears(18), born.AddYears(20))
	// Output: 2018-03-01 2020-02-29
}

func ExampleMonth() {
	m, err := civil.ParseMonth("2028-02")
	if err != nil {
		panic(err)
	}
	fmt.Println(m.First(), m.Last(), m.Next(), m.Quarter())
	// Output: 2028-02-01 2028-02-29 2028-03 2028-Q1
}

func ExampleQuarter_Months() {
	q, err := civil.ParseQuarter("2026-Q4")
	if err != nil {
		panic(err)
	}
	fmt.Println(q.Months(), q.Next())
	// Output: [2026-10 2026-11 2026-12] 2027-Q1
}
