package seqr

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // a market's time zone must not depend on what the host has installed

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// Market is one country's SEQR: the policies of all domain packages, as data. Nothing in the
// code asks for a country's name; another market is another value of this type.
type Market struct {
	Code       string // ISO 3166 alpha-2, such as "US"
	Currency   money.Currency
	Zone       *time.Location // months, quarters and banking days are those of this zone
	Account    account.Policy
	Identity   identity.Policy
	Payment    payment.Policy
	Collection ach.Policy
	Cashback   cashback.Programme
}

// Validate lists everything that is unset or makes no sense, in one error; nil if nothing is.
func (m Market) Validate() error {
	var errs []error
	if len(m.Code) != 2 {
		errs = append(errs, fmt.Errorf("%w: Code is not two letters", ErrConfig))
	}
	if !m.Currency.Valid() {
		errs = append(errs, fmt.Errorf("%w: Currency is unset", ErrConfig))
	}
	if m.Zone == nil {
		errs = append(errs, fmt.Errorf("%w: Zone is unset", ErrConfig))
	}
	errs = append(errs, m.Account.Validate(), m.Identity.Check(), m.Payment.Validate(), m.Collection.Validate(), m.Cashback.Validate())
	return errors.Join(errs...)
}
