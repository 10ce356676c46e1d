package payment_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/payment"
)

func TestCheckReference(t *testing.T) {
	for _, good := range []string{
		"1397222701693", "20260914730518264", "2026091410221745301000042", strings.Repeat("0", 13),
	} {
		require.NoError(t, payment.CheckReference(good), good)
	}
	for _, bad := range []string{
		"", strings.Repeat("1", 12), strings.Repeat("1", 26), "139722270169x", "-397222701693", " 397222701693",
		"13972227016９3", "1397222701693\n",
	} {
		require.ErrorIs(t, payment.CheckReference(bad), payment.ErrReference, bad)
	}
}

func TestReferencesAreMadeOfTimeAndEntropy(t *testing.T) {
	zone := time.FixedZone("", -5*60*60)
	newYear := time.Date(2026, time.December, 31, 21, 0, 5, 0, zone) // 2027 in UTC
	zeros := bytes.NewReader(make([]byte, 16))

	r, err := payment.NewReference(zeros, newYear)
	require.NoError(t, err)
	require.Equal(t, "27000000000000000", r)

	r, err = payment.NewPaymentReference(zeros, newYear)
	require.NoError(t, err)
	require.Equal(t, "2027010102000500000000000", r)
}

func TestReferencesUseTheWholeRange(t *testing.T) {
	// 999999999999999 is the largest number of 15 digits; one more is drawn again. The upper 50 bits of a draw count.
	largest := []byte{0xe3, 0x5f, 0xa9, 0x31, 0x9f, 0xff, 0xc0, 0x00}
	beyond := []byte{0xe3, 0x5f, 0xa9, 0x31, 0xa0, 0x00, 0x00, 0x00}
	r, err := payment.NewReference(bytes.NewReader(append(beyond, largest...)), at)
	require.NoError(t, err)
	require.Equal(t, "26999999999999999", r)
}

func TestDigitsOfAReferenceAreEquallyLikely(t *testing.T) {
	source := &lcg{1}
	var counts [10]int
	const n = 5_000
	for range n {
		r, err := payment.NewReference(source, at)
		require.NoError(t, err)
		for _, d := range r[2:] {
			counts[d-'0']++
		}
	}
	for d, c := range counts {
		require.InDelta(t, n*15/10, c, n*15/10*0.05, "digit %d", d)
	}
}

// lcg is a source for tests: random enough to count digits, and the same every time.
type lcg struct{ x uint64 }

func (s *lcg) Read(p []byte) (int, error) {
	for i := range p {
		s.x = s.x*6364136223846793005 + 1442695040888963407
		p[i] = byte(s.x >> 56)
	}
	return len(p), nil
}

func TestABrokenSourceIsNoReference(t *testing.T) {
	broken := errors.New("broken")
	for name, source := range map[string]io.Reader{
		"fails":    iotest.ErrReader(broken),
		"ends":     strings.NewReader("1234567"),
		"is stuck": stuck{},
	} {
		_, err := payment.NewReference(source, at)
		require.ErrorIs(t, err, payment.ErrEntropy, name)
		_, err = payment.NewPaymentReference(source, at)
		require.ErrorIs(t, err, payment.ErrEntropy, name)
	}
	_, err := payment.NewReference(iotest.ErrReader(broken), at)
	require.ErrorIs(t, err, broken)
}

// stuck is a source that has only ones.
type stuck struct{}

func (stuck) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 0xff
	}
	return len(p), nil
}

func FuzzCheckReference(f *testing.F) {
	for _, s := range []string{"", "1397222701693", invoiceReference, paymentReference, "139722270169x", "١٢٣٤٥٦٧٨٩٠١٢٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		digits := strings.Trim(s, "0123456789") == ""
		if want := digits && len(s) >= 13 && len(s) <= 25; want {
			require.NoError(t, payment.CheckReference(s))
		} else {
			require.ErrorIs(t, payment.CheckReference(s), payment.ErrReference)
		}
	})
}
