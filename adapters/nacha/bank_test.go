package nacha_test

import (
	"testing"

	"github.com/seqrpay/seqr/ach/achtest"
)

func TestBankConforms(t *testing.T) {
	t.Parallel()
	achtest.Run(t, func(t *testing.T) achtest.Harness { return newWorld(t).harness() })
}

// A bank that crashes every day conforms as well.
func TestBankThatIsOpenedAnewConforms(t *testing.T) {
	t.Parallel()
	achtest.Run(t, func(t *testing.T) achtest.Harness {
		w := newWorld(t)
		h := w.harness()
		h.Pass = func(t *testing.T, days int) {
			for range days {
				w.Close()
				w.open(t)
				w.pass(t, 1)
				w.Close()
				w.open(t)
			}
		}
		return h
	})
}

// harness lets the suite play with the bank at the other end.
func (w *world) harness() achtest.Harness {
	return achtest.Harness{
		Bank: w, Calendar: fed, Today: w.today, SettleDays: 1, Pass: w.pass,
		ReturnNext: func(_ *testing.T, number, code string, afterDays int) {
			w.rules = append(w.rules, rule{number, code, afterDays})
		},
	}
}
