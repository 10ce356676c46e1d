package cashback_test

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// The programme's own example: 1 payment of 100.00, 12 that add up to 200.00, and 22 that add up
// to 300.00 earn 1.00, 4.00 and 9.00, and the quarter pays 14.00.
func Example() {
	p := cashback.Standard(money.USD, time.UTC)
	q := civil.Quarter{Year: 2026, Number: 1}
	months := q.Months()
	r, err := p.Quarter(q, []cashback.Tally{
		{Month: months[0], Count: 1, Total: money.FromMinor(100_00, money.USD)},
		{Month: months[1], Count: 12, Total: money.FromMinor(200_00, money.USD)},
		{Month: months[2], Count: 22, Total: money.FromMinor(300_00, money.USD)},
	})
	if err != nil {
		panic(err)
	}
	for _, m := range r.Months {
		fmt.Printf("%s: %2d payments, %s %% of %s is %s\n", m.Month, m.Count, m.Percent, m.Total, m.Exact.StringFixed(2))
	}
	fmt.Printf("%s pays %s on %s\n", r.Quarter, r.Payout, p.PayoutOn(q, nil))
	// Output:
	// 2026-01:  1 payments, 1 % of 100.00 USD is 1.00
	// 2026-02: 12 payments, 2 % of 200.00 USD is 4.00
	// 2026-03: 22 payments, 3 % of 300.00 USD is 9.00
	// 2026-Q1 pays 14.00 USD on 2026-04-15
}

func ExampleProgramme_ToNextTier() {
	p := cashback.Standard(money.USD, time.UTC)
	missing, next, _ := p.ToNextTier(11)
	fmt.Printf("%d more for %s %%\n", missing, next.Percent)
	_, _, more := p.ToNextTier(20)
	fmt.Println(more)
	// Output:
	// 1 more for 2 %
	// false
}

// A payment adds to the month of its approval; a refund takes away from that same month.
func ExampleEarn() {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	payer := account.ID{UUID: uuid.UUID{1}}
	at := time.Date(2026, time.February, 1, 4, 59, 59, 0, time.UTC) // still January in New York

	month := civil.MonthOf(at, newYork)

	more := cashback.Earn(payer, money.FromMinor(50_00, money.USD), month)
	fmt.Println(more.Month, more.Count, more.Total)
	less := cashback.Unearn(payer, money.FromMinor(20_00, money.USD), false, month)
	fmt.Println(less.Month, less.Count, less.Total)
	rest := cashback.Unearn(payer, money.FromMinor(30_00, money.USD), true, month)
	fmt.Println(rest.Month, rest.Count, rest.Total)
	// Output:
	// 2026-01 1 50.00 USD
	// 2026-01 0 -20.00 USD
	// 2026-01 -1 -30.00 USD
}

func ExampleProgramme_Qualifies() {
	p := cashback.Standard(money.USD, time.UTC)
	const charity = true
	fmt.Println(p.Qualifies(payment.InStore, !charity), p.Qualifies(payment.InStore, charity))
	// Output: true false
}

// Where the market carries over, 0.60 and 0.50 of two quarters are 1.10 in the second.
func ExampleProgramme_QuarterWith() {
	p := cashback.Standard(money.USD, time.UTC)
	p.CarryOver = true
	q, brought := civil.Quarter{Year: 2026, Number: 1}, decimal.Zero
	for _, spent := range []int64{60_00, 50_00} {
		r, err := p.QuarterWith(brought, q, []cashback.Tally{{Month: q.First(), Count: 1, Total: money.FromMinor(spent, money.USD)}})
		if err != nil {
			panic(err)
		}
		fmt.Println(r.Quarter, r.Reason, r.Payout)
		brought, q = r.Due(), q.Next()
	}
	// Output:
	// 2026-Q1 carried over 0.00 USD
	// 2026-Q2 paid 1.10 USD
}

