package ach_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
)

// What the codes mean to us; whatever is not named is unknown.
var classes = map[ach.ReturnClass]string{
	ach.ReturnNSF:        "R01 R09",
	ach.ReturnAccount:    "R02 R03 R04 R12 R13 R20",
	ach.ReturnUnauth:     "R05 R07 R10 R11 R29 R51",
	ach.ReturnStopped:    "R08",
	ach.ReturnDeceased:   "R14 R15",
	ach.ReturnRegulatory: "R16 R17 R90",
	ach.ReturnFormat:     "R18 R19 R21 R22 R25 R26 R27 R28",
	ach.ReturnPayout:     "R23",
	ach.ReturnDuplicate:  "R24",
	ach.ReturnOperator:   "R06 R31 R61 R62 R67 R68 R69 R70 R71 R72 R73 R74 R75 R76 R77",
}

func TestClassOf(t *testing.T) {
	want := map[string]ach.ReturnClass{}
	for class, codes := range classes {
		for code := range strings.FieldsSeq(codes) {
			want[code] = class
		}
	}
	for n := range 100 {
		code := fmt.Sprintf("R%02d", n)
		class, known := want[code]
		if !known {
			class = ach.ReturnUnknown
		}
		require.Equal(t, class, ach.ClassOf(code), code)
		require.Equal(t, known, ach.Meaning(code) != "", code)
	}
	require.Equal(t, ach.ReturnNSF, ach.ClassOf(" r01\n"))
	require.Equal(t, "insufficient funds", ach.Meaning("r01"))
	require.Equal(t, ach.ReturnUnknown, ach.ClassOf("AM04"))
	require.Empty(t, ach.Meaning("AM04"))
}

// COL-9, class by class.
func TestDisposition(t *testing.T) {
	for class, want := range map[ach.ReturnClass]ach.Disposition{
		ach.ReturnNSF:        ach.Represent,
		ach.ReturnAccount:    ach.ManualPayment,
		ach.ReturnUnauth:     ach.ManualPayment,
		ach.ReturnStopped:    ach.ManualPayment,
		ach.ReturnRefund:     ach.ManualPayment,
		ach.ReturnDeceased:   ach.ManualPayment,
		ach.ReturnRegulatory: ach.ManualPayment,
		ach.ReturnPayout:     ach.ManualPayment,
		ach.ReturnUnknown:    ach.ManualPayment,
		ach.ReturnFormat:     ach.Suspend,
		ach.ReturnDuplicate:  ach.Suspend,
		ach.ReturnOperator:   ach.Suspend,
		"":                   ach.ManualPayment,
		"new":                ach.ManualPayment,
	} {
		require.Equal(t, want, class.Disposition(), class)
	}
}

// Any text has a class, and one that is not in the table is never taken for insufficient funds.
func FuzzReturnCode(f *testing.F) {
	for _, s := range []string{"", "R01", " r09", "R1", "R001", "AM04", "R0\x001", "Ｒ01", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		class := ach.ClassOf(code)
		require.Equal(t, class, ach.ClassOf(strings.ToLower(code)))
		require.Equal(t, class, us().Class(code))
		require.Equal(t, class == ach.ReturnUnknown, ach.Meaning(code) == "")
		if class != ach.ReturnUnknown {
			require.Len(t, strings.TrimSpace(code), 3)
			require.True(t, utf8.ValidString(code))
		}
		b := purchase()
		b.send(t)
		c, out, err := b.collection.Return(code, b.collection.DueOn, us())
		require.NoError(t, err)
		b.take(t, c, out)
		require.Equal(t, class.Disposition() == ach.ManualPayment, out.InvalidateMandate)
	})
}
