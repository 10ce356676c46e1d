package seqr

import (
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
)

// Finland is the Finnish market: a euro market as [Germany] is, where one may choose an invoice account of 500.00
// instead of SEPA Direct Debit. Purchases and transfers of a month stand on one invoice; 200.00 a month may be sent from it [MND-10, P2P-9].
//
// Unset beside what Germany leaves unset are the days to pay an invoice (WithInvoiceDays).
func Finland() Market {
	return sepaMarket("FI", "Europe/Helsinki", true, false).mayInvoice(500_00, 200_00).WithInvoice()
}

// Sweden is the Swedish market: Autogiro beside a Seqr Account that takes the cashback. An Autogiro mandate is approved by
// the payer's bank first [MND-9]. An option is the invoice account, of 5,000.00 with 2,000.00 a month to send (WithInvoice) [MND-10, P2P-9].
//
// What no source states is unset, and New refuses it: the spending limit (WithMaximum), the days until a debit and until
// it counts as collected (WithCollectionDays), provider, contact, terms, and the fee after a failed second collection.
func Sweden() Market {
	m := prepaidMarket("SE", money.SEK, "Europe/Stockholm", true)
	m.Account.Kinds = append([]account.KindPolicy{{Kind: account.Autogiro, Name: "Autogiro Account", Limit: true}}, m.Account.Kinds...)
	m.Account.BankChange = true
	m.Collection = ach.Policy{Calendar: ach.SwedenCalendar(), Zone: m.Zone, DueAfterDays: ach.UnsetDays, RetryAfter: 3, Receiving: ach.Autogiro}
	return m.mayInvoice(5_000_00, 2_000_00)
}

// remindBefore is how many days before the last to pay an invoice its owner is reminded. No source says; it is ours.
const remindBefore = 3

// mayInvoice is the market with the option of invoice accounts: their limit, and how much may be sent from one in a month.
func (m Market) mayInvoice(maximum, monthly int64) Market {
	m.Account.Options = []account.KindPolicy{{
		Kind: account.Invoice, Name: "Invoice Account", Limit: true, Maximum: money.FromMinor(maximum, m.Currency),
	}}
	m.Collection.RemindBefore = remindBefore
	m.Transfer.Monthly = map[account.Kind]money.Amount{account.Invoice: money.FromMinor(monthly, m.Currency)}
	return m
}
