package ach

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
)

// BankAccountID names a user's bank account.
type BankAccountID struct{ uuid.UUID }

// AccountType is checking or savings.
type AccountType string

// The types.
const (
	Checking AccountType = "checking"
	Savings  AccountType = "savings"
)

// MaxAccountNumber is the number of characters that the network carries of an account number.
const MaxAccountNumber = 17

// BankAccount is a user's bank account, or a merchant's. Only its last digits are kept in clear.
type BankAccount struct {
	ID      BankAccountID
	Version int64
	Owner   account.ID // of a merchant's: the merchant's ID
	Scheme  Scheme
	Type    AccountType
	Routing string // as the scheme has it; empty for SEPA
	Number  []byte // sealed account number or IBAN
	Last4   string // its last characters, for screens
	Valid   bool   // false once a return said so, or it was removed
	Refused bool   // a return said that the account is closed, wrong or takes nothing: credits to it would come back, too
	AddedAt time.Time
	Former  []Former // how it was named before its bank corrected that, the oldest first; see [BankAccount.Amend]
}

// NewBankAccount registers a bank account whose routing and number were checked with [Scheme.Check]
// and whose number was sealed: this package never sees the clear number again until an order is built.
// It answers ErrScheme, ErrAccountType, ErrRouting for a routing number that the scheme does not have, and
// ErrBankAccount where something is missing.
func NewBankAccount(id BankAccountID, owner account.ID, s Scheme, t AccountType, routing string, sealed []byte, last4 string, at time.Time) (BankAccount, error) {
	if !s.Known() {
		return BankAccount{}, ErrScheme
	}
	if err := s.CheckType(t); err != nil {
		return BankAccount{}, err
	}
	if (s == SEPA) != (routing == "") || s == ACH && CheckRouting(routing) != nil {
		return BankAccount{}, ErrRouting
	}
	if id.UUID == uuid.Nil || owner.UUID == uuid.Nil || len(sealed) == 0 || last4 == "" || len(last4) > 4 || at.IsZero() {
		return BankAccount{}, ErrBankAccount
	}
	return BankAccount{
		ID: id, Owner: owner, Scheme: s, Type: t, Routing: routing, Number: slices.Clone(sealed),
		Last4: last4, Valid: true, AddedAt: at.UTC(),
	}, nil
}

// Invalidate marks the account as unusable for good: the bank returned a debit or credit for
// a reason that lies in it, or it was removed.
func (b BankAccount) Invalidate() BankAccount {
	b.Valid = false
	return b
}

// Refuse marks the account as one that nothing can be paid to, and so as unusable for good.
func (b BankAccount) Refuse() BankAccount {
	b.Refused = true
	return b.Invalidate()
}

// Erase takes the number out of an account that is not used any more, with those that it had before; nobody can be debited or
// paid by it again.
func (b BankAccount) Erase() BankAccount {
	b.Routing, b.Number, b.Last4, b.Valid, b.Former = "", nil, "", false, nil
	return b
}

// Erased says whether the number was taken out: no debit or credit can name the account any more.
func (b BankAccount) Erased() bool { return len(b.Number) == 0 }

// CheckRouting answers nil for a US routing number: nine digits whose first two are in use
// (00–12 Federal Reserve, 21–32 thrift institutions, 61–72 electronic, 80 traveler's cheques),
// with the right check digit (weights 3, 7, 1; the sum ends in 0), and not all zeros.
// Otherwise it answers ErrRouting.
func CheckRouting(s string) error {
	if len(s) != 9 || s == "000000000" {
		return ErrRouting
	}
	weights := [3]int{3, 7, 1}
	sum := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return ErrRouting
		}
		sum += weights[i%3] * int(s[i]-'0')
	}
	if sum%10 != 0 || !prefixInUse(s[:2]) {
		return ErrRouting
	}
	return nil
}

// prefixInUse says whether routing numbers begin with these two digits.
func prefixInUse(p string) bool {
	return p <= "12" || p >= "21" && p <= "32" || p >= "61" && p <= "72" || p == "80"
}

// CheckAccountNumber answers the number as it goes to the bank: without blanks around it,
// otherwise as it was given. It holds 1 to 17 letters, digits, hyphens and single blanks, one
// of them a letter or digit; anything else, a longer number above all, is ErrAccountNumber:
// a number that is cut belongs to somebody else.
func CheckAccountNumber(s string) (string, error) {
	s = strings.Trim(s, " ")
	if s == "" || len(s) > MaxAccountNumber || strings.Contains(s, "  ") {
		return "", ErrAccountNumber
	}
	solid := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
			solid = true
		case c == '-', c == ' ':
		default:
			return "", ErrAccountNumber
		}
	}
	if !solid {
		return "", ErrAccountNumber
	}
	return s, nil
}

// Last4 is what a screen shows of an account number: its last four letters and digits. Of a
// number that has no more than four it shows only the last, so that it never shows it whole.
func Last4(number string) string {
	solid := strings.NewReplacer("-", "", " ", "").Replace(number)
	switch n := len(solid); {
	case n > 4:
		return solid[n-4:]
	case n > 0:
		return solid[n-1:]
	default:
		return ""
	}
}

// CheckKind answers nil for a kind of payment account that may be registered with a bank
// account, ErrCreditCard for a card under any of its names, and else ErrKind.
func CheckKind(requested string) error {
	name := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(requested)))
	_, debited := SchemeOf(account.Kind(name))
	switch {
	case debited:
		return nil
	case strings.Contains(name, "card"), slices.Contains(cardBrands, name):
		return ErrCreditCard
	default:
		return ErrKind
	}
}

// cardBrands are names under which a card is asked for without the word.
var cardBrands = []string{"visa", "mastercard", "amex", "american_express", "discover", "diners", "jcb", "credit"}
