package sepa

import (
	"encoding/xml"
	"io"
)

type pain008 struct {
	XMLName xml.Name       `xml:"urn:iso:std:iso:20022:tech:xsd:pain.008.001.08 Document"`
	Header  xmlHeader      `xml:"CstmrDrctDbtInitn>GrpHdr"`
	Batches []xmlDebitSide `xml:"CstmrDrctDbtInitn>PmtInf"`
}

type xmlDebitSide struct {
	ID       string     `xml:"PmtInfId"`
	Method   string     `xml:"PmtMtd"`
	Count    int        `xml:"NbOfTxs"`
	Sum      string     `xml:"CtrlSum"`
	Level    string     `xml:"PmtTpInf>SvcLvl>Cd"`
	Local    string     `xml:"PmtTpInf>LclInstrm>Cd"`
	Sequence Sequence   `xml:"PmtTpInf>SeqTp"`
	On       string     `xml:"ReqdColltnDt"`
	Creditor xmlParty   `xml:"Cdtr"`
	Account  xmlAccount `xml:"CdtrAcct"`
	Agent    xmlAgent   `xml:"CdtrAgt"`
	Bearer   string     `xml:"ChrgBr"`
	Scheme   xmlScheme  `xml:"CdtrSchmeId"`
	Debits   []xmlDebit `xml:"DrctDbtTxInf"`
}

type xmlScheme struct {
	ID   string `xml:"Id>PrvtId>Othr>Id"`
	Name string `xml:"Id>PrvtId>Othr>SchmeNm>Prtry"`
}

type xmlDebit struct {
	ID       string     `xml:"PmtId>EndToEndId"`
	Amount   xmlAmount  `xml:"InstdAmt"`
	Mandate  xmlMandate `xml:"DrctDbtTx>MndtRltdInf"`
	Merchant *xmlParty  `xml:"UltmtCdtr"`
	Agent    xmlAgent   `xml:"DbtrAgt"`
	Debtor   xmlParty   `xml:"Dbtr"`
	Account  xmlAccount `xml:"DbtrAcct"`
	Text     *xmlText   `xml:"RmtInf"`
}

type xmlMandate struct {
	ID        string        `xml:"MndtId"`
	Signed    string        `xml:"DtOfSgntr"`
	Amended   bool          `xml:"AmdmntInd,omitempty"`
	Amendment *xmlAmendment `xml:"AmdmntInfDtls"`
}

type xmlAmendment struct {
	Account string `xml:"OrgnlDbtrAcct>Id>Othr>Id"`
}

// WriteDirectDebits writes a message of direct debits under the CORE scheme, pain.008.001.08.
//
// Everything is checked before the first byte is written: see the errors of this package, in an
// [ItemError] where a debit is to blame. The same message is written in the same bytes. Debits that
// agree in day, sequence type and creditor are one batch, in the order in which they
// come; its ID is that of the message and a number.
func WriteDirectDebits(w io.Writer, m DirectDebits) error {
	m, err := m.prepared()
	if err != nil {
		return err
	}
	doc, total := pain008{}, int64(0)
	for _, b := range m.batches() {
		side, cents := m.side(b)
		doc.Batches = append(doc.Batches, side)
		total += cents
	}
	doc.Header = header(m.ID, m.Initiator, m.Created, total, len(m.Debits))
	return write(w, doc)
}

// side is one batch of a message that is prepared, and its sum.
func (m DirectDebits) side(b batch) (side xmlDebitSide, cents int64) {
	first := m.Debits[b.items[0]]
	side = xmlDebitSide{
		ID: b.id, Method: "DD", Count: len(b.items),
		Level: "SEPA", Local: "CORE", Sequence: first.Sequence, On: first.On.String(),
		Creditor: xmlParty{Name: first.Creditor.Name}, Account: xmlAccount{first.Creditor.IBAN}, Agent: agent(first.Creditor.BIC),
		Bearer: "SLEV", Scheme: xmlScheme{first.Creditor.ID, "SEPA"},
	}
	for _, i := range b.items {
		side.Debits = append(side.Debits, m.Debits[i].element())
		cents += m.Debits[i].Amount.Minor()
	}
	side.Sum = euros(cents)
	return side, cents
}

func (d Debit) element() xmlDebit {
	x := xmlDebit{
		ID: d.ID, Amount: amount(d.Amount), Mandate: xmlMandate{ID: d.Mandate.ID, Signed: d.Mandate.Signed.String()},
		Agent: agent(d.Debtor.BIC), Debtor: party(d.Debtor), Account: xmlAccount{d.Debtor.IBAN}, Text: text(d.Text),
	}
	if d.Merchant != "" {
		x.Merchant = &xmlParty{Name: d.Merchant}
	}
	if d.NewAccount { // the scheme's word for "same mandate, new debtor account"
		x.Mandate.Amended, x.Mandate.Amendment = true, &xmlAmendment{"SMNDA"}
	}
	return x
}
