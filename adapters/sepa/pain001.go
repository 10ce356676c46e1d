package sepa

import (
	"encoding/xml"
	"io"
)

type pain001 struct {
	XMLName xml.Name        `xml:"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09 Document"`
	Header  xmlHeader       `xml:"CstmrCdtTrfInitn>GrpHdr"`
	Batches []xmlCreditSide `xml:"CstmrCdtTrfInitn>PmtInf"`
}

type xmlCreditSide struct {
	ID        string        `xml:"PmtInfId"`
	Method    string        `xml:"PmtMtd"`
	Count     int           `xml:"NbOfTxs"`
	Sum       string        `xml:"CtrlSum"`
	Level     string        `xml:"PmtTpInf>SvcLvl>Cd"`
	On        string        `xml:"ReqdExctnDt>Dt"`
	Debtor    xmlParty      `xml:"Dbtr"`
	Account   xmlAccount    `xml:"DbtrAcct"`
	Agent     xmlAgent      `xml:"DbtrAgt"`
	Bearer    string        `xml:"ChrgBr"`
	Transfers []xmlTransfer `xml:"CdtTrfTxInf"`
}

type xmlTransfer struct {
	ID       string     `xml:"PmtId>EndToEndId"`
	Amount   xmlAmount  `xml:"Amt>InstdAmt"`
	Agent    *xmlAgent  `xml:"CdtrAgt"` // optional here
	Creditor xmlParty   `xml:"Cdtr"`
	Account  xmlAccount `xml:"CdtrAcct"`
	Text     *xmlText   `xml:"RmtInf"`
}

// WriteCreditTransfers writes a message of credit transfers, pain.001.001.09. It checks everything before
// the first byte, and batches by day and payer, as [WriteDirectDebits] does.
func WriteCreditTransfers(w io.Writer, m CreditTransfers) error {
	m, err := m.prepared()
	if err != nil {
		return err
	}
	doc, total := pain001{}, int64(0)
	for _, b := range m.batches() {
		side, cents := m.side(b)
		doc.Batches = append(doc.Batches, side)
		total += cents
	}
	doc.Header = header(m.ID, m.Initiator, m.Created, total, len(m.Transfers))
	return write(w, doc)
}

// side is one batch of a message that is prepared, and its sum.
func (m CreditTransfers) side(b batch) (side xmlCreditSide, cents int64) {
	first := m.Transfers[b.items[0]]
	side = xmlCreditSide{
		ID: b.id, Method: "TRF", Count: len(b.items), Level: "SEPA", On: first.On.String(),
		Debtor: xmlParty{Name: first.Debtor.Name}, Account: xmlAccount{first.Debtor.IBAN}, Agent: agent(first.Debtor.BIC),
		Bearer: "SLEV",
	}
	for _, i := range b.items {
		side.Transfers = append(side.Transfers, m.Transfers[i].element())
		cents += m.Transfers[i].Amount.Minor()
	}
	side.Sum = euros(cents)
	return side, cents
}

func (t Transfer) element() xmlTransfer {
	x := xmlTransfer{
		ID: t.ID, Amount: amount(t.Amount), Creditor: party(t.Creditor), Account: xmlAccount{t.Creditor.IBAN}, Text: text(t.Text),
	}
	if t.Creditor.BIC != "" {
		a := agent(t.Creditor.BIC)
		x.Agent = &a
	}
	return x
}
