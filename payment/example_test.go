package payment_test

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// The examples share a bakery with one shop and one till, and a payer. IDs are made by the
// host; these are fixed so that the examples always print the same.
func newID(n byte) uuid.UUID { return uuid.UUID{6: 0x70, 15: n} }

var (
	noon   = time.Date(2026, time.September, 14, 16, 0, 0, 0, time.UTC)
	policy = payment.DefaultPolicy()

	merchant, _ = payment.NewMerchant(payment.MerchantID{UUID: newID(1)}, "US", "Corner Bakery",
		money.USD, false, ledger.AccountID{UUID: newID(2)}, noon)
	street, _ = payment.NewLocation(payment.LocationID{UUID: newID(3)}, merchant, "Main Street", "1 Main Street")
	lane1, _  = payment.NewLane(payment.LaneID{UUID: newID(4)}, street, "Lane 1", "a7", payment.InStore, false)

	payer = account.ID{UUID: newID(5)}
	from  = account.PaymentAccountID{UUID: newID(6)}
)

func newInvoice(d payment.Draft) payment.Invoice {
	v, err := payment.Issue(payment.InvoiceID{UUID: newID(7)}, lane1, merchant, "26730518264000017", d, policy, noon)
	if err != nil {
		panic(err)
	}
	return v
}

func cents(n int64) money.Amount { return money.FromMinor(n, money.USD) }

// A merchant issues an invoice at a lane, and the payer who scans the lane's code sees a bill.
func ExampleIssue() {
	v, err := payment.Issue(payment.InvoiceID{UUID: newID(7)}, lane1, merchant, "26730518264000017", payment.Draft{
		Title: "Bill B-1007",
		Rows: []payment.Row{
			{Description: "Rye bread", Quantity: decimal.NewFromInt(2), Total: cents(780)},
			{Description: "Bakery card", Total: cents(-78)},
		},
		Total: cents(702),
	}, policy, noon)
	if err != nil {
		fmt.Println(err)
		return
	}
	bill := v.Bill(merchant, street, lane1, noon.Add(policy.ShownFor))
	fmt.Println(bill.Merchant, "/", bill.Location, "/", bill.Lane)
	fmt.Println(bill.Title, bill.Total, bill.State)
	fmt.Println("after 119 s:", bill.Approvable(noon.Add(119*time.Second)))
	fmt.Println("after 120 s:", bill.Approvable(noon.Add(120*time.Second)))
	// Output:
	// Corner Bakery / Main Street / Lane 1
	// Bill B-1007 7.02 USD ISSUED
	// after 119 s: true
	// after 120 s: false
}

// Rows that do not add up are refused, to the cent.
func ExampleIssue_refused() {
	_, err := payment.Issue(payment.InvoiceID{UUID: newID(7)}, lane1, merchant, "26730518264000017", payment.Draft{
		Rows:  []payment.Row{{Description: "Rye bread", Total: cents(780)}},
		Total: cents(779),
	}, policy, noon)
	fmt.Println(err)
	fmt.Println(errors.Is(err, payment.ErrRowSum))
	// Output:
	// payment: rows do not add up to the total
	// true
}

// A payer consents to one revision and one total. If the merchant changes anything, it has to
// be shown again; and once it is paid, nobody can approve it a second time.
func ExampleInvoice_Approve() {
	v := newInvoice(payment.Draft{Title: "Bill", Total: cents(1234)})
	shown := v.Bill(merchant, street, lane1, noon.Add(policy.ShownFor))
	id := payment.PaymentID{UUID: newID(8)}

	v, _ = v.Update(payment.Draft{Total: cents(1200)}, policy, noon)
	_, err := v.Approve(payer, id, shown.Revision, shown.Total, noon)
	fmt.Println(err)

	shown = v.Bill(merchant, street, lane1, noon.Add(policy.ShownFor))
	v, err = v.Approve(payer, id, shown.Revision, shown.Total, noon)
	fmt.Println(v.State, v.Total, err)

	_, err = v.Approve(payer, id, shown.Revision, shown.Total, noon)
	fmt.Println(err)
	// Output:
	// payment: invoice changed since it was shown
	// PAID 12.00 USD <nil>
	// payment: invoice is paid
}

