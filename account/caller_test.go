package account_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
)

var (
	bornIn1990 = civil.Date{Year: 1990, Month: time.May, Day: 17}
	pat        = account.Holder{Name: "Pat Ann Example", BirthDate: bornIn1990}
)

func TestRecognize(t *testing.T) {
	t.Parallel()
	all := account.StandardCallerCheck()
	strict := account.CallerCheck{Questions: all.Questions, Enough: 3}
	banks := []string{"5678"}
	name, born, bank := account.AskName, account.AskBirthDate, account.AskBankAccount
	for what, c := range map[string]struct {
		check  account.CallerCheck
		said   account.Caller
		holder account.Holder
		banks  []string
		right  []account.Question
		enough bool
	}{
		"all":                             {all, account.Caller{"Pat Ann Example", bornIn1990, "5678"}, pat, banks, []account.Question{name, born, bank}, true},
		"nothing":                         {all, account.Caller{}, pat, banks, nil, false},
		"one of three":                    {all, account.Caller{Name: pat.Name}, pat, banks, []account.Question{name}, false},
		"two of three":                    {all, account.Caller{BirthDate: bornIn1990, Last4: "5678"}, pat, banks, []account.Question{born, bank}, true},
		"two and a wrong one":             {all, account.Caller{"Pat", bornIn1990, "5678"}, pat, banks, []account.Question{born, bank}, true},
		"one and two wrong ones":          {all, account.Caller{pat.Name, bornIn1990.AddDays(1), "5679"}, pat, banks, []account.Question{name}, false},
		"case and blanks do not matter":   {all, account.Caller{" PAT  ann\texample ", bornIn1990, ""}, pat, banks, []account.Question{name, born}, true},
		"two, where all are wanted":       {strict, account.Caller{pat.Name, bornIn1990, ""}, pat, banks, []account.Question{name, born}, false},
		"all there are, where more would": {strict, account.Caller{pat.Name, bornIn1990, "5678"}, pat, nil, []account.Question{name, born}, true},
		"less than there are":             {strict, account.Caller{pat.Name, civil.Date{}, "5678"}, pat, nil, []account.Question{name}, false},
		"one of two bank accounts":        {all, account.Caller{pat.Name, civil.Date{}, "5678"}, pat, []string{"1234", "5678"}, []account.Question{name, bank}, true},
		"an erased number is no answer":   {all, account.Caller{pat.Name, civil.Date{}, ""}, pat, []string{""}, []account.Question{name}, false},
		"only the number is known":        {all, account.Caller{}, account.Holder{}, nil, nil, true},
		"what was not asked":              {account.CallerCheck{[]account.Question{name}, 1}, account.Caller{"", bornIn1990, "5678"}, pat, banks, nil, false},
	} {
		right, enough := c.check.Recognize(c.said, c.holder, c.banks)
		require.Equal(t, c.right, right, what)
		require.Equal(t, c.enough, enough, what)
	}
}

// With a check of n answers out of three, whoever gives fewer than n right ones is never recognized.
func TestRecognizeCountsRightAnswers(t *testing.T) {
	t.Parallel()
	for enough := 1; enough <= 3; enough++ {
		check := account.StandardCallerCheck()
		check.Enough = enough
		for given := range 8 {
			var said account.Caller
			count := 0
			for i, say := range []func(){func() { said.Name = pat.Name }, func() { said.BirthDate = bornIn1990 }, func() { said.Last4 = "5678" }} {
				if given>>i&1 == 1 {
					say()
					count++
				}
			}
			right, ok := check.Recognize(said, pat, []string{"5678"})
			require.Len(t, right, count)
			require.Equal(t, count >= enough, ok)
		}
	}
}

func TestStandardCallerCheckIsACopy(t *testing.T) {
	t.Parallel()
	slices.Reverse(account.StandardCallerCheck().Questions)
	require.Equal(t, account.AskName, account.StandardCallerCheck().Questions[0])
}

func ExampleCallerCheck_Recognize() {
	holder := account.Holder{Name: "Pat Example", BirthDate: civil.Date{Year: 1990, Month: time.May, Day: 17}}
	check := account.StandardCallerCheck() // two of name, birth date and bank account

	right, enough := check.Recognize(account.Caller{Name: "pat example", Last4: "0000"}, holder, []string{"5678"})
	fmt.Println(right, enough)
	right, enough = check.Recognize(account.Caller{Name: "pat example", Last4: "5678"}, holder, []string{"5678"})
	fmt.Println(right, enough)
	// Output:
	// [name] false
	// [name bank_account] true
}
