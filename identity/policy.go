package identity

import (
	"fmt"
	"time"
)

// Policy is what one market asks of those who identify themselves. It is data: markets differ in nothing else.
type Policy struct {
	Codes        CodePolicy
	PIN          PINPolicy
	Lock         LockPolicy
	Documents    DocumentPolicy
	BirthFormat  BirthFormat   // how users write their date of birth; YYYY-MM-DD
	MinimumAge   int           // years; 18
	ApprovalLife time.Duration // from the nonce to the last moment of the approval it is for; 2 minutes
}

// DefaultPolicy is the policy of defaults: those beside the fields here and in the policies it is made of.
func DefaultPolicy() Policy {
	return Policy{
		Codes:        DefaultCodePolicy(),
		PIN:          DefaultPINPolicy(),
		Lock:         DefaultLockPolicy(),
		Documents:    DefaultDocumentPolicy(),
		BirthFormat:  YearMonthDay,
		MinimumAge:   18,
		ApprovalLife: 2 * time.Minute,
	}
}

// Check answers the first thing that makes the policy unusable, as ErrPolicy or ErrBirthFormat.
func (p Policy) Check() error {
	for _, check := range []func() error{p.Codes.Check, p.PIN.Check, p.Lock.Check} {
		if err := check(); err != nil {
			return err
		}
	}
	switch {
	case p.BirthFormat != MonthDayYear && p.BirthFormat != YearMonthDay:
		return ErrBirthFormat
	case p.MinimumAge < 0:
		return fmt.Errorf("%w: the minimum age is negative", ErrPolicy)
	case p.ApprovalLife <= 0:
		return fmt.Errorf("%w: an approval needs a life", ErrPolicy)
	case len(p.Documents.Kinds) == 0:
		return fmt.Errorf("%w: no kind of document is accepted", ErrPolicy)
	}
	return nil
}
