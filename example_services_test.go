package seqr_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/payment"
)

// played is the test that an example's world believes in. What goes wrong panics.
type played struct{ testing.TB }

func (played) Helper()                      {}
func (played) Context() context.Context     { return context.Background() }
func (played) Errorf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }
func (played) FailNow()                     {}

// What a customer brings back is refunded, in parts if need be. Before the debit is with the bank, it shrinks.
func ExampleMerchants_Refund() {
	w := quick(played{})
	sys, ctx := w.sys, w.ctx
	customer, shop := w.join("Pat Example", patNumber), w.till("Corner Grocery")
	paid := customer.mustPay(shop, "23.45")

	refund, err := sys.Merchants.Refund(ctx, seqr.RefundRequest{
		Key: "example-refund-001", Merchant: shop.merchant.ID, Invoice: paid.Invoice, Amount: "5.00", Title: "One bottle, returned",
	})
	fmt.Println(refund.Amount, err)
	_, err = sys.Merchants.Refund(ctx, seqr.RefundRequest{
		Key: "example-refund-002", Merchant: shop.merchant.ID, Invoice: paid.Invoice, Amount: "18.46",
	})
	fmt.Println(err)
	left, err := sys.Payments.Available(ctx, customer.id, account.PaymentAccountID{})
	fmt.Println(left, err)
	// Output:
	// 5.00 USD <nil>
	// payment: refunds exceed the payment
	// 81.55 USD <nil>
}

// Where the amount is not known yet, as at a fuel pump, the payer reserves, and the till takes what it came to. The rest is free again.
func ExampleMerchants_Commit() {
	w := quick(played{})
	sys, ctx := w.sys, w.ctx
	customer, pump := w.join("Pat Example", patNumber), w.till("Fuel Station")
	reserved := customer.reserve(pump, payment.Draft{Mode: payment.ReservationRequired, Total: w.money("50.00")})

	taken, err := sys.Merchants.Commit(ctx, seqr.CommitRequest{
		InvoiceAction: seqr.InvoiceAction{Key: "example-commit-001", Merchant: pump.merchant.ID, Invoice: reserved.Invoice}, Amount: "32.10",
	})
	fmt.Println(taken.State, err)
	left, err := sys.Payments.Available(ctx, customer.id, account.PaymentAccountID{})
	fmt.Println(left, err)
	// Output:
	// PAID <nil>
	// 67.90 USD <nil>
}

// Receipts and sums are what an app shows of the past.
func ExamplePayments_Expenses() {
	w := quick(played{})
	sys, ctx := w.sys, w.ctx
	customer := w.join("Pat Example", patNumber)
	customer.mustPay(w.till("Corner Grocery"), "23.45")
	customer.mustPay(w.till("Book Shop"), "40.00")

	receipts, err := sys.Payments.Receipts(ctx, customer.id, payment.PaymentID{}, 10)
	for _, r := range receipts {
		fmt.Println(r.Merchant, r.Amount, err)
	}
	spent, err := sys.Payments.Expenses(ctx, seqr.ExpensesRequest{
		Account: customer.id, From: civil.Date{Year: 2026, Month: time.July, Day: 1}, To: civil.Date{Year: 2026, Month: time.July, Day: 31},
	})
	fmt.Println(spent.Total.Payments, spent.Total.Net, err)
	// Output:
	// Corner Grocery 23.45 USD <nil>
	// Book Shop 40.00 USD <nil>
	// 2 63.45 USD <nil>
}

// A request for money moves nothing: who is asked pays it like any other transfer, and approves what PrepareSend shows.
func ExampleTransfers_Ask() {
	w := quick(played{}, withPrepaid)
	sys, ctx := w.sys, w.ctx
	pat, kim := w.join("Pat Example", patNumber), w.join("Kim Example", kimNumber)

	_, err := sys.Transfers.Ask(ctx, seqr.AskRequest{Key: "example-ask-000001", Account: pat.id, Of: kimNumber, Amount: "12.50", Note: "pizza"})
	fmt.Println(err)

	asked, err := sys.Transfers.AskedFor(ctx, kim.id, payment.RequestID{}, 10)
	fmt.Println(asked[0].Name, asked[0].Amount, asked[0].Note, err)
	shown, err := sys.Transfers.PrepareSend(ctx, seqr.SendRequest{Account: kim.id, Request: asked[0].ID})
	fmt.Println(err)
	sent, err := sys.Transfers.Approve(ctx, kim.consent(shown))
	fmt.Println(sent.State, err)
	// Output:
	// <nil>
	// Pat Example 12.50 USD pizza <nil>
	// <nil>
	// done <nil>
}

