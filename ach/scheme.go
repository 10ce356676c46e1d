package ach

import (
	"strings"

	"github.com/seqrpay/seqr/account"
)

// Scheme is the rail that carries debits and credits. It decides how an account is named.
type Scheme string

// The schemes.
const (
	ACH           Scheme = "ach"             // United States: nine-digit routing number and account number (MND-3)
	SEPA          Scheme = "sepa"            // euro area: an IBAN, no routing number (MND-4)
	Autogiro      Scheme = "autogiro"        // Sweden: clearing number of four or five digits and account number (MND-9)
	UKDirectDebit Scheme = "uk_direct_debit" // United Kingdom: sort code of six digits and account number of eight (MND-4)
)

// SchemeOf is the scheme behind a kind of payment account; false for a kind that no bank is debited for.
func SchemeOf(k account.Kind) (Scheme, bool) {
	switch k {
	case account.ACHDebit:
		return ACH, true
	case account.SEPADebit:
		return SEPA, true
	case account.Autogiro:
		return Autogiro, true
	case account.UKDebit:
		return UKDirectDebit, true
	default:
		return "", false
	}
}

// Known says whether s is one of the schemes above.
func (s Scheme) Known() bool {
	switch s {
	case ACH, SEPA, Autogiro, UKDirectDebit:
		return true
	default:
		return false
	}
}

// Approved says whether a mandate of the scheme is valid at once; otherwise the payer's bank approves it first (MND-9).
func (s Scheme) Approved() bool { return s != Autogiro }

// Check answers routing and account number as orders carry them: without the blanks and hyphens that people write
// between digits. Nothing is ever cut or filled up. It answers ErrScheme, ErrRouting, ErrIBAN or ErrAccountNumber.
func (s Scheme) Check(routing, number string) (cleanRouting, cleanNumber string, err error) {
	switch s {
	case ACH:
		if err := CheckRouting(routing); err != nil {
			return "", "", err
		}
		number, err = CheckAccountNumber(number)
		return routing, number, err
	case SEPA:
		if routing != "" {
			return "", "", ErrRouting
		}
		number, err = CheckIBAN(number)
		return "", number, err
	case Autogiro:
		return checkDigits(routing, number, digitsRule{4, 5}, digitsRule{1, 10})
	case UKDirectDebit:
		return checkDigits(routing, number, digitsRule{6, 6}, digitsRule{8, 8})
	default:
		return "", "", ErrScheme
	}
}

// digitsRule says how many digits there may be.
type digitsRule struct{ least, most int }

func (r digitsRule) admits(s string) bool {
	return len(s) >= r.least && len(s) <= r.most && strings.Trim(s, "0123456789") == ""
}

func checkDigits(routing, number string, forRouting, forNumber digitsRule) (cleanRouting, cleanNumber string, err error) {
	bare := strings.NewReplacer(" ", "", "-", "")
	routing, number = bare.Replace(routing), bare.Replace(number)
	switch {
	case !forRouting.admits(routing), strings.Trim(routing, "0") == "":
		return "", "", ErrRouting
	case !forNumber.admits(number):
		return "", "", ErrAccountNumber
	}
	return routing, number, nil
}

// CheckType answers nil where money may be drawn from an account of the type: checking accounts everywhere,
// savings accounts only over ACH (MND-4). Else it answers ErrAccountType.
func (s Scheme) CheckType(t AccountType) error {
	if t == Checking || t == Savings && s == ACH {
		return nil
	}
	return ErrAccountType
}

// carries says whether routing and number are as [Scheme.Check] leaves them.
func (s Scheme) carries(routing, number string) bool {
	r, n, err := s.Check(routing, number)
	return err == nil && r == routing && n == number
}
