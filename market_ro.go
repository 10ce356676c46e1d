package seqr

import (
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
)

// Romania is the Romanian market: a Seqr Account alone, that is spent up to its balance. No bank account is debited, so
// there are no collections, and no fee for one that fails. A bank account (IBAN) may be named to withdraw to [PRE-5].
//
// What no source states is unset, and New refuses it: provider, contact and terms.
func Romania() Market {
	m := prepaidMarket("RO", money.RON, "Europe/Bucharest", true)
	m.Collection = ach.Policy{Calendar: ach.RomaniaCalendar(), Zone: m.Zone, Receiving: ach.SEPA}
	return m
}
