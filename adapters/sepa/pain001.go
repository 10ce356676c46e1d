package sepa

import (
	"encoding/xml"
	"io"

	"github.com/seqrpay/seqr/money"
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
	doc := pain001{}
	for _, b := range m.batches() {
		side, err := m.side(b)
		if err != nil {
			return err
		}
		doc.Batches = append(doc.Batches, side)
	}
	total, err := sum(m.amounts(nil))
	if err != nil {
		return err
	}
	doc.Header = header(m.ID, m.Initiator, m.Created, total, len(m.Transfers))
	return write(w, doc)
}

// amounts are those of the transfers of a batch, or of all for none.
func (m CreditTransfers) amounts(items []int) (all []money.Amount) {
	if items == nil {
		for _, t := range m.Transfers {
			all = append(all, t.Amount)
		}
	}
	for _, i := range items {
		all = append(all, m.Transfers[i].Amount)
	}
	return all
}

// side is one batch of a message that is prepared.
func (m CreditTransfers) side(b batch) (xmlCreditSide, error) {
	total, err := sum(m.amounts(b.items))
	if err != nil {
		return xmlCreditSide{}, err
	}
	first := m.Transfers[b.items[0]]
	side := xmlCreditSide{
		ID: b.id, Method: "TRF", Count: len(b.items), Sum: total, Level: "SEPA", On: first.On.String(),
		Debtor: xmlParty{Name: first.Debtor.Name}, Account: xmlAccount{first.Debtor.IBAN}, Agent: agent(first.Debtor.BIC),
		Bearer: "SLEV",
	}
	for _, i := range b.items {
		side.Transfers = append(side.Transfers, m.Transfers[i].element())
	}
	return side, nil
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
