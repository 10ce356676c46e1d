package nacha_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/adapters/nacha"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// A debit goes out at the cut-off and settles on the next banking day.
func Example() {
	ctx := context.Background()
	root, err := os.MkdirTemp("", "nacha")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	dir, err := bankfile.NewDir(root)
	if err != nil {
		fmt.Println(err)
		return
	}
	zone, _ := time.LoadLocation("America/New_York")
	now := time.Date(2026, 1, 5, 12, 0, 0, 0, zone)
	bank, err := nacha.Open(nacha.Config{
		Originator: nacha.Originator{
			Destination: "076401251", DestinationName: "First Bank", Origin: "1234567890", OriginName: "Example Pay",
			ODFI: "121042882", CompanyID: "1234567890",
		},
		Mailbox: dir, Journal: filepath.Join(root, "journal"), Clock: func() time.Time { return now },
		Calendar: ach.FedCalendar(), Zone: zone, CutOffs: []nacha.CutOff{{Hour: 16, Minute: 45}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer bank.Close()

	of := uuid.UUID{1}
	fmt.Println(bank.Submit(ctx, ach.Order{
		ID: ach.OrderID(of, 1), Direction: ach.DebitOrder, Amount: money.FromMinor(62_50, money.USD),
		Scheme: ach.ACH, Routing: "076401251", Number: "1234567", Type: ach.Checking, Holder: "Ann Lee",
		Company: "Ben's Bakery", Description: "PURCHASE", Attempt: 1,
		On: civil.Date{Year: 2026, Month: 1, Day: 5}, Collection: ach.CollectionID{UUID: of},
	}))
	now = now.Add(5 * time.Hour)
	fmt.Println(bank.CutOff(ctx))
	now = now.AddDate(0, 0, 1)
	reports, err := bank.Reports(ctx, 10)
	fmt.Println(reports[0].Kind, reports[0].On, reports[0].Amount, err)
	// Output:
	// <nil>
	// [20260105-A.ach] <nil>
	// settled 2026-01-06 62.50 USD <nil>
}

// Two records are enough: whatever wrote the file, and whatever is missing around them.
func ExampleReadReturns() {
	returns, err := nacha.ReadReturns(strings.NewReader("" +
		"626121042882A 12-3           0000006250ABCDEFGHIJKLMNOANN LEE               S 1076401250000001\r\n" +
		"799R01121042880000007      07640125                                            076401250000001\r\n"))
	for _, r := range returns {
		fmt.Println(r.OriginalTrace, r.Code, r.Meaning, r.Amount, r.Disposition)
	}
	fmt.Println(err)
	// Output:
	// 121042880000007 R01 insufficient funds 62.50 USD represent
	// <nil>
}

// What is wrong has a line.
func ExampleDamage() {
	_, err := nacha.ReadReturns(strings.NewReader("799R01121042880000007\n"))
	fmt.Println(err)
	// Output: nacha: file is damaged: line 1: the addenda belong to no entry
}
