package sepa_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/adapters/sepa"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// A debit goes out at the cut-off, two banking days ahead, and settles when the bank has booked it.
func Example() {
	ctx := context.Background()
	root, err := os.MkdirTemp("", "sepa")
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
	now := time.Date(2026, time.November, 30, 12, 0, 0, 0, time.UTC)
	bank, err := sepa.Open(sepa.Config{
		Creditor: sepa.Creditor{Name: "SEQR Europe GmbH", ID: "DE98ZZZ09999999999", IBAN: "DE89370400440532013000"},
		Mailbox:  dir, Journal: filepath.Join(root, "journal"), Clock: func() time.Time { return now },
		Zone: time.UTC, CutOffs: []bankfile.CutOff{{Hour: 16, Minute: 30}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer bank.Close()

	of := uuid.UUID{1}
	order := ach.Order{
		ID: ach.OrderID(of, 1), Direction: ach.DebitOrder, Amount: money.FromMinor(62_50, money.EUR),
		Scheme: ach.SEPA, Number: "NL91ABNA0417164300", Type: ach.Checking, Holder: "Anna Müller",
		Company: "Ben's Bakery", Description: "PURCHASE", Attempt: 1,
		Mandate: "M1", Signed: civil.Date{Year: 2026, Month: 10, Day: 31},
		On: civil.Date{Year: 2026, Month: 12, Day: 1}, Collection: ach.CollectionID{UUID: of},
	}
	fmt.Println(bank.Submit(ctx, order))
	now = now.Add(5 * time.Hour)
	fmt.Println(bank.CutOff(ctx))
	now = now.AddDate(0, 0, 2)
	fmt.Println(bank.Apply(ctx, "camt054.xml", strings.NewReader(`<Document><BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry>
  <Amt Ccy="EUR">62.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-12-02</Dt></BookgDt>
  <NtryDtls><TxDtls><Refs><EndToEndId>`+order.ID+`</EndToEndId><MndtId>M1</MndtId></Refs></TxDtls></NtryDtls>
</Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`)))
	reports, err := bank.Reports(ctx, 10)
	fmt.Println(reports[0].Kind, reports[0].On, reports[0].Amount, err)
	// Output:
	// <nil>
	// [SEQR-20261130-D1.xml] <nil>
	// <nil>
	// settled 2026-12-02 62.50 EUR <nil>
}

func ExampleCheckIBAN() {
	fmt.Println(sepa.CheckIBAN("de89 3704 0044 0532 0130 00"))
	fmt.Println(sepa.CheckIBAN("DE88 3704 0044 0532 0130 00"))
	// Output:
	// DE89370400440532013000 <nil>
	//  sepa: IBAN is not valid
}

func ExampleCheckBIC() {
	fmt.Println(sepa.CheckBIC("deutdeff"))
	// Output: DEUTDEFF <nil>
}

func ExampleCheckCreditorID() {
	fmt.Println(sepa.CheckCreditorID("DE98 ZZZ 0999 9999 999"))
	fmt.Println(sepa.CheckCreditorID("DE98 APP 0999 9999 999")) // the business code is free
	// Output:
	// DE98ZZZ09999999999 <nil>
	// DE98APP09999999999 <nil>
}

func ExampleCheckMandateID() {
	fmt.Println(sepa.CheckMandateID("SEQR-M-1"))
	fmt.Println(sepa.CheckMandateID("SEQR//1"))
	// Output:
	// SEQR-M-1 <nil>
	//  sepa: mandate reference is not valid
}

func ExampleText() {
	fmt.Println(sepa.Text("Café Größenwahn & Söhne, Αθήνα", 70))
	// Output: Cafe Grossenwahn + Sohne, Athina
}

// A purchase of 26 November is collected a week later.
func ExampleWriteDirectDebits() {
	m := sepa.DirectDebits{
		ID: "SEQR-20261130-1", Created: time.Date(2026, time.November, 30, 22, 30, 0, 0, time.UTC), Initiator: "SEQR Europe GmbH",
		Debits: []sepa.Debit{{
			ID: "DEBIT1", Amount: money.FromMinor(6250, money.EUR), Sequence: sepa.Recurring,
			On:       civil.Date{Year: 2026, Month: time.December, Day: 3},
			Creditor: sepa.Creditor{Name: "SEQR Europe GmbH", ID: "DE98ZZZ09999999999", IBAN: "DE89370400440532013000"},
			Mandate:  sepa.Mandate{ID: "SEQR-M-1", Signed: civil.Date{Year: 2026, Month: time.October, Day: 31}},
			Debtor:   sepa.Party{Name: "Anna Müller", IBAN: "NL91ABNA0417164300"},
			Merchant: "Ben's Bakery", Text: "Ben's Bakery, 26 Nov 2026",
		}},
	}
	var file strings.Builder
	fmt.Println(sepa.WriteDirectDebits(&file, m))
	for line := range strings.Lines(file.String()) {
		if strings.Contains(line, "Sum") || strings.Contains(line, "EndToEndId") || strings.Contains(line, "ReqdColltnDt") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// <nil>
	// <CtrlSum>62.50</CtrlSum>
	// <CtrlSum>62.50</CtrlSum>
	// <ReqdColltnDt>2026-12-03</ReqdColltnDt>
	// <EndToEndId>DEBIT1</EndToEndId>
}

// What is wrong is found before anything is written.
func ExampleWriteCreditTransfers() {
	m := transfers() // cashback for Anna and for Ben
	m.Transfers[1].Creditor.IBAN = "FR00"
	err := sepa.WriteCreditTransfers(os.Stdout, m)
	fmt.Println(err)
	fmt.Println(errors.Is(err, sepa.ErrIBAN))
	// Output:
	// sepa: IBAN is not valid, item 1
	// true
}

const statusFile = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
  <GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-12-01T18:30:00Z</CreDtTm></GrpHdr>
  <OrgnlGrpInfAndSts><OrgnlMsgId>SEQR-20261130-1</OrgnlMsgId><OrgnlMsgNmId>pain.008</OrgnlMsgNmId></OrgnlGrpInfAndSts>
  <OrgnlPmtInfAndSts><OrgnlPmtInfId>SEQR-20261130-1-1</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>
    <StsRsnInf><Rsn><Cd>BE05</Cd></Rsn></StsRsnInf></OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>`

func ExampleReadStatus() {
	all, err := sepa.ReadStatus(strings.NewReader(statusFile))
	fmt.Println(len(all), err)
	fmt.Println(all[0].Level, all[0].BatchID, all[0].Kind, all[0].Code)
	_, err = sepa.ReadStatus(strings.NewReader(statusFile[:len(statusFile)-3])) // cut off
	fmt.Println(err)
	// Output:
	// 1 <nil>
	// batch SEQR-20261130-1-1 rejected BE05
	// sepa: file is not well-formed XML, line 6
}

// A batch was rejected, which says what became of each debit in it.
func ExampleDirectDebits_Match() {
	statuses, _ := sepa.ReadStatus(strings.NewReader(statusFile))
	of, rest, err := debits().Match(sepa.Reports(statuses)) // three debits in two batches
	fmt.Println(len(rest), err)
	for _, r := range of {
		fmt.Println(r.EndToEndID, r.MandateID, r.Amount, r.Kind, sepa.Meaning(r.Code))
	}
	// Output:
	// 0 <nil>
	// DEBIT1 SEQR-M-1 62.50 EUR rejected creditor identifier is not valid
	// DEBIT2 SEQR-M-2 10.00 EUR rejected creditor identifier is not valid
}

// The payer took a debit of 62.50 back, and the payer's bank wants interest.
func ExampleReadStatement() {
	file, err := os.Open("testdata/camt053_08.xml")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	entries, err := sepa.ReadStatement(file)
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		if e.Kind == sepa.KindRefunded {
			fmt.Println(e.EndToEndID, e.Code, e.On, e.Amount, "and", e.Extra)
		}
	}
	// Output: DEBIT1 MD06 2026-12-10 62.50 EUR and 1.25 EUR
}

// A return of MD01 is the bank's, until the fifth TARGET day has passed; then it is the payer's.
func ExampleReport_Since() {
	settled := civil.Date{Year: 2026, Month: time.December, Day: 3}
	r := sepa.Report{Kind: sepa.KindReturned, Code: "MD01", On: settled.AddDays(7)}
	fmt.Println(r.Since(settled))
	r.On = settled.AddDays(8)
	fmt.Println(r.Since(settled))
	// Output:
	// returned
	// refunded
}

func ExampleReport_Split() {
	r := sepa.Report{Kind: sepa.KindRefunded, Amount: money.FromMinor(6375, money.EUR)}
	r, err := r.Split(money.FromMinor(6250, money.EUR))
	fmt.Println(r.Amount, r.Extra, err)
	// Output: 62.50 EUR 1.25 EUR <nil>
}

func ExampleClassOf() {
	for _, country := range []string{"DE", "NL"} {
		class := sepa.ClassOf("MS03", sepa.ReasonsIn(country))
		fmt.Println(country, class, class.Disposition())
	}
	fmt.Println(sepa.Meaning("MS03"))
	// Output:
	// DE nsf represent
	// NL unknown manual_payment
	// the bank does not say why
}

// A market of the euro area gives its policy the codes of its banks.
func ExampleReasons_Codes() {
	policy := ach.Policy{Codes: sepa.ReasonsIn("BE").Codes()}
	fmt.Println(policy.Class("AM04"), policy.Class("MD06"), policy.Class("MS03"))
	// Output: nsf refund nsf
}
