package nacha_test

import (
	"testing"

	"github.com/seqrpay/seqr/ach/achtest"
)

func TestBankConforms(t *testing.T) {
	achtest.Run(t, func(t *testing.T) achtest.Harness {
		w := newWorld(t)
		return achtest.Harness{
			Bank: w, Calendar: fed, Today: w.today, SettleDays: 1, Pass: w.pass,
			ReturnNext: func(_ *testing.T, number, code string, afterDays int) {
				w.rules = append(w.rules, rule{number, code, afterDays})
			},
		}
	})
}
