package ach_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
)

// at is the moment of most tests: Friday, 2 January 2026, noon in New York.
var at = time.Date(2026, 1, 2, 17, 0, 0, 0, time.UTC)

func TestCheckRouting(t *testing.T) { // MND-3
	for _, good := range []string{"076401251", "021000021", "011401533", "091000019", "122105155", "026009593", "322271627", "000000518"} {
		require.NoError(t, ach.CheckRouting(good), good)
	}
	for _, bad := range []string{
		"", "0", "07640125", "0764012510", "000000000", "076401250", "999999992", "133000005", "500000005",
		"07640125A", "07640125 ", " 76401251", "０76401251", "076-40125", "\x0076401251",
	} {
		require.ErrorIs(t, ach.CheckRouting(bad), ach.ErrRouting, "%q", bad)
	}
}

// Routing numbers begin with two digits of four ranges, and with no others.
func TestCheckRoutingPrefixes(t *testing.T) {
	for prefix := range 100 {
		inUse := prefix <= 12 || prefix >= 21 && prefix <= 32 || prefix >= 61 && prefix <= 72 || prefix == 80
		valid := false
		for digit := range 10 {
			valid = valid || ach.CheckRouting(fmt.Sprintf("%02d123456%d", prefix, digit)) == nil
		}
		require.Equal(t, inUse, valid, prefix)
	}
}

// Of the ten possible check digits exactly one is right, and no other single wrong digit passes (MND-3).
func TestCheckRoutingDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.SampledFrom([]string{"01", "12", "21", "32", "61", "72", "80"}).Draw(t, "prefix")
		body := prefix + rapid.StringMatching(`[0-9]{6}`).Draw(t, "body")
		valid := 0
		for digit := range 10 {
			if ach.CheckRouting(fmt.Sprint(body, digit)) == nil {
				valid++
			}
		}
		require.Equal(t, 1, valid)
	})
}

func TestCheckAccountNumber(t *testing.T) { // MND-3
	for in, want := range map[string]string{
		"1":                   "1",
		"12345678901234567":   "12345678901234567",
		" 12345678901234567 ": "12345678901234567",
		"0001":                "0001",
		"12-345 678":          "12-345 678",
		"ab12":                "ab12",
	} {
		got, err := ach.CheckAccountNumber(in)
		require.NoError(t, err, in)
		require.Equal(t, want, got)
	}
	for _, bad := range []string{"", " ", "-", "- -", "123456789012345678", "1  2", "12\n34", "12\t34", "12.34", "1é", "１２３", "12_3", "1\x002"} {
		got, err := ach.CheckAccountNumber(bad)
		require.ErrorIs(t, err, ach.ErrAccountNumber, "%q", bad)
		require.Empty(t, got, "nothing is cut")
	}
}

func TestLast4(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "-": "", "1": "1", "1234": "4", "12345": "2345", "12-34 56-7": "4567", "12345678901234567": "4567",
	} {
		require.Equal(t, want, ach.Last4(in), in)
	}
}

// A credit card is refused under whatever name (MND-6).
func TestCheckKind(t *testing.T) {
	require.NoError(t, ach.CheckKind(string(account.ACHDebit)))
	for _, card := range []string{"credit_card", "credit card", "Credit-Card", "CREDITCARD", "card", "debit_card", "visa", "Mastercard", "American Express", " amex "} {
		require.ErrorIs(t, ach.CheckKind(card), ach.ErrCreditCard, card)
	}
	for _, other := range []string{"", "prepaid", "iban", "cash"} {
		require.ErrorIs(t, ach.CheckKind(other), ach.ErrKind, other)
	}
}

func newBank() ach.BankAccount {
	b, err := ach.NewBankAccount(bankID, ownerID, ach.ACH, ach.Checking, "076401251", []byte("sealed"), "4567", at)
	if err != nil {
		panic(err)
	}
	return b
}

