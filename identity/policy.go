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
	PrepaidAge   int           // from which the prepaid account alone may be had (REG-11); 0: nobody below MinimumAge is admitted
	LetterDays   int           // the last day on which a code sent by letter works, counted from the day of sending (IDV-12); 0: no letters
	ApprovalLife time.Duration // from the nonce to the last moment of the approval it is for; 2 minutes
	PermitLife   time.Duration // how long an owner may take for what customer service allowed: a new PIN, another phone; 24 hours
	Biometric    bool          // a fingerprint that the phone checks may stand in for the PIN (PIN-2); false
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
		PermitLife:   24 * time.Hour,
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
	case p.PrepaidAge < 0 || p.PrepaidAge > p.MinimumAge:
		return fmt.Errorf("%w: the age for a prepaid account is not within 0 and the minimum age", ErrPolicy)
	case p.LetterDays < 0:
		return fmt.Errorf("%w: a letter's days are negative", ErrPolicy)
	case p.ApprovalLife <= 0:
		return fmt.Errorf("%w: an approval needs a life", ErrPolicy)
	case p.PermitLife <= 0:
		return fmt.Errorf("%w: what customer service allows needs a life", ErrPolicy)
	case p.Documents.MaxRefused < 0:
		return fmt.Errorf("%w: the maximum of refused scans is negative", ErrPolicy)
	case len(p.Documents.Kinds) == 0:
		return fmt.Errorf("%w: no kind of document is accepted", ErrPolicy)
	}
	return nil
}