// A merchant with a loyalty programme is asked before the payer sees the amount, and lowers it.
func ExampleInvoice_Ask() {
	v := newInvoice(payment.Draft{Ack: payment.OptionalAcknowledgment, Title: "Bill", Total: cents(780)})
	v, _ = v.Ask(payer, []byte("card"), noon)
	bill := v.Bill(merchant, street, lane1, noon.Add(policy.ShownFor))
	fmt.Printf("%s %q\n", v.State, bill.Total)

	v, _ = v.Update(payment.Draft{Total: cents(702)}, policy, noon)
	bill = v.Bill(merchant, street, lane1, noon.Add(policy.ShownFor))
	fmt.Printf("%s %q\n", v.State, bill.Total)

	_, err := v.Ask(account.ID{UUID: newID(9)}, nil, noon)
	fmt.Println(err)
	// Output:
	// PENDING_ISSUER_ACKNOWLEDGE ""
	// ISSUED "7.02 USD"
	// payment: invoice is meant for another payer
}

// Before goods are shipped, consent reserves the amount; the merchant takes it later, or less.
func ExampleInvoice_Reserve() {
	v := newInvoice(payment.Draft{Mode: payment.ReservationRequired, Title: "Order 17", Total: cents(10000)})
	hold := ledger.TransferID{UUID: newID(10)}
	v, _ = v.Reserve(payer, payment.PaymentID{UUID: newID(8)}, hold, v.Revision, v.Total, policy, noon)
	fmt.Println(v.State, v.Total, "until", v.HoldUntil.Format(time.DateOnly))

	v, _ = v.Commit(cents(8000), noon.Add(24*time.Hour))
	fmt.Println(v.State, v.Total)
	// Output:
	// RESERVED 100.00 USD until 2026-09-21
	// PAID 80.00 USD
}

// The merchant can cancel until the invoice is paid.
func ExampleInvoice_Cancel() {
	v := newInvoice(payment.Draft{Total: cents(100)})
	canceled, _ := v.Cancel(noon)
	fmt.Println(canceled.State)
	_, err := canceled.Cancel(noon)
	fmt.Println(err)

	paid, _ := v.Approve(payer, payment.PaymentID{UUID: newID(8)}, v.Revision, v.Total, noon)
	_, err = paid.Cancel(noon)
	fmt.Println(err)
	// Output:
	// CANCELED
	// payment: invoice is canceled already
	// payment: invoice is paid
}

// Once its time is over an invoice reads as expired, and Expire writes it down.
func ExampleInvoice_StateAt() {
	v := newInvoice(payment.Draft{Total: cents(100)})
	fmt.Println(v.StateAt(v.ExpiresAt.Add(-time.Second)), v.Open(v.ExpiresAt.Add(-time.Second)))
	fmt.Println(v.StateAt(v.ExpiresAt), v.Open(v.ExpiresAt))

	late := v.ExpiresAt.Add(time.Hour)
	v, _ = v.Expire(late)
	fmt.Println(v.State, "since", v.EndedAt.Format(time.TimeOnly))
	// Output:
	// ISSUED true
	// EXPIRED false
	// EXPIRED since 16:30:00
}

// A payer's device signs the digest, so the merchant cannot change what was consented to.
func ExampleInvoice_Digest() {
	v := newInvoice(payment.Draft{Title: "Bill", Total: cents(1234)})
	edited, _ := v.Update(payment.Draft{Title: "Bill!"}, policy, noon)
	signed := v.Digest()
	fmt.Println(v.Digest() == signed)
	fmt.Println(edited.Digest() == signed)
	// Output:
	// true
	// false
}

// The merchant learns that it was paid, and nothing about by whom.
func ExampleInvoice_Status() {
	v := newInvoice(payment.Draft{ClientRef: "B-1007", Total: cents(702)})
	fmt.Println(v.Status(noon, nil).State)

	p := newPayment(v)
	v, _ = v.Approve(payer, p.ID, v.Revision, v.Total, noon)
	s := v.Status(noon, &p)
	fmt.Println(s.State, s.ClientRef, s.Receipt.Amount, s.Receipt.PaymentReference)
	// Output:
	// ISSUED
	// PAID B-1007 7.02 USD 2026091416000000000000042
}

