package achtest_test

import (
	"fmt"

	"github.com/seqrpay/seqr/ach/achtest"
)

// The names that [achtest.Except] takes.
func ExampleCases() {
	for _, name := range achtest.Cases()[:4] {
		fmt.Println(name)
	}
	// Output:
	// submit/debit settles
	// submit/credit settles
	// submit/same order again is done once
	// submit/same ID with other content is refused
}

// A bank that tells everything at once would leave out one case:
//
//	achtest.Run(t, open, achtest.Except("report/limit, oldest first", "the bank has no pages"))
func ExampleExcept() {
	e := achtest.Except("report/limit, oldest first", "the bank has no pages")
	fmt.Println(e.Case, "because", e.Reason)
	// Output: report/limit, oldest first because the bank has no pages
}
