package sepa

import (
	"encoding/xml"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A file of exactly the limit is read, and one byte more is told from a file that was cut off.
func TestBound(t *testing.T) {
	const file = "<Document>\n<Any>text</Any></Document>"
	read := func(limit int64) error {
		f := open(strings.NewReader(file))
		require.EqualValues(t, MaxFile, f.bytes.left)
		f.bytes.left = limit
		return f.documents(func(xml.StartElement) error { return f.skip() })
	}
	require.NoError(t, read(int64(len(file))))
	for limit := range int64(len(file)) {
		err := read(limit)
		require.ErrorIs(t, err, ErrTooLarge, limit)
		require.ErrorContains(t, err, "line ")
	}
}

// The control sum of a message cannot overflow, whatever stands in it.
func TestMessageIsBounded(t *testing.T) {
	require.Less(t, int64(MaxItems), int64(math.MaxInt64)/MaxAmount)
	now := time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC)
	_, err := checkHeader("A", "Anna", now, MaxItems)
	require.NoError(t, err)
	_, err = checkHeader("A", "Anna", now, MaxItems+1)
	require.ErrorIs(t, err, ErrTooLarge)
}