func newPayment(v payment.Invoice) payment.Payment {
	evidence := payment.Approval{Device: newID(11), Message: []byte("what was signed"), Signature: []byte("the signature")}
	p, err := payment.NewPayment(payment.PaymentID{UUID: newID(8)}, v, merchant, street, payer, from,
		"2026091416000000000000042", true, evidence, true, noon)
	if err != nil {
		panic(err)
	}
	return p
}

// Of 50.00, after 30.00, 20.01 cannot be refunded and 20.00 can.
func ExamplePayment_Refund() {
	p := newPayment(newInvoice(payment.Draft{Total: cents(5000)}))
	reference := "2026091516000000000000051"
	p, first, _ := p.Refund(payment.RefundID{UUID: newID(12)}, reference, cents(3000), "Cake was late", noon)
	fmt.Println(first.Amount, "left", p.Net())

	_, _, err := p.Refund(payment.RefundID{UUID: newID(13)}, reference, cents(2001), "", noon)
	fmt.Println(err)

	p, second, _ := p.Refund(payment.RefundID{UUID: newID(13)}, reference, cents(2000), "", noon)
	fmt.Println(second.Amount, "left", p.Net(), p.FullyRefunded())
	// Output:
	// 30.00 USD left 20.00 USD
	// payment: refunds exceed the payment
	// 20.00 USD left 0.00 USD true
}

// A receipt keeps what stood on it at approval; refunds and the debit's fate are added.
func ExampleReceipt_Text() {
	p := newPayment(newInvoice(payment.Draft{
		Title: "Bill B-1007",
		Rows: []payment.Row{
			{Description: "Rye bread", Quantity: decimal.NewFromInt(2), Total: cents(780)},
			{Description: "Apples", Quantity: decimal.RequireFromString("0.750"), Unit: "kg", Total: cents(225)},
			{Description: "Bakery card: ten percent off everything from our oven", Total: cents(-78)},
		},
		Total: cents(927),
	}))
	p, refund, _ := p.Refund(payment.RefundID{UUID: newID(12)}, "2026091516000000000000051", cents(225), "Apples were bruised", noon.Add(20*time.Hour))

	receipt := p.Receipt([]payment.Refund{refund}, "ACH Direct Debit Account", "collected on 2026-09-17")
	receipt.Footer = "Thank you for your visit!"
	fmt.Print(receipt.In(time.FixedZone("EDT", -4*60*60)).Text())
	// Output:
	//                Corner Bakery
	//                 Main Street
	// ────────────────────────────────────────────
	// 2026-09-14 12:00 EDT                in store
	// Bill B-1007
	// ────────────────────────────────────────────
	// 2 Rye bread                             7.80
	// 0.75 kg Apples                          2.25
	// Bakery card: ten percent off
	// everything from our oven               -0.78
	// ────────────────────────────────────────────
	// Total USD                               9.27
	// ────────────────────────────────────────────
	// Account     ACH Direct Debit Account
	// Reference   2026091416000000000000042
	// Cashback    qualifies
	// Debit       collected on 2026-09-17
	// ────────────────────────────────────────────
	// Refund 2026-09-15 08:00 EDT            -2.25
	// Apples were bruised
	// After refunds USD                       7.02
	// ────────────────────────────────────────────
	//          Thank you for your visit!
}

// A store's lane holds one invoice: the one before is canceled when a new one takes its place.
func ExampleLane_Hold() {
	lane := lane1.Hold(payment.InvoiceID{UUID: newID(7)})
	fmt.Println(lane.Code, lane.Open == payment.InvoiceID{UUID: newID(7)})

	next := payment.InvoiceID{UUID: newID(14)}
	fmt.Println(lane.Hold(next).Open == next)
	// Output:
	// A7 true
	// true
}

// Lane codes are compared without case.
func ExampleParseLaneCode() {
	code, err := payment.ParseLaneCode("0039394857a")
	fmt.Println(code, err)
	_, err = payment.ParseLaneCode("lane-1")
	fmt.Println(err)
	// Output:
	// 0039394857A <nil>
	// payment: not a lane code
}

