package ach_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// Independence Day of 2026 is a Saturday. Federal offices close on the Friday, the Federal
// Reserve does not.
func ExampleFedCalendar() {
	fed := ach.FedCalendar()
	friday := civil.Date{Year: 2026, Month: time.July, Day: 3}
	fmt.Println(fed.IsBankingDay(friday))
	fmt.Println(fed.Add(friday, 1))
	fmt.Println(fed.Next(civil.Date{Year: 2027, Month: time.July, Day: 4}), "because the 4th is a Sunday")
	// Output:
	// true
	// 2026-07-06
	// 2027-07-06 because the 4th is a Sunday
}

func ExampleTARGETCalendar() {
	holy := civil.Date{Year: 2026, Month: time.April, Day: 2} // the Thursday before Easter
	fmt.Println(ach.TARGETCalendar().Add(holy, 1))
	fmt.Println(ach.FedCalendar().Add(holy, 1))
	// Output:
	// 2026-04-07
	// 2026-04-03
}

func ExampleCheckRouting() {
	fmt.Println(ach.CheckRouting("076401251"))
	fmt.Println(ach.CheckRouting("076401215"))
	fmt.Println(ach.CheckRouting("000000000"))
	// Output:
	// <nil>
	// ach: routing number is not valid
	// ach: routing number is not valid
}

func ExampleCheckAccountNumber() {
	number, err := ach.CheckAccountNumber(" 1234-5678 ")
	fmt.Println(number, err, "ends in", ach.Last4(number))
	_, err = ach.CheckAccountNumber("123456789012345678")
	fmt.Println(err)
	// Output:
	// 1234-5678 <nil> ends in 5678
	// ach: account number is not valid
}

func ExampleCheckKind() {
	fmt.Println(ach.CheckKind("ach_debit"))
	fmt.Println(ach.CheckKind("credit card"))
	// Output:
	// <nil>
	// ach: a credit card cannot be linked
}

func ExampleNewMandate() {
	m, err := ach.NewMandate(mandateID, ownerID, bankID, "us-2026-01", deviceID, at)
	if err != nil {
		panic(err)
	}
	fmt.Println(m.State, m.Text, m.At.Format(time.DateOnly))
	ended, err := m.End()
	fmt.Println(ended.State, ended.Usable(), err)
	// Output:
	// valid us-2026-01 2026-01-02
	// ended false <nil>
}

// What a return code says, and what becomes of the debit.
func ExampleClassOf() {
	for _, code := range []string{"R01", "R07", "R24", "R98"} {
		class := ach.ClassOf(code)
		fmt.Println(code, class, class.Disposition(), ach.Meaning(code))
	}
	// Output:
	// R01 nsf represent insufficient funds
	// R07 unauth manual_payment authorisation revoked
	// R24 duplicate suspend duplicate entry
	// R98 unknown manual_payment
}

// What a market must still state before it can open.
func ExamplePolicy_Validate() {
	p := ach.Policy{Calendar: ach.FedCalendar(), Zone: time.UTC, CollectedAfter: 2, RetryAfter: 3}
	fmt.Println(p.Validate())
	p.Fee, p.FeeSet = usd(0), true
	fmt.Println(p.Validate())
	// Output:
	// ach: policy is incomplete: fee after a failed second collection is unset
	// <nil>
}

// A purchase on Friday, 2 January 2026. The bank returns its debit, the second one is collected.
func ExampleCollection() {
	p := us()
	c, err := ach.NewCollection(collectionID, paymentID, ownerID, payFrom, "Ben's Bakery", usd(62_50), p, at)
	if err != nil {
		panic(err)
	}
	tell := func(what string, o ach.Outcome) {
		fmt.Printf("%-9s %-9s attempt %d, block %t, unblock %t, limit +%d\n", what, c.State, c.Attempt, o.Block, o.Unblock, o.Credit.Minor())
	}
	tell("approved", ach.Outcome{})

	c, _ = c.Send(c.DueOn)
	c, _ = c.Settle(p.Calendar.Add(c.DueOn, 1))
	tell("settled", ach.Outcome{})
	c, o, _ := c.Return("R01", civil.Date{Year: 2026, Month: 1, Day: 6}, p)
	tell("returned", o)

	fmt.Println("once more on", c.DueOn)
	c, _ = c.Send(c.DueOn)
	c, _ = c.Settle(p.Calendar.Add(c.DueOn, 1))
	_, _, err = c.Confirm(c.SettledOn, p)
	fmt.Println(err)
	c, o, _ = c.Confirm(c.ConfirmOn(p), p)
	tell("confirmed", o)
	// Output:
	// approved  due       attempt 0, block false, unblock false, limit +0
	// settled   settled   attempt 1, block false, unblock false, limit +0
	// returned  due       attempt 1, block true, unblock false, limit +0
	// once more on 2026-01-09
	// ach: may still be returned in time
	// confirmed collected attempt 2, block false, unblock true, limit +6250
}

// Two debits came back: 62.50 are owed and a fee of 25.00.
func ExampleCollection_PayManually() {
	p := us()
	c := newCollection()
	for range 2 {
		c, _ = c.Send(c.DueOn)
		c, _, _ = c.Return("R01", c.DueOn, p)
	}
	fmt.Println(c.State, c.Owes().Minor())
	c, o, _ := c.PayManually(usd(87_49), at)
	fmt.Println(c.State, c.Owes().Minor(), o.Unblock, o.Credit.Minor())
	c, o, _ = c.PayManually(usd(1), at)
	fmt.Println(c.State, c.Owes().Minor(), o.Unblock, o.Credit.Minor())
	// Output:
	// owed 8750
	// owed 1 false 0
	// repaid 0 true 6250
}

