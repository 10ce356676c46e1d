package seqr

import (
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// The euro markets: SEPA Direct Debit under a limit of 75.00 that becomes 500.00 with the third successful collection,
// beside a Seqr Account that takes the cashback. They differ in zone, phone numbers, and what their banks mean by MS03.
//
// What no source states is unset, and New refuses it: provider, contact, terms, and the fee after a failed second collection.

// Austria is the Austrian market; see [Germany] for what the euro markets share.
func Austria() Market { return sepaMarket("AT", "Europe/Vienna", true, false) }

// Belgium is the Belgian market, where MS03 is the usual form of "no funds"; see [Germany] for what the euro markets share.
func Belgium() Market { return sepaMarket("BE", "Europe/Brussels", true, true) }

// France is the French market; see [Germany] for what the euro markets share.
func France() Market { return sepaMarket("FR", "Europe/Paris", true, false) }

// Germany is the German market, and one of the euro markets: a Seqr Account that is opened with the registration and takes
// the cashback [REG-16, CB-15], and SEPA Direct Debit with a limit of 75.00 that the third successful collection raises to
// 500.00 [LIM-5]. The first debit of a mandate is due after 7 days, later ones after 2 [COL-13]. In Germany MS03
// is the usual form of "no funds" [COL-9].
//
// What no source states is unset, and New refuses it: provider (WithProvider), customer service (WithContact), terms
// (WithTerms), and the fee after a failed second collection (WithFee).
func Germany() Market { return sepaMarket("DE", "Europe/Berlin", true, true) }

// Italy is the Italian market, whose mobile numbers have no leading zero; see [Germany] for what the euro markets share.
func Italy() Market { return sepaMarket("IT", "Europe/Rome", false, false) }

// Netherlands is the Dutch market; see [Germany] for what the euro markets share.
func Netherlands() Market { return sepaMarket("NL", "Europe/Amsterdam", true, false) }

// Portugal is the Portuguese market, whose numbers have no leading zero; see [Germany] for what the euro markets share.
func Portugal() Market { return sepaMarket("PT", "Europe/Lisbon", false, false) }

// Spain is the Spanish market, whose numbers have no leading zero; see [Germany] for what the euro markets share.
func Spain() Market { return sepaMarket("ES", "Europe/Madrid", false, false) }

// sepaMarket is a euro market. Trunk: numbers are dialled with a leading zero at home; ms03: banks say MS03 for lack of funds.
func sepaMarket(code, zone string, trunk, ms03 bool) Market {
	m := prepaidMarket(code, money.EUR, zone, trunk)
	m.Account.Kinds = append([]account.KindPolicy{sepaDebit()}, m.Account.Kinds...)
	m.Account.BankChange = true
	m.Collection = ach.Policy{
		Calendar: ach.TARGETCalendar(), Zone: m.Zone, DueAfterDays: 2, FirstDueAfterDays: 7, PreNotification: 1, HandOver: 2,
		CollectedAfter: 5, RetryAfter: 3, Receiving: ach.SEPA, Codes: ach.SEPACodes(ms03),
	}
	return m
}

func sepaDebit() account.KindPolicy {
	return account.KindPolicy{
		Kind: account.SEPADebit, Name: "SEPA Direct Debit Account", Limit: true,
		Maximum: money.FromMinor(75_00, money.EUR), Raised: money.FromMinor(500_00, money.EUR), RaiseAfter: 3,
	}
}

// prepaidMarket is what all markets with a Seqr Account share; how bank accounts are debited is added by each.
func prepaidMarket(code string, currency money.Currency, zoneName string, trunk bool) Market {
	zone := zoneOf(zoneName)
	return Market{
		Code: code, Currency: currency, Zone: zone,
		Account: account.Policy{
			Market: code, Currency: currency,
			Phone:       account.PhoneRule{Region: code, Trunk: trunk},
			Kinds:       []account.KindPolicy{{Kind: account.Prepaid, Name: "Seqr Account"}},
			Device:      account.StandardDevice([]string{code}, account.Contact{}),
			Callers:     account.StandardCallerCheck(),
			PINRecovery: true,
			DeviceMove:  true,
		},
		Identity: identity.DefaultPolicy(),
		Payment:  payment.DefaultPolicy(),
		Cashback: cashback.Standard(currency, zone).To(cashback.ToPrepaid),
	}
}
