package seqr

import (
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
)

// UnitedKingdom is the British market: Direct Debit from current accounts, with a limit of 50.00, beside a Seqr Account
// that takes the cashback [MND-4].
//
// What no source states is unset, and New refuses it: the days until a debit and until it counts as collected
// (WithCollectionDays), provider, contact, terms, and the fee after a failed second collection.
func UnitedKingdom() Market {
	m := prepaidMarket("GB", money.GBP, "Europe/London", true)
	m.Account.Kinds = append([]account.KindPolicy{{
		Kind: account.UKDebit, Name: "Direct Debit Account", Limit: true, Maximum: money.FromMinor(50_00, money.GBP),
	}}, m.Account.Kinds...)
	m.Account.BankChange = true
	m.Collection = ach.Policy{Calendar: ach.UKCalendar(), Zone: m.Zone, DueAfterDays: ach.UnsetDays, RetryAfter: 3, Codes: ach.UKCodes()}
	return m
}
