package account

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seqrpay/seqr/money"
)

// Policy is what a market says about accounts, as data (MKT-1, MKT-5).
type Policy struct {
	Market               string // its code, such as "US"
	Currency             money.Currency
	Phone                PhoneRule
	TermsVersion         string // of the terms and privacy policy that are accepted now
	TermsURL             string // where they can be read before registration
	PrivacyURL           string
	Provider             string       // the company named to users
	Contact              Contact      // customer service
	NeedsBankAccount     bool         // registration is not finished without a limit account (REG-12)
	Kinds                []KindPolicy // the payment accounts that are accepted; a prepaid one among them is opened with the registration
	Options              []KindPolicy // payment accounts that its operator may add to Kinds
	PrepaidNeedsIdentity bool         // nobody pays from a prepaid account before the identity is verified; by default it is active at once (REG-16)
	Device               DevicePolicy
	Callers              CallerCheck // how customer service recognizes callers (CS-7)
	RetentionDays        int         // calendar days after closing for which personal data are kept; then they may be erased
	RetentionSet         bool        // that RetentionDays was stated, be it 0
	BankChange           bool        // customer service removes a bank account so that the owner can register another (MND-7); else: deregister
	DeviceMove           bool        // an account can move to another phone with customer service's help (DEV-4); else: deregister
	PINRecovery          bool        // a forgotten PIN can be restored by customer service (PIN-6)
}

// Contact is how to reach customer service.
type Contact struct {
	Phone string `json:"phone"`
	Email string `json:"email"`
}

// KindPolicy is what a market says about one kind of payment accounts.
type KindPolicy struct {
	Kind       Kind
	Name       string       // as owners see it
	Limit      bool         // has a spending limit; as [Kind.Limit] says
	Maximum    money.Amount // the limit once the identity is verified; unset for prepaid accounts
	Raised     money.Amount // the limit after RaiseAfter successful collections (LIM-5); unset: it never rises
	RaiseAfter int          // successful collections; 0 where Raised is unset
}

// Kind finds what the market says about a kind, or answers ErrKind if it accepts none such.
func (p Policy) Kind(k Kind) (KindPolicy, error) {
	for _, kp := range p.Kinds {
		if kp.Kind == k {
			return kp, nil
		}
	}
	return KindPolicy{}, ErrKind
}

// raiseFaulty says whether limit and count of a rise do not belong together.
func (k KindPolicy) raiseFaulty() bool {
	if k.Raised.IsZero() && k.Raised.Currency() == "" {
		return k.RaiseAfter != 0
	}
	order, err := k.Raised.Cmp(k.Maximum)
	return err != nil || order <= 0 || k.RaiseAfter < 1 || !k.Limit
}

// Maxima are the spending limits that a verified identity brings, by kind.
func (p Policy) Maxima() map[Kind]money.Amount {
	maxima := map[Kind]money.Amount{}
	for _, kp := range p.Kinds {
		if kp.Limit {
			maxima[kp.Kind] = kp.Maximum
		}
	}
	return maxima
}

// HasPrepaid says whether every registration opens a prepaid account (REG-16).
func (p Policy) HasPrepaid() bool {
	_, err := p.Kind(Prepaid)
	return err == nil
}

// Debits says whether the market debits bank accounts, so that there is something to collect.
func (p Policy) Debits() bool {
	for _, kp := range p.Kinds {
		if slices.Contains([]Kind{ACHDebit, SEPADebit, Autogiro, UKDebit}, kp.Kind) {
			return true
		}
	}
	return false
}

// Invoices says whether the market has invoice accounts (MND-10).
func (p Policy) Invoices() bool {
	_, err := p.Kind(Invoice)
	return err == nil
}

// hasLimitKind says whether any kind needs a verified identity before it can be paid from.
func (p Policy) hasLimitKind() bool { return len(p.Maxima()) > 0 }

// Validate lists everything that is unset or inconsistent in one ErrPolicy; nil if nothing is (MKT-4).
func (p Policy) Validate() error {
	var faults []string
	note := func(wrong bool, what string) {
		if wrong {
			faults = append(faults, what)
		}
	}
	note(p.Market == "", "Market unset")
	note(!p.Currency.Valid(), "Currency unset")
	note(!p.Phone.known(), "Phone.Region unset")
	note(p.Phone.NationalDigits < 0, "Phone.NationalDigits negative")
	note(p.TermsVersion == "", "TermsVersion unset")
	note(p.TermsURL == "", "TermsURL unset")
	note(p.PrivacyURL == "", "PrivacyURL unset")
	note(p.Provider == "", "Provider unset")
	note(p.Contact.Phone == "", "Contact.Phone unset")
	note(p.Contact.Email == "", "Contact.Email unset")
	note(!p.RetentionSet, "RetentionDays unset")
	note(p.RetentionDays < 0, "RetentionDays negative")
	note(len(p.Kinds) == 0, "Kinds unset")
	note(p.NeedsBankAccount && !p.hasLimitKind(), "NeedsBankAccount without a kind that has a limit")
	faults = append(faults, p.kindFaults()...)
	faults = append(faults, p.Callers.faults()...)
	faults = append(faults, p.Device.faults()...)
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrPolicy, strings.Join(faults, ", "))
}

func (p Policy) kindFaults() (faults []string) {
	seen := map[Kind]bool{}
	for i, kp := range p.Kinds {
		name := fmt.Sprintf("Kinds[%d].", i)
		switch {
		case kp.Kind == "":
			faults = append(faults, name+"Kind unset")
		case seen[kp.Kind]:
			faults = append(faults, name+"Kind is there twice")
		case kp.Limit != kp.Kind.Limit():
			faults = append(faults, name+"Limit does not fit the kind")
		}
		seen[kp.Kind] = true
		if kp.raiseFaulty() {
			faults = append(faults, name+"Raised does not fit Maximum and RaiseAfter")
		}
		if kp.Name == "" {
			faults = append(faults, name+"Name unset")
		}
		if kp.Limit && (kp.Maximum.Minor() <= 0 || kp.Maximum.Currency() != p.Currency) {
			faults = append(faults, name+"Maximum unset")
		}
	}
	return faults
}
