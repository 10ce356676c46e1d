package seqr

import (
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
)

// Finland is the Finnish market: a euro market as [Germany] is.
func Finland() Market { return sepaMarket("FI", "Europe/Helsinki", true, false) }

// Sweden is the Swedish market: Autogiro beside a Seqr Account that takes the cashback. An Autogiro mandate is approved by
// the payer's bank first [MND-9].
//
// What no source states is unset, and New refuses it: the spending limit (WithMaximum), the days until a debit and until
// it counts as collected (WithCollectionDays), provider, contact, terms, and the fee after a failed second collection.
func Sweden() Market {
	m := prepaidMarket("SE", money.SEK, "Europe/Stockholm", true)
	m.Account.Kinds = append([]account.KindPolicy{{Kind: account.Autogiro, Name: "Autogiro Account", Limit: true}}, m.Account.Kinds...)
	m.Account.BankChange = true
	m.Collection = ach.Policy{Calendar: ach.SwedenCalendar(), Zone: m.Zone, DueAfterDays: ach.UnsetDays, RetryAfter: 3}
	return m
}