// References are digits. In production the entropy is crypto/rand.Reader.
func ExampleNewReference() {
	entropy := bytes.NewReader([]byte("sixteen bytes..."))
	invoice, _ := payment.NewReference(entropy, noon)
	paid, _ := payment.NewPaymentReference(entropy, noon)
	fmt.Println(invoice, payment.CheckReference(invoice))
	fmt.Println(paid, payment.CheckReference(paid))
	// Output:
	// 26507587318617493 <nil>
	// 2026091416000052868058286 <nil>
}

// A merchant can be deactivated, and then issues nothing.
func ExampleMerchant_Deactivate() {
	_, err := payment.Issue(payment.InvoiceID{UUID: newID(7)}, lane1, merchant.Deactivate(),
		"26730518264000017", payment.Draft{Total: cents(100)}, policy, noon)
	fmt.Println(err)
	// Output:
	// payment: merchant is not active
}

// A policy is data; what makes no sense in it is named.
func ExamplePolicy_Validate() {
	p := payment.DefaultPolicy()
	fmt.Println(p.OpenFor, p.ShownFor, p.Validate())
	p.OpenFor = 10 * time.Second
	fmt.Println(p.Validate())
	// Output:
	// 30m0s 2m0s <nil>
	// payment: policy makes no sense: OpenFor is below 30 s
}

// A product is ordered by one payer, on an invoice of its own; the price is what was shown, in its parts.
func ExamplePlaceOrder() {
	shop := payment.Merchant{ID: payment.MerchantID{UUID: newID(1)}, Currency: money.USD, Active: true}
	lane := payment.Lane{ID: payment.LaneID{UUID: newID(2)}, Merchant: shop.ID, Channel: payment.ShopOnTheSpot, Many: true}
	lamp, err := payment.NewProduct(payment.ProductID{UUID: newID(3)}, shop, lane, "1234567890123456", payment.Product{
		Title: "Desk lamp", Price: money.FromMinor(24_90, money.USD), Shipping: money.FromMinor(4_00, money.USD),
		Delivery: "Within 5 business days", Ends: noon.AddDate(0, 1, 0), Stock: 1,
	}, payment.DefaultPolicy(), noon)
	if err != nil {
		panic(err)
	}
	payer := account.ID{UUID: newID(4)}
	bill, err := payment.IssueFor(payer, payment.InvoiceID{UUID: newID(5)}, lane, shop, "1234567890123", lamp.Draft(), payment.DefaultPolicy(), noon)
	if err != nil {
		panic(err)
	}
	order, err := payment.PlaceOrder(lamp, bill, payer, []byte("where to send it, sealed"), noon)
	fmt.Println(order.State, order.Price, err)
	for _, row := range bill.Rows {
		fmt.Println(row.Description, row.Total)
	}
	lamp, _ = lamp.Sell(noon)
	_, err = lamp.Sell(noon)
	fmt.Println(err)
	// Output:
	// placed 24.90 USD <nil>
	// Desk lamp 20.90 USD
	// Shipping 4.00 USD
	// payment: product is sold out
}

// A fact is what a merchant is told: enough to find the sale, and nothing about who paid.
func ExampleInvoiceFact() {
	sale := payment.Invoice{State: payment.Paid, Version: 1, Reference: "2673051826412", ClientRef: "B-1007"}
	paid := payment.Payment{Final: true, Amount: money.FromMinor(780, money.USD), Reference: "2026091410221"}
	f, ok := payment.InvoiceFact(sale, &paid, time.Date(2026, time.September, 14, 8, 22, 17, 0, time.UTC))
	fmt.Println(ok, f.Kind, f.Amount, f.ClientRef, f.Sequence)
	// Output: true invoice.paid 7.80 USD B-1007 2
}

// Waits between attempts double, up to six hours.
func ExampleNotice_Fail() {
	first := time.Date(2026, time.September, 14, 8, 0, 0, 0, time.UTC)
	n, err := payment.NewNotice(payment.NoticeID{UUID: uuid.Max}, payment.Fact{Merchant: payment.MerchantID{UUID: uuid.Max}}, first)
	for at := first; err == nil && at.Before(first.Add(10*time.Minute)); at = n.NextAt {
		n, err = n.Fail("status 503", 72*time.Hour, at)
		fmt.Println("next at", n.NextAt.Format("15:04"))
	}
	// Output:
	// next at 08:01
	// next at 08:02
	// next at 08:04
	// next at 08:08
	// next at 08:16
}