// A refund after the payout takes back what it unearned, where the market claws back: out of the next quarter.
func ExamplePayout_Reclaim() {
	p := cashback.Standard(money.USD, time.UTC)
	march := cashback.Tally{Month: civil.Month{Year: 2026, Month: 3}, Count: 12, Total: money.FromMinor(120_00, money.USD)}
	lost, err := p.Lost(march, cashback.Unearn(account.ID{}, money.FromMinor(10_00, money.USD), true, march.Month))
	if err != nil {
		panic(err)
	}
	paid := cashback.Payout{State: cashback.Paid, Amount: money.FromMinor(2_40, money.USD)}
	paid, err = paid.Reclaim(lost)
	fmt.Println(paid.Amount, paid.Over, err)
	// Output: 2.40 USD -1.3 <nil>
}

// A blocked payer's cashback waits; without a bank account to pay to it is lost.
func ExampleDecide() {
	q := cashback.QuarterResult{Pays: true, Payout: money.FromMinor(14_00, money.USD)}
	now := time.Date(2026, time.April, 15, 13, 0, 0, 0, time.UTC)
	held := cashback.Decide(account.ID{}, q, cashback.Facts{Blocked: true, ReceivingAccount: true}, now)
	fmt.Println(held.State, held.Amount)

	paid, err := held.Resume(cashback.Facts{ReceivingAccount: true}, now.AddDate(0, 0, 3))
	fmt.Println(paid.State, paid.Amount, err)
	lost, err := held.Resume(cashback.Facts{}, now.AddDate(0, 0, 3))
	fmt.Println(lost.State, lost.Amount, err)
	// Output:
	// held 14.00 USD
	// paid 14.00 USD <nil>
	// forfeited 0.00 USD <nil>
}

// An offer rewards whoever pays for its item, found by the code on the invoice's row.
func ExampleOffer_Earned() {
	shop := payment.Merchant{ID: payment.MerchantID{UUID: uuid.UUID{1}}, Name: "Corner Grocery", Currency: money.USD}
	noon := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	offer, err := cashback.NewOffer(cashback.OfferID{UUID: uuid.UUID{2}}, shop, cashback.Offer{
		Title: "Cola 0.5 l", Codes: []string{"7310865004703"}, Benefit: cashback.Benefit{Amount: money.FromMinor(2_00, money.USD)}, Ends: noon.AddDate(0, 1, 0),
	}, noon)
	if err != nil {
		panic(err)
	}
	bought := func(code string) payment.Payment {
		price := money.FromMinor(5_00, money.USD)
		return payment.Payment{Merchant: shop.ID, Rows: []payment.Row{{EAN: code, Total: price}}, Amount: price, Refunded: money.FromMinor(0, money.USD), At: noon, Final: true}
	}
	fmt.Println(offer.Earned(bought("7310865004703")))
	_, other := offer.Earned(bought("7310865004710")) // another size
	fmt.Println(other)
	// Output:
	// 2.00 USD true
	// false
}

// Customer service grants what is missing from a quarter, within the programme's maximum, and it goes where the quarter's cashback went.
func ExampleNewCorrection() {
	p := cashback.Standard(money.USD, time.UTC)
	q := civil.Quarter{Year: 2026, Number: 1}
	missing := money.FromMinor(12_50, money.USD)
	fmt.Println(p.Correctable(missing, nil))
	v, err := cashback.NewCorrection(cashback.CorrectionID{UUID: uuid.New()}, account.ID{UUID: uuid.New()}, q, missing, uuid.New(),
		cashback.Facts{ReceivingAccount: true}, time.Date(2026, time.April, 20, 9, 0, 0, 0, time.UTC))
	fmt.Println(v.State, v.Verb(), err)
	fmt.Println(p.Correctable(money.FromMinor(87_51, money.USD), []cashback.Correction{v}))
	// Output:
	// <nil>
	// paid correct cashback 2026-Q1 by 12.50 <nil>
	// cashback: corrected by more than customer service may
}
