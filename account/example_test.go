package account_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

func ExampleParsePhone() {
	us := account.PhoneRule{Region: "US", NationalDigits: 10}
	p, err := account.ParsePhone("+1 (801) 555-0123", us)
	fmt.Println(p, p.E164(), err)

	_, err = account.ParsePhone("801 555 0123", us)
	fmt.Println(errors.Is(err, account.ErrPhoneNoCountryCode), err)

	se := account.PhoneRule{Region: "SE", Trunk: true}
	p, err = account.ParsePhone("+46 070-123 45 67", se)
	fmt.Println(p, p.E164(), err)
	// Output:
	// +1•••••••0123 +18015550123 <nil>
	// true account: phone number without country code
	// +46•••••••4567 +46701234567 <nil>
}

// A registration from its first step to the first purchase that could be made.
func ExampleAccount() {
	// An account's verbs fail on a step that was taken before, or comes too late.
	ok := func(a account.Account, err error) account.Account {
		if err != nil {
			panic(err)
		}
		return a
	}
	market := policy()
	now := time.Date(2026, time.January, 5, 12, 0, 0, 0, time.UTC)
	a := ok(account.New(account.ID{UUID: uuid.UUID{1}}, "US", "tag of the number", []byte("sealed holder"),
		account.Acceptance{Version: market.TermsVersion, At: now}, now))
	a = ok(a.ProvePhone(now, market))
	a = ok(a.ChoosePIN(now, market))
	a = ok(a.Describe([]byte("sealed holder"), market))
	fmt.Println(a.State, "- next:", a.Progress(market, account.ScanProgress{}).Next)

	bank := account.PaymentAccount{
		ID: account.PaymentAccountID{UUID: uuid.UUID{2}}, Kind: account.ACHDebit, Name: "ACH Direct Debit Account",
		Ledger: ledger.AccountID{UUID: uuid.UUID{3}},
	}
	a = ok(a.Link(bank, market))
	fmt.Println(a.State, "- next:", a.Progress(market, account.ScanProgress{}).Next)
	_, err := a.MayPay(bank.ID)
	fmt.Println(err)

	a = ok(a.VerifyIdentity(now, market.Maxima()))
	from, err := a.MayPay(bank.ID)
	fmt.Println(from.Name, from.Maximum, err)
	// Output:
	// registering - next: payment account
	// open - next: identity front
	// account: payment account not active
	// ACH Direct Debit Account 100.00 USD <nil>
}

// Reasons for a block are independent: paying a debt does not find a lost phone.
func ExampleAccount_Block() {
	var a account.Account
	now := time.Date(2026, time.January, 5, 12, 0, 0, 0, time.UTC)
	a, _ = a.Block(account.LostPhone, now)
	a, _ = a.FailCollection(now)
	fmt.Println(a.Blocks[0].Reason, a.Blocks[1].Reason)
	a, _ = a.SettleCollection()
	fmt.Println(a.Blocks[0].Reason, a.Blocked())
	a, _ = a.Unblock(account.LostPhone)
	fmt.Println(a.Blocked())
	// Output:
	// lost_phone collection
	// lost_phone true
	// false
}

// A spending limit of 100.00 is a floor of −100.00 in the book.
func ExampleSpendable() {
	fmt.Println(account.Spendable(ledger.Account{Currency: money.USD, Floored: true, Floor: -100_00, Balance: -23_45}))
	// Output: 76.55 USD
}

// All that a phone lacks is told at once.
func ExampleCheckDevice() {
	p := account.StandardDevice([]string{"US"}, account.Contact{Phone: "+18005550100", Email: "help@example.com"})
	r := account.CheckDevice(account.Device{OS: "iOS", Region: "SE", Touchscreen: true, NFC: true}, p)
	fmt.Println(r.Compatible, r.Missing)
	fmt.Println(r.Region.OK, r.Region.Setting)
	fmt.Println(r.NFC.State, r.NFC.Why)
	fmt.Println(r.Contact.Phone)
	// Output:
	// false [autofocus camera data network]
	// false Settings → General → Language & Region → Region
	// unavailable reserved to Apple Pay
	// +18005550100
}

// Personal data that get into a log by accident show a mask.
func ExampleHolder() {
	p, err := account.PhoneFromE164("+18015550123")
	if err != nil {
		panic(err)
	}
	fmt.Printf("%+v\n", account.Holder{Phone: p, Name: "Ada Lovelace", Email: "ada@example.com"})
	// Output: holder(+1•••••••0123)
}
