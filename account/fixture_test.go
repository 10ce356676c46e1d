package account_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// noon is when everything happens that does not ask for another time.
var noon = time.Date(2026, time.January, 5, 12, 0, 0, 0, time.UTC)

func usd(minor int64) money.Amount { return money.FromMinor(minor, money.USD) }

// id makes IDs that can be told apart.
func id(n byte) uuid.UUID { return uuid.UUID{15: n} }

func accountID(n byte) account.ID { return account.ID{UUID: id(n)} }

// policy is a market like the US.
func policy() account.Policy {
	contact := account.Contact{Phone: "+18005550100", Email: "help@example.com"}
	return account.Policy{
		Market: "US", Currency: money.USD, Phone: account.PhoneRule{Region: "US", NationalDigits: 10},
		TermsVersion: "2026-01", TermsURL: "https://example.com/terms", PrivacyURL: "https://example.com/privacy",
		Provider: "SEQR Payments, Inc.", Contact: contact, NeedsBankAccount: true,
		Kinds:   []account.KindPolicy{{Kind: account.ACHDebit, Name: "ACH Direct Debit Account", Limit: true, Maximum: usd(100_00)}},
		Callers: account.StandardCallerCheck(),
		Device:  account.StandardDevice([]string{"US"}, contact), RetentionDays: 30, RetentionSet: true,
	}
}

// prepaidPolicy is a market that has a prepaid account beside the bank account, and requires none.
func prepaidPolicy() account.Policy {
	p := policy()
	p.NeedsBankAccount = false
	p.Kinds = append(p.Kinds, account.KindPolicy{Kind: account.Prepaid, Name: "Seqr Account"})
	return p
}

func bankAccount() account.PaymentAccount {
	return account.PaymentAccount{
		ID: account.PaymentAccountID{UUID: id(11)}, Kind: account.ACHDebit, Name: "ACH Direct Debit Account",
		Ledger: ledger.AccountID{UUID: id(12)}, Fees: ledger.AccountID{UUID: id(13)}, Bank: id(14),
	}
}

func prepaidAccount() account.PaymentAccount {
	return account.PaymentAccount{
		ID: account.PaymentAccountID{UUID: id(21)}, Kind: account.Prepaid, Name: "Seqr Account", Ledger: ledger.AccountID{UUID: id(22)},
	}
}

// must takes a verb's answer that cannot be a refusal.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

func registering(t testing.TB) account.Account {
	t.Helper()
	terms := account.Acceptance{Version: "2026-01", At: noon}
	return must[account.Account](t)(account.New(accountID(1), "US", "tag-1", []byte("sealed"), terms, noon))
}

// open is a registered account whose identity nobody verified.
func open(t testing.TB) account.Account {
	t.Helper()
	p, ok := policy(), must[account.Account](t)
	a := registering(t)
	a = ok(a.ProvePhone(noon, p))
	a = ok(a.ChoosePIN(noon, p))
	a = ok(a.Describe([]byte("sealed, complete"), p))
	return ok(a.Link(bankAccount(), p))
}

func verified(t testing.TB) account.Account {
	t.Helper()
	return must[account.Account](t)(open(t).VerifyIdentity(noon, policy().Maxima()))
}

func closed(t testing.TB) account.Account {
	t.Helper()
	return must[account.Account](t)(verified(t).Close(noon))
}
