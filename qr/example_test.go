package qr_test

import (
	"errors"
	"fmt"

	"github.com/seqrpay/seqr/qr"
)

func Example() {
	for _, text := range []string{
		"http://seqr.se/q0039394857311223",
		"seqr://SEQR.SE/R1397222701693",
		"http://seqr.se@evil.com/Q1",
	} {
		code, err := qr.Parse(text)
		fmt.Println(code.Kind, code.ID, err)
	}
	// Output:
	// lane 0039394857311223 <nil>
	// invoice 1397222701693 <nil>
	// none  qr: another host
}

func ExampleLaneCode() {
	code, err := qr.LaneCode("0039394857311223")
	fmt.Println(code, err)
	// Output: HTTP://SEQR.SE/Q0039394857311223 <nil>
}

func ExampleInvoiceCode() {
	code, err := qr.InvoiceCode("1397222701693")
	fmt.Println(code, err)
	fmt.Println(code.AppLink("seqr"))
	// Output:
	// HTTP://SEQR.SE/R1397222701693 <nil>
	// seqr://SEQR.SE/R1397222701693
}

func ExampleParse_service() {
	code, err := qr.Parse("HTTP://SEQR.SE/000/wss-dev?t=aB1&w=7")
	fmt.Println(code.Kind, code.ID, code.Parameters, err)
	// Output: service WSS-DEV t=aB1&w=7 <nil>
}

// Codes on a host of your own.
func ExampleParser() {
	p := qr.Parser{Hosts: []string{"PAY.EXAMPLE"}}
	code, _ := p.LaneCode("7")
	fmt.Println(code)
	_, err := p.Parse("HTTP://SEQR.SE/Q7")
	fmt.Println(errors.Is(err, qr.ErrHost))
	// Output:
	// HTTP://PAY.EXAMPLE/Q7
	// true
}

// The tag of a sticker says what the sticker says.
func ExampleCode_Tag() {
	code, _ := qr.LaneCode("0039394857311223")
	tag, err := code.Tag(qr.NTAG213)
	fmt.Printf("%X %v\n", tag, err)
	same, _ := qr.Parser{}.ParseTag(tag)
	fmt.Println(same == code)
	// Output:
	// 031ED1011A5503736571722E73652F5130303339333934383537333131323233FE <nil>
	// true
}

func ExampleNDEFMessage() {
	message, err := qr.NDEFMessage("http://www.nfc.com")
	fmt.Printf("%X %v\n", message, err)
	// Output: D1010855016E66632E636F6D <nil>
}

// A lane as a payload of the kind that card schemes and national systems read.
func ExampleEMV() {
	code, _ := qr.LaneCode("0039394857311223")
	payload, err := qr.EMV{Category: "5411", Currency: "840", Country: "US", Name: "CORNER SHOP", City: "SPRINGFIELD"}.WithCode(code)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := payload.Encode()
	fmt.Println(text, err)

	read, _ := qr.ParseEMV(text)
	same, err := read.Code()
	fmt.Println(read.Name, same, err)
	// Output:
	// 00020101021126310007SE.SEQR011600393948573112235204541153038405802US5911CORNER SHOP6011SPRINGFIELD62200716003939485731122363047C19 <nil>
	// CORNER SHOP HTTP://SEQR.SE/Q0039394857311223 <nil>
}
