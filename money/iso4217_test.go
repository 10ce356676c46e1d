package money

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The number of codes is that of the list: 166 of 2024-06-25 that have a minor unit, less ANG
// and BGN, with XCG and XAD.
func TestTableIsWhole(t *testing.T) {
	count := map[int8]int{}
	for code, exponent := range exponents {
		require.Regexp(t, "^[A-Z]{3}$", string(code))
		count[exponent]++
	}
	require.Equal(t, map[int8]int{0: 17, 2: len(exponents) - 26, 3: 7, 4: 2}, count)
	require.Len(t, exponents, 166)
}
