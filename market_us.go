package seqr

import (
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// UnitedStates is the US market as its programme's texts describe it: ACH Direct Debit only, a
// spending limit of 100.00 that refills as money is collected, cashback to the receiving bank account.
//
// What no text states is unset, and New refuses it: the fee after a failed second collection
// (WithFee), the time for which personal data are kept (WithRetention), and the addresses of terms and customer service (Account.TermsURL, PrivacyURL, Contact).
func UnitedStates() Market {
	zone := zoneOf("America/New_York")
	contact := account.Contact{}
	regions := []string{"US"}
	return Market{
		Code: "US", Currency: money.USD, Zone: zone,
		Account: account.Policy{
			Market: "US", Currency: money.USD,
			Phone:            account.PhoneRule{Region: "US", NationalDigits: 10},
			TermsVersion:     "US-1",
			Provider:         "SEQR Payments, Inc.",
			Contact:          contact,
			NeedsBankAccount: true,
			Kinds: []account.KindPolicy{{
				Kind: account.ACHDebit, Name: "ACH Direct Debit Account", Limit: true, Maximum: money.FromMinor(100_00, money.USD),
			}},
			Device:  account.StandardDevice(regions, contact),
			Callers: account.StandardCallerCheck(),
		},
		Identity:   usIdentity(),
		Payment:    payment.DefaultPolicy(),
		Collection: ach.Policy{Calendar: ach.FedCalendar(), Zone: zone, CollectedAfter: 2, RetryAfter: 3},
		Cashback:   cashback.Standard(money.USD, zone),
	}
}

func usIdentity() identity.Policy {
	p := identity.DefaultPolicy()
	p.BirthFormat = identity.MonthDayYear
	return p
}

// zoneOf is a zone that is in the time zone data that this package links in, so loading it cannot fail.
func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic("seqr: " + err.Error())
	}
	return zone
}
