package account

import (
	"slices"
	"strings"

	"github.com/seqrpay/seqr/civil"
)

// Question is what customer service may ask a caller, to know whether the account is theirs (CS-7).
type Question string

// The questions.
const (
	AskName        Question = "name"
	AskBirthDate   Question = "birth_date"
	AskBankAccount Question = "bank_account" // the last four characters of its number
)

// CallerCheck is what a market asks callers besides the mobile number of the account, and how many right answers it takes.
// Both must be stated (CS-7).
type CallerCheck struct {
	Questions []Question // what is asked, each once
	Enough    int        // how many right answers it takes, 1 to all
}

// StandardCallerCheck asks for name, birth date and bank account. Two right answers are enough: not everybody who lost a
// phone has the bank card at hand, and names are spelled in more than one way.
func StandardCallerCheck() CallerCheck {
	return CallerCheck{Questions: []Question{AskName, AskBirthDate, AskBankAccount}, Enough: 2}
}

// Caller is what somebody on the phone says of themselves. What was not asked or not answered is empty.
type Caller struct {
	Name      string
	BirthDate civil.Date
	Last4     string // of the bank account's number
}

// Recognize says which questions a caller answered rightly about an account, and whether they are enough: as many as the
// market wants, or all to which the account has an answer if these are fewer. A registration that has only its number yet
// is recognized by that alone, so that it can get another code (REG-8).
//
// The account is its holder and the last characters of the bank accounts that are linked to it. Names are the same
// whatever their case and the blanks between their parts.
func (k CallerCheck) Recognize(said Caller, h Holder, banks []string) (right []Question, enough bool) {
	known := 0
	for _, q := range k.Questions {
		var has, is bool
		switch q {
		case AskName:
			has, is = h.Name != "", sameName(said.Name, h.Name)
		case AskBirthDate:
			has, is = !h.BirthDate.IsZero(), said.BirthDate == h.BirthDate
		case AskBankAccount:
			has, is = len(banks) > 0, said.Last4 != "" && slices.Contains(banks, said.Last4)
		}
		if !has {
			continue
		}
		known++
		if is {
			right = append(right, q)
		}
	}
	return right, len(right) >= min(k.Enough, known)
}

func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// faults names what is unset or cannot be.
func (k CallerCheck) faults() (faults []string) {
	if len(k.Questions) == 0 {
		return []string{"Callers.Questions unset"}
	}
	seen := map[Question]bool{}
	for _, q := range k.Questions {
		if seen[q] || !slices.Contains([]Question{AskName, AskBirthDate, AskBankAccount}, q) {
			faults = append(faults, "Callers.Questions has an unknown one, or one twice")
		}
		seen[q] = true
	}
	if k.Enough < 1 || k.Enough > len(k.Questions) {
		faults = append(faults, "Callers.Enough is not a number of Questions")
	}
	return faults
}