func TestNewBankAccount(t *testing.T) {
	sealed := []byte("sealed")
	zone := time.FixedZone("", -5*3600)
	b, err := ach.NewBankAccount(bankID, ownerID, ach.ACH, ach.Savings, "076401251", sealed, "4567", at.In(zone))
	require.NoError(t, err)
	sealed[0] = 'X'
	require.Equal(t, ach.BankAccount{
		ID: bankID, Owner: ownerID, Scheme: ach.ACH, Type: ach.Savings, Routing: "076401251", Number: []byte("sealed"), Last4: "4567", Valid: true, AddedAt: at,
	}, b)

	gone := b.Invalidate()
	require.False(t, gone.Valid)
	require.True(t, b.Valid, "the receiver is a value")
	require.Equal(t, gone, gone.Invalidate())

	for name, build := range map[string]func() (ach.BankAccount, error){
		"no ID": func() (ach.BankAccount, error) {
			return ach.NewBankAccount(ach.BankAccountID{}, ownerID, ach.ACH, ach.Checking, "076401251", sealed, "1", at)
		},
		"no owner": func() (ach.BankAccount, error) {
			return ach.NewBankAccount(bankID, account.ID{}, ach.ACH, ach.Checking, "076401251", sealed, "1", at)
		},
		"no number": func() (ach.BankAccount, error) {
			return ach.NewBankAccount(bankID, ownerID, ach.ACH, ach.Checking, "076401251", nil, "1", at)
		},
		"no last": func() (ach.BankAccount, error) {
			return ach.NewBankAccount(bankID, ownerID, ach.ACH, ach.Checking, "076401251", sealed, "", at)
		},
		"long last": func() (ach.BankAccount, error) {
			return ach.NewBankAccount(bankID, ownerID, ach.ACH, ach.Checking, "076401251", sealed, "12345", at)
		},
		"no time": func() (ach.BankAccount, error) {
			return ach.NewBankAccount(bankID, ownerID, ach.ACH, ach.Checking, "076401251", sealed, "1", time.Time{})
		},
	} {
		got, err := build()
		require.ErrorIs(t, err, ach.ErrBankAccount, name)
		require.Zero(t, got)
	}
	_, err = ach.NewBankAccount(bankID, ownerID, ach.ACH, ach.Checking, "076401250", sealed, "1", at)
	require.ErrorIs(t, err, ach.ErrRouting)
}

func FuzzCheckRouting(f *testing.F) {
	for _, s := range []string{"", "076401251", "021000021", "000000000", "999999992", "07640125x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if ach.CheckRouting(s) != nil {
			return
		}
		require.Len(t, s, 9)
		require.Empty(t, strings.Trim(s, "0123456789"))
		require.NotEqual(t, "000000000", s)
		wrong := []byte(s)
		wrong[8] = '0' + (wrong[8]-'0'+1)%10
		require.Error(t, ach.CheckRouting(string(wrong)), "another check digit")
	})
}

func FuzzCheckAccountNumber(f *testing.F) {
	for _, s := range []string{"", " 1 ", "12-34", "123456789012345678", "é", "a b", "\n1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, err := ach.CheckAccountNumber(s)
		if err != nil {
			require.Empty(t, clean)
			return
		}
		require.Equal(t, strings.Trim(s, " "), clean, "nothing inside is changed or cut")
		require.LessOrEqual(t, len(clean), ach.MaxAccountNumber)
		again, err := ach.CheckAccountNumber(clean)
		require.NoError(t, err)
		require.Equal(t, clean, again)
		last := ach.Last4(clean)
		require.LessOrEqual(t, len(last), 4)
		require.NotEmpty(t, last)
	})
}

var (
	bankID    = ach.BankAccountID{UUID: uuid.MustParse("01890000-0000-7000-8000-000000000001")}
	ownerID   = account.ID{UUID: uuid.MustParse("01890000-0000-7000-8000-000000000002")}
	mandateID = ach.MandateID{UUID: uuid.MustParse("01890000-0000-7000-8000-000000000003")}
	deviceID  = uuid.MustParse("01890000-0000-7000-8000-000000000004")
)
