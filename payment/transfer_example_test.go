package payment_test

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// Money waits for a friend who has no account yet, and is claimed with the proof of the number.
func ExampleTransfer() {
	at := time.Date(2026, time.July, 6, 14, 0, 0, 0, time.UTC)
	terms := payment.Terms{
		ID: payment.TransferID{UUID: uuid.New()}, Kind: payment.KindSend, From: account.ID{UUID: uuid.New()}, To: "+18015550155",
		Amount: money.FromMinor(2000, money.USD), Credited: money.FromMinor(2000, money.USD), Note: "for lunch",
	}
	sent, err := payment.NewTransfer(terms, []byte("sealed"), "2026070614000012345678901", payment.Approval{}, at)
	if err != nil {
		panic(err)
	}
	waiting, err := sent.Wait("tag of the number", ledger.TransferID{UUID: uuid.New()}, at.AddDate(0, 0, 7))
	if err != nil {
		panic(err)
	}
	friend := account.ID{UUID: uuid.New()}
	_, late := waiting.Claim(friend, at.AddDate(0, 0, 7))
	claimed, err := waiting.Claim(friend, at.AddDate(0, 0, 6))
	if err != nil {
		panic(err)
	}
	done, err := claimed.Deliver(account.PaymentAccountID{UUID: uuid.New()}, uuid.Nil, at.AddDate(0, 0, 6))
	fmt.Println(waiting.State, "until", waiting.ExpiresAt.Format(time.DateOnly))
	fmt.Println(late)
	fmt.Println(done.State, done.Credited, err)
	// Output:
	// waiting until 2026-07-13
	// payment: transfer has waited long enough
	// done 20.00 USD <nil>
}

// The operator's rate is applied exactly and rounded once.
func ExampleRate_Convert() {
	rate := payment.Rate{
		From: money.EUR, To: money.USD, Value: decimal.RequireFromString("1.08765"), Source: "ECB reference rate",
		At: time.Date(2026, time.July, 3, 14, 15, 0, 0, time.UTC),
	}
	fmt.Println(rate.Convert(money.FromMinor(1000, money.EUR), money.HalfUp))
	// Output: 10.88 USD <nil>
}

// A card's number is never taken for an acquirer's reference.
func ExampleCheckCardReference() {
	fmt.Println(payment.CheckCardReference("ch_3PX9wq2eZvKYlo2C"))
	fmt.Println(payment.CheckCardReference("4111 1111 1111 1111"))
	fmt.Println(payment.CheckCardReference("4111111111111111"))
	// Output:
	// <nil>
	// payment: not a reference
	// payment: not a reference
}
