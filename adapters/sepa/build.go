package sepa

import (
	"bytes"

	"github.com/seqrpay/seqr/ach"
)

// piece is an order and what is planned for it.
type piece struct {
	ach.Order
	plannedItem
}

// build writes a planned message. The same plan gives the same bytes.
func (s *state) build(p *plan) ([]byte, error) {
	pieces := make([]piece, len(p.Items))
	for i, item := range p.Items {
		pieces[i] = piece{s.orders[item.Order].Order, item}
	}
	return p.content(pieces)
}

// content is the file of a message.
func (p *plan) content(pieces []piece) ([]byte, error) {
	var out bytes.Buffer
	var err error
	if p.Direction == ach.DebitOrder {
		err = WriteDirectDebits(&out, p.debits(pieces))
	} else {
		err = WriteCreditTransfers(&out, p.transfers(pieces))
	}
	return out.Bytes(), err
}

// debits is a message that collects. The mandate's party is the creditor, and the merchant stands beside it (COL-2).
func (p *plan) debits(pieces []piece) DirectDebits {
	m := DirectDebits{ID: p.Message, Created: p.Created, Initiator: p.Creditor.Name}
	for _, x := range pieces {
		m.Debits = append(m.Debits, Debit{
			ID: x.ID, Amount: x.Amount, On: x.plannedItem.On, Sequence: x.Sequence, Creditor: p.Creditor,
			Mandate: Mandate{x.Mandate, x.Signed}, Debtor: Party{Name: x.Holder, IBAN: x.Number},
			Merchant: x.Company, Text: x.Company + ", " + x.ID,
		})
	}
	return m
}

// transfers is a message that pays.
func (p *plan) transfers(pieces []piece) CreditTransfers {
	m := CreditTransfers{ID: p.Message, Created: p.Created, Initiator: p.Creditor.Name}
	from := Payer{p.Creditor.Name, p.Creditor.IBAN, p.Creditor.BIC}
	for _, x := range pieces {
		m.Transfers = append(m.Transfers, Transfer{
			ID: x.ID, Amount: x.Amount, On: x.plannedItem.On, Debtor: from,
			Creditor: Party{Name: x.Holder, IBAN: x.Number}, Text: x.Company + ", " + x.Description + ", " + x.ID,
		})
	}
	return m
}

// batchesOf are the batches that a message has, as the bank names them.
func (p *plan) batchesOf() []batch {
	if p.Direction != ach.DebitOrder {
		return batches(p.Message, len(p.Items), func(i int) transferKey { return transferKey{on: p.Items[i].On} })
	}
	return batches(p.Message, len(p.Items), func(i int) debitKey {
		return debitKey{on: p.Items[i].On, sequence: p.Items[i].Sequence}
	})
}