// A refund before the debit is sent lowers it; afterwards the payer gets a payout.
func ExampleCollection_Lower() {
	c := newCollection()
	c, o, _ := c.Lower(usd(12_50), at)
	fmt.Println(c.State, c.Amount.Minor(), o.Credit.Minor())
	c, _ = c.Send(c.DueOn)
	_, _, err := c.Lower(usd(12_50), at)
	fmt.Println(errors.Is(err, ach.ErrSent))
	// Output:
	// due 5000 1250
	// true
}

// A bank tells everything at least once. What was booked before is stale.
func ExampleCollection_Report() {
	c := newCollection()
	c, _ = c.Send(c.DueOn)
	r := ach.Report{ID: "17", Order: c.OrderID(), Kind: ach.ReportReturned, Code: "R02", On: c.DueOn.AddDays(3), Amount: usd(62_50)}
	c, o, err := c.Report(r, us())
	fmt.Println(c.State, o.Block, o.InvalidateMandate, o.Fee.Minor(), err)
	_, _, err = c.Report(r, us())
	fmt.Println(err)
	// Output:
	// owed true true 2500 <nil>
	// ach: bank report is about something that is over
}

// The same order has the same ID on every host and after every crash.
func ExampleOrderID() {
	id := uuid.MustParse("01890000-0000-7000-8000-0000000000a1")
	fmt.Println(ach.OrderID(id, 1), ach.OrderID(id, 2))
	// Output: KP5ST7QRF6TILIQ BLQNVJ6QSOSEKWI
}

func ExamplePayout() {
	p, err := ach.NewPayout(payoutID, ownerID, bankID, feesID, ledger.CashbackPayout, paymentID, usd(14_00), at)
	if err != nil {
		panic(err)
	}
	o, err := p.Order("Ann Lee", "1234567", newBank(), "SEQR Payments, Inc.", us())
	if err != nil {
		panic(err)
	}
	fmt.Println(o.Direction, o.Description, o.Amount.Minor(), o.On)
	p, _ = p.Send()
	p, _ = p.Settle()
	fmt.Println(p.State)
	// Output:
	// credit CASHBACK 1400 2026-01-02
	// settled
}

// The purchases of a month on one invoice, paid by bank transfer.
func ExampleNewInvoice() {
	zone := time.UTC
	p := ach.Policy{Calendar: ach.TARGETCalendar(), Zone: zone, InvoiceDays: 14}
	pa := account.PaymentAccount{
		ID: account.PaymentAccountID{UUID: uuid.MustParse("01980000-0000-7000-8000-000000000001")}, Kind: account.Invoice,
		Ledger: ledger.AccountID{UUID: uuid.New()}, Fees: ledger.AccountID{UUID: uuid.New()}, Maximum: money.FromMinor(500_00, money.EUR),
	}
	at := time.Date(2026, time.January, 5, 12, 0, 0, 0, zone)
	inv, err := ach.NewInvoice(account.ID{UUID: uuid.New()}, pa, civil.MonthOf(at, zone), "SEQR Demo", money.FromMinor(40_00, money.EUR), p, at)
	if err != nil {
		fmt.Println(err)
		return
	}
	inv, _ = inv.Add(money.FromMinor(20_00, money.EUR))
	inv, _ = inv.Issue(civil.Date{Year: 2026, Month: time.February, Day: 1}, p)
	fmt.Println(inv.State, inv.Owes(), "by", inv.DueOn)
	inv, _, _ = inv.PayManually(inv.Owes(), at.AddDate(0, 1, 0))
	fmt.Println(inv.State)
	// Output:
	// billed 60.00 EUR by 2026-02-16
	// repaid
}

// The bank tells twice that an account has another number, and orders are written with it from then on.
func ExampleBankAccount_Amend() {
	day := func(d int) time.Time { return time.Date(2026, time.January, d, 12, 0, 0, 0, time.UTC) }
	b, err := ach.NewBankAccount(ach.BankAccountID{UUID: uuid.UUID{1}}, account.ID{UUID: uuid.UUID{2}},
		ach.ACH, ach.Checking, "076401251", []byte("sealed"), "1111", day(2))
	fmt.Println(b.Last4, err)
	c01 := ach.Correction{
		Notice: "C4", Order: "K3QJLKILMLFQRZA", Code: "C01", On: civil.DateOf(day(6), time.UTC), Number: []byte("sealed too"), Last4: "2222",
	}
	for range 2 {
		b, err = b.Amend(c01, day(7))
		fmt.Println(b.Last4, len(b.Former), err)
	}
	before, _ := b.Before()
	fmt.Println(before.Last4)
	// Output:
	// 1111 <nil>
	// 2222 1 <nil>
	// 2222 1 ach: bank report is about something that is over
	// 1111
}

// What nothing explains waits until somebody has dealt with it.
func ExampleAdvice() {
	on := civil.Date{Year: 2026, Month: time.January, Day: 6}
	n := ach.Notice{ID: "U1", Kind: ach.NoticeUnmatched, On: on, Text: "bank fee of December"}
	at := time.Date(2026, time.January, 6, 18, 0, 0, 0, time.UTC)
	v, err := ach.NewAdvice(ach.AdviceID{UUID: uuid.UUID{1}}, "US", n, ach.AdviceOpen, []byte("sealed"), at)
	fmt.Println(v.State, err)
	v, err = v.Resolve("agent 7", "booked in the operator's own accounts", at.Add(time.Hour))
	fmt.Println(v.State, len(v.Text), err)
	// Output:
	// open <nil>
	// resolved 0 <nil>
}
