package sepa

import (
	"encoding/xml"
	"io"
	"time"

	"github.com/seqrpay/seqr/money"
)

// The elements that both messages are written with. Their order is that of the schemas.

type xmlHeader struct {
	ID      string   `xml:"MsgId"`
	Created string   `xml:"CreDtTm"`
	Count   int      `xml:"NbOfTxs"`
	Sum     string   `xml:"CtrlSum"`
	Sender  xmlParty `xml:"InitgPty"`
}

type xmlParty struct {
	Name    string      `xml:"Nm"`
	Address *xmlAddress `xml:"PstlAdr"`
}

type xmlAddress struct {
	Street   string `xml:"StrtNm,omitempty"`
	Number   string `xml:"BldgNb,omitempty"`
	PostCode string `xml:"PstCd,omitempty"`
	Town     string `xml:"TwnNm"`
	Country  string `xml:"Ctry"`
}

type xmlAccount struct {
	IBAN string `xml:"Id>IBAN"`
}

// xmlAgent is a bank, by its BIC or as one that is to be found by the IBAN.
type xmlAgent struct {
	BIC   string    `xml:"FinInstnId>BICFI,omitempty"`
	Other *xmlOther `xml:"FinInstnId>Othr"`
}

type xmlOther struct {
	ID string `xml:"Id"`
}

type xmlAmount struct {
	Currency string `xml:"Ccy,attr"`
	Number   string `xml:",chardata"`
}

type xmlText struct {
	Text string `xml:"Ustrd"`
}

// notProvided stands where the schema wants something and there is nothing.
const notProvided = "NOTPROVIDED"

func agent(bic string) xmlAgent {
	if bic == "" {
		return xmlAgent{Other: &xmlOther{notProvided}}
	}
	return xmlAgent{BIC: bic}
}

func party(p Party) xmlParty {
	x := xmlParty{Name: p.Name}
	if p.Address != (Address{}) {
		x.Address = &xmlAddress{p.Address.Street, p.Address.Number, p.Address.PostCode, p.Address.Town, p.Address.Country}
	}
	return x
}

func amount(a money.Amount) xmlAmount { return xmlAmount{string(a.Currency()), a.Format()} }

func text(s string) *xmlText {
	if s == "" {
		return nil
	}
	return &xmlText{s}
}

func header(id, sender string, created time.Time, cents int64, count int) xmlHeader {
	return xmlHeader{id, created.UTC().Format("2006-01-02T15:04:05Z"), count, euros(cents), xmlParty{Name: sender}}
}

// euros writes cents as the schemas have it.
func euros(cents int64) string { return money.FromMinor(cents, money.EUR).Format() }

// write writes a document that has been checked.
func write(w io.Writer, document any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(document); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
