package sandbox_test

import (
	"context"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
)

// A debit settles a banking day later and comes back the day after, because the script says so.
func ExampleBank() {
	ctx := context.Background()
	clock := sandbox.NewClock(noon) // Monday, 5 January 2026
	bank := sandbox.NewBank(clock.Now, ach.FedCalendar(), newYork)
	bank.ReturnNext(sandbox.Match{Company: "Ben's Bakery"}, "R01", 1)

	if err := bank.Submit(ctx, order(1)); err != nil {
		panic(err)
	}
	for range 3 {
		reports, err := bank.Reports(ctx, 10)
		if err != nil {
			panic(err)
		}
		fmt.Println(clock.Now().Format(time.DateOnly), len(reports))
		for _, r := range reports {
			fmt.Printf("  %s %q\n", r.Kind, r.Code)
			if err := bank.Acknowledge(ctx, r.ID); err != nil {
				panic(err)
			}
		}
		clock.Advance(24 * time.Hour)
	}
	for _, l := range bank.Statement("076401251", "1234567") {
		fmt.Printf("%s %s %d %q\n", l.On, l.Company, l.Amount.Minor(), l.Code)
	}
	// Output:
	// 2026-01-05 0
	// 2026-01-06 1
	//   settled ""
	// 2026-01-07 1
	//   returned "R01"
	// 2026-01-06 Ben's Bakery -6250 ""
	// 2026-01-07 Ben's Bakery 6250 "R01"
}

// What a user reads on the phone and types into the app.
func ExamplePhone() {
	phone := sandbox.NewPhone()
	m := account.Message{ID: "1", To: "+18015550123", Text: "Your SEQR code is 482913."}
	fmt.Println(phone.SendSMS(context.Background(), m))
	fmt.Println(phone.SendSMS(context.Background(), m))
	fmt.Println(phone.Code("+18015550123"), len(phone.Messages("+18015550123")))
	// Output:
	// <nil>
	// <nil>
	// 482913 1
}

func ExampleMailbox() {
	mail := sandbox.NewMailbox()
	m := account.Message{ID: "1", To: "ann@example.com", Subject: "Your receipt", Text: "62.50 USD at Ben's Bakery"}
	fmt.Println(mail.SendMail(context.Background(), m))
	last, ok := mail.Last("ann@example.com")
	fmt.Println(last.Subject, ok)
	// Output:
	// <nil>
	// Your receipt true
}

func ExampleClock() {
	clock := sandbox.NewClock(time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC))
	clock.Advance(36 * time.Hour)
	fmt.Println(clock.Now().Format(time.DateTime))
	// Output: 2026-01-07 00:00:00
}
