package seqr_test

import (
	"fmt"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// ireland is a market that does not come with the package. One value is all that it takes.
func ireland(zone *time.Location) seqr.Market {
	contact := account.Contact{Phone: "+353 1 555 0100", Email: "help@example.ie"}
	return seqr.Market{
		Code: "IE", Currency: money.EUR, Zone: zone,
		Account: account.Policy{
			Market: "IE", Currency: money.EUR,
			Phone:        account.PhoneRule{Region: "IE", Trunk: true}, // 087… at home is +353 87…
			TermsVersion: "IE-1", TermsURL: "https://example.ie/terms", PrivacyURL: "https://example.ie/privacy",
			Provider: "Example Payments Ltd", Contact: contact, Device: account.StandardDevice([]string{"IE"}, contact),
			Kinds: []account.KindPolicy{
				{
					Kind: account.SEPADebit, Name: "Bank Account", Limit: true, Maximum: money.FromMinor(60_00, money.EUR),
					Raised: money.FromMinor(300_00, money.EUR), RaiseAfter: 5,
				},
				{Kind: account.Prepaid, Name: "Seqr Account"},
			},
			Callers:    account.CallerCheck{Questions: []account.Question{account.AskName, account.AskBirthDate}, Enough: 2},
			BankChange: true, PINRecovery: true,
		},
		Identity: identity.DefaultPolicy(),
		Payment:  payment.DefaultPolicy(),
		Collection: ach.Policy{
			Calendar: ach.TARGETCalendar(), Zone: zone, DueAfterDays: 2, FirstDueAfterDays: 7, PreNotification: 1,
			CollectedAfter: 5, RetryAfter: 3, Codes: ach.SEPACodes(false),
		},
		Cashback: cashback.Standard(money.EUR, zone).To(cashback.ToPrepaid),
	}
}

// A market of one's own is one value, in one file. Validate says what is still missing; New refuses the market until then.
func ExampleMarket_ofYourOwn() {
	zone, err := time.LoadLocation("Europe/Dublin")
	if err != nil {
		panic(err)
	}
	market := ireland(zone)
	fmt.Println(market.Validate())
	market = market.WithFee(money.FromMinor(0, money.EUR)).WithRetention(6 * 365)
	fmt.Println(market.Validate())
	// Output:
	// account: market data unset or inconsistent: RetentionDays unset
	// ach: policy is incomplete: fee after a failed second collection is unset
	// <nil>
}

// The markets that come with the package, and the kinds of payment accounts in each.
func ExampleMarkets() {
	for _, m := range seqr.Markets() {
		fmt.Print(m.Code, " ", m.Currency)
		for _, k := range m.Account.Kinds {
			fmt.Print(" ", k.Kind)
		}
		fmt.Println()
	}
	// Output:
	// AT EUR sepa_debit prepaid
	// BE EUR sepa_debit prepaid
	// DE EUR sepa_debit prepaid
	// ES EUR sepa_debit prepaid
	// FI EUR sepa_debit prepaid invoice
	// FR EUR sepa_debit prepaid
	// GB GBP uk_direct_debit prepaid
	// IT EUR sepa_debit prepaid
	// NL EUR sepa_debit prepaid
	// PT EUR sepa_debit prepaid
	// RO RON prepaid
	// SE SEK autogiro prepaid
	// US USD ach_debit
}