// The owner of an invoice account sees each month's invoice, and what stands on it.
func ExampleAccounts_InvoiceItems() {
	w := abroad(played{}, seqr.Finland())
	sys, ctx := w.sys, w.ctx
	aino := w.invoiced("Aino Esimerkki", ainoNumber)
	aino.mustPay(w.till("Kauppa"), "60.00")
	aino.mustPay(w.till("Kirjakauppa"), "15.50")

	invoices, err := sys.Accounts.Invoices(ctx, aino.id)
	fmt.Println(invoices[0].Month, invoices[0].Amount, err)
	items, err := sys.Accounts.InvoiceItems(ctx, aino.id, invoices[0].Reference)
	for _, item := range items {
		fmt.Println(item.Name, item.Amount, err)
	}
	// Output:
	// 2026-07 75.50 EUR <nil>
	// Kauppa 60.00 EUR <nil>
	// Kirjakauppa 15.50 EUR <nil>
}

// A caller who lost a phone is recognized, and the account blocked. What was done stays in a chain that anybody can check.
func ExampleSupport_Find() {
	w := quick(played{})
	sys, ctx := w.sys, w.ctx
	w.join("Pat Example", patNumber)

	found, err := sys.Support.Find(ctx, seqr.FindRequest{
		Key: "example-find-00001", Agent: "agent 7", Why: "lost phone", Phone: patNumber, Name: "Pat Example", BirthDate: "05/17/1990",
	})
	fmt.Println(found.Right, err)
	_, err = sys.Support.Block(ctx, seqr.SupportRequest{
		Key: "example-block-0001", Agent: "agent 7", Why: "lost phone", Account: found.Account,
	}, account.LostPhone)
	fmt.Println(err)

	actions, err := sys.Support.Actions(ctx, found.Account, account.ActionID{}, 10)
	for _, a := range actions {
		fmt.Println(a.Number, a.Agent, a.Verb, err)
	}
	_, err = sys.Support.Verify(ctx, found.Account)
	fmt.Println(err)
	// Output:
	// [name birth_date] <nil>
	// <nil>
	// 1 agent 7 find <nil>
	// 2 agent 7 block lost_phone <nil>
	// <nil>
}

// A withdrawal comes back after its owner has left. Customer service finds where the money can go.
func ExampleSupport_ReleaseTransfer() {
	w := quick(played{}, withPrepaid)
	sys, ctx := w.sys, w.ctx
	left, withdrawal := w.suspended("R23")

	became, err := sys.Support.ReleaseTransfer(ctx, seqr.ReleaseTransferRequest{
		SupportRequest: seqr.SupportRequest{Key: "example-release-01", Agent: "agent 7", Why: "came back from the bank", Account: left.id},
		Transfer:       withdrawal,
	})
	fmt.Println(became, err)
	// Output:
	// returned <nil>
}

// The auditor recomputes everything from the records, and knows nothing of the code that wrote them.
func ExampleSystem_Audit() {
	w := quick(played{})
	w.join("Pat Example", patNumber).mustPay(w.till("Corner Grocery"), "23.45")

	report, err := w.sys.Audit(w.ctx)
	fmt.Println(report.Payments, report.Err(), err)
	// Output:
	// 1 <nil> <nil>
}

// Run is the background work of a service, in as many of its processes as there are.
func ExampleSystem_Run() {
	sys := quick(played{}).sys
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- sys.Run(ctx, time.Second) }()
	// The service answers its requests here, until it is told to end.
	stop()
	fmt.Println(<-ended)
	// Output: context canceled
}
