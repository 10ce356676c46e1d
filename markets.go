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
	Transfer   payment.TransferPolicy // the zero value: no options
	Collection ach.Policy
	Cashback   cashback.Programme
}

// Markets are the markets that come with this package, in the order of their codes. Each has values that are left to its
// operator: see [Market.Validate], and [Demo] for examples.
func Markets() []Market {
	return []Market{
		Austria(), Belgium(), Germany(), Spain(), Finland(), France(), UnitedKingdom(),
		Italy(), Netherlands(), Portugal(), Romania(), Sweden(), UnitedStates(),
	}
}

// agree says whether what several policies say is one and the same.
func (m Market) agree() error {
	var errs []error
	for _, rule := range []struct {
		name  string
		holds bool
	}{
		{"Account.Market", m.Account.Market == m.Code},
		{"Account.Currency", m.Account.Currency == m.Currency},
		{"Cashback.Currency", m.Cashback.Currency == m.Currency},
		{"Collection.Fee", !m.Collection.FeeSet || m.Collection.Fee.Currency() == m.Currency},
		{"Account.Kinds: an invoice account without a prepaid one, which takes refunds", !m.Account.Invoices() || m.Account.HasPrepaid()},
		{"Cashback.Destination", m.Cashback.Destination != cashback.ToPrepaid || m.Account.HasPrepaid()},
	} {
		if !rule.holds {
			errs = append(errs, fmt.Errorf("%w: %s does not fit the market", ErrConfig, rule.name))
		}
	}
	return errors.Join(errs...)
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
	collection := m.Collection.ValidateDays
	if m.Account.Debits() {
		collection = m.Collection.Validate
	}
	if m.Account.Invoices() {
		errs = append(errs, m.Collection.ValidateInvoices())
	}
	errs = append(errs, m.Account.Validate(), m.Identity.Check(), m.Payment.Validate(), collection(), m.Cashback.Validate(), m.agree(),
		m.Transfer.Validate(m.Currency, m.Account.HasPrepaid()))
	return errors.Join(errs...)
}
