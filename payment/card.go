package payment

import (
	"context"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
)

// CardPayment is what the operator's card acquirer tells about one card payment. It holds nothing of the card: number, expiry
// and code never come near this system (PRE-3).
type CardPayment struct {
	Reference string       // the acquirer's
	For       account.ID   // whose account it was started for, as the host told the acquirer
	Captured  bool         // the acquirer has the money
	ECI       string       // electronic commerce indicator of the 3-D Secure authentication, two digits
	Amount    money.Amount // captured
}

// Check says whether the payment may be credited: captured, and authenticated by the card's owner with full 3-D Secure, which is
// ECI 05 or 02. An authentication that was only attempted, or none, does not do. It answers ErrCardDeclined, ErrAmount and ErrReference.
func (p CardPayment) Check() error {
	switch {
	case !p.Captured, p.ECI != "05" && p.ECI != "02":
		return ErrCardDeclined
	case !p.Amount.IsPositive():
		return ErrAmount
	}
	return CheckCardReference(p.Reference)
}

// Cards asks the operator's card acquirer. Implementations answer the same for a reference every time once it is captured.
type Cards interface {
	// CardPayment tells what became of a card payment, or answers ErrNotFound. Any other error means: try again.
	CardPayment(ctx context.Context, reference string) (CardPayment, error)
}

// Rates is the operator's source of exchange rates.
type Rates interface {
	// Rate tells what one unit of a currency buys of another now, or answers ErrRate if it does not know. Any other error means: try again.
	Rate(ctx context.Context, from, to money.Currency) (Rate, error)
}

// CheckCardReference answers ErrReference unless s is 4 to 64 of A-Z, a-z, 0-9, underscore, point and hyphen, and no card's
// number: an app that passes one by mistake is refused before anything is stored.
func CheckCardReference(s string) error {
	if len(s) < 4 || len(s) > 64 || isCardNumber(s) {
		return ErrReference
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '_' && c != '-' && c != '.' {
			return ErrReference
		}
	}
	return nil
}

// isCardNumber says whether s is 12 to 19 digits, however separated, with a right check digit.
func isCardNumber(s string) bool {
	var sum, n int
	for i := len(s) - 1; i >= 0; i-- {
		c := s[i]
		switch {
		case c == '-' || c == '.' || c == '_':
			continue
		case c < '0' || c > '9':
			return false
		}
		d := int(c - '0')
		if n%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		n++
	}
	return n >= 12 && n <= 19 && sum%10 == 0
}
