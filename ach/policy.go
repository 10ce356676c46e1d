package ach

import (
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Policy is what differs between markets and rails in collecting, as data.
type Policy struct {
	Calendar          Calendar               // banking days; required
	Zone              *time.Location         // of the market: a day begins at its midnight; required
	DueAfterDays      int                    // calendar days from approval to the debit, then moved forward to a banking day; 0 for ACH, [UnsetDays] if no source states it
	FirstDueAfterDays int                    // the same for the first debit of a mandate (COL-13); 0: as DueAfterDays
	PreNotification   int                    // calendar days by which the receipt, which announces the debit, comes before it at least; 0: none
	HandOver          int                    // banking days by which a debit goes to the bank before its day, where files take long; 0: on its day
	CollectedAfter    int                    // banking days after settlement whose end makes it collected (COL-11); 2 for ACH
	RetryAfter        int                    // banking days from the first return to the re-presentment (COL-4); 3
	Fee               money.Amount           // after a failed debit that is not presented again (COL-7)
	FeeSet            bool                   // that Fee was stated, be it 0.00
	InvoiceDays       int                    // calendar days from the issue of a monthly invoice to the last day to pay it, then moved forward to a banking day; 0: unset (MND-10)
	RemindBefore      int                    // calendar days before the last day to pay an invoice on which its owner is reminded; 0: never
	Receiving         Scheme                 // of bank accounts that only receive money; empty: there are none
	Codes             map[string]ReturnClass // classes that differ from [ClassOf], by return code; nil for none
}

// UnsetDays is a number of days that no source states: a market with it is not opened (MKT-4).
const UnsetDays = -1

// First is the policy for the first debit of a mandate.
func (p Policy) First() Policy {
	if p.FirstDueAfterDays > 0 {
		p.DueAfterDays = p.FirstDueAfterDays
	}
	return p
}

// Unset lists what no source states and the operator must: empty when nothing is missing.
func (p Policy) Unset() []string {
	var unset []string
	if p.Calendar.IsZero() {
		unset = append(unset, "calendar")
	}
	if p.Zone == nil {
		unset = append(unset, "zone")
	}
	if p.DueAfterDays == UnsetDays {
		unset = append(unset, "days until the debit")
	}
	if p.CollectedAfter < 1 {
		unset = append(unset, "banking days until collected")
	}
	if p.RetryAfter < 1 {
		unset = append(unset, "banking days until the re-presentment")
	}
	if !p.FeeSet {
		unset = append(unset, "fee after a failed second collection")
	}
	return unset
}

// Validate answers nil, or one error that lists all that is unset or makes no sense; each part is an ErrPolicy.
func (p Policy) Validate() error {
	var errs []error
	for _, name := range p.Unset() {
		errs = append(errs, fmt.Errorf("%w: %s is unset", ErrPolicy, name))
	}
	if p.DueAfterDays < UnsetDays || p.FirstDueAfterDays < 0 {
		errs = append(errs, fmt.Errorf("%w: debits are due before their payment", ErrPolicy))
	}
	if p.PreNotification < 0 || p.DueAfterDays >= 0 && min(p.DueAfterDays, p.First().DueAfterDays) < p.PreNotification {
		errs = append(errs, fmt.Errorf("%w: debits are due before they are announced", ErrPolicy))
	}
	if p.HandOver < 0 {
		errs = append(errs, fmt.Errorf("%w: debits go to the bank after their day", ErrPolicy))
	}
	if p.FeeSet && (p.Fee.IsNegative() || p.Fee.Minor() > MaxAmount || p.Fee.Currency() == "") {
		errs = append(errs, fmt.Errorf("%w: fee is negative, too large or of no currency", ErrPolicy))
	}
	for code, class := range p.Codes {
		if code == "" || code != normalCode(code) || !class.known() {
			errs = append(errs, fmt.Errorf("%w: return code %q has class %q", ErrPolicy, code, class))
		}
	}
	return errors.Join(errs...)
}

// ValidateDays is Validate for a market that debits nobody: credits still need to know the banking days.
func (p Policy) ValidateDays() error {
	if p.Receiving != "" && !p.Receiving.Known() {
		return fmt.Errorf("%w: unknown scheme %q", ErrPolicy, p.Receiving)
	}
	if p.Calendar.IsZero() || p.Zone == nil {
		return fmt.Errorf("%w: calendar or zone is unset", ErrPolicy)
	}
	return nil
}

// ValidateInvoices is ValidateDays for a market with invoice accounts, whose days to pay must be stated too (MND-10).
func (p Policy) ValidateInvoices() error {
	err := p.ValidateDays()
	if p.InvoiceDays < 1 {
		err = errors.Join(err, fmt.Errorf("%w: days to pay an invoice is unset", ErrPolicy))
	}
	if p.RemindBefore < 0 || p.RemindBefore > 0 && p.InvoiceDays > 0 && p.RemindBefore >= p.InvoiceDays {
		err = errors.Join(err, fmt.Errorf("%w: reminders come after the last day to pay, or before the invoice", ErrPolicy))
	}
	return err
}

// Class is the class of a return code in this market: that of Codes, else [ClassOf].
func (p Policy) Class(code string) ReturnClass {
	if class, ok := p.Codes[normalCode(code)]; ok {
		return class
	}
	return ClassOf(code)
}

// dueOn is the banking day on which a debit approved at a moment is sent.
func (p Policy) dueOn(at time.Time) civil.Date {
	return p.Calendar.Next(civil.DateOf(at, p.Zone).AddDays(p.DueAfterDays))
}
