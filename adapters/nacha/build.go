package nacha

import (
	"bytes"
	"fmt"

	moov "github.com/moov-io/ach"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// batchKey is what the entries of a batch have in common. The name of the merchant stands in the batch's header, so
// each merchant has batches of its own, and so have re-presentments.
type batchKey struct {
	class, company, description string
	direction                   ach.Direction
	on                          civil.Date
}

func (from Originator) key(o ach.Order, on civil.Date) batchKey {
	company := o.Company
	if o.Direction == ach.CreditOrder && from.Operator != "" {
		company = from.Operator
	}
	return batchKey{from.class(o), company, o.Description, o.Direction, on}
}

func (s *state) key(from Originator, e plannedEntry) batchKey {
	return from.key(s.orders[e.Order].Order, e.On)
}

// inBatches puts entries of one batch beside each other, batches and entries in the order in which they came.
func (s *state) inBatches(from Originator, entries []plannedEntry) []plannedEntry {
	var keys []batchKey
	batches := map[batchKey][]plannedEntry{}
	for _, e := range entries {
		k := s.key(from, e)
		if batches[k] == nil {
			keys = append(keys, k)
		}
		batches[k] = append(batches[k], e)
	}
	sorted := make([]plannedEntry, 0, len(entries))
	for _, k := range keys {
		sorted = append(sorted, batches[k]...)
	}
	return sorted
}

// build writes a planned file. The same plan gives the same bytes.
func (s *state) build(p *plan) ([]byte, error) {
	file := moov.NewFile()
	file.SetHeader(p.header())
	file.SetValidation(&moov.ValidateOpts{BypassOriginValidation: true}) // else the library cuts an origin of ten digits
	for rest := p.Entries; len(rest) > 0; {
		n, k := 1, s.key(p.Originator, rest[0])
		for n < len(rest) && s.key(p.Originator, rest[n]) == k {
			n++
		}
		batch, err := p.Originator.batch(k)
		if err != nil {
			return nil, fmt.Errorf("nacha: file %s: %w", p.Name, err)
		}
		for _, e := range rest[:n] {
			batch.AddEntry(p.Originator.detail(s.orders[e.Order].Order, e.Trace))
		}
		if err := batch.Create(); err != nil {
			return nil, fmt.Errorf("nacha: file %s: %w", p.Name, err)
		}
		file.AddBatch(batch)
		rest = rest[n:]
	}
	if err := file.Create(); err != nil {
		return nil, fmt.Errorf("nacha: file %s: %w", p.Name, err)
	}
	var out bytes.Buffer
	if err := moov.NewWriter(&out).Write(file); err != nil {
		return nil, fmt.Errorf("nacha: file %s: %w", p.Name, err)
	}
	return out.Bytes(), nil
}

func (p *plan) header() moov.FileHeader {
	h := moov.NewFileHeader()
	h.ImmediateDestination, h.ImmediateDestinationName = p.Originator.Destination, p.Originator.DestinationName
	h.ImmediateOrigin, h.ImmediateOriginName = p.Originator.Origin, p.Originator.OriginName
	h.FileCreationDate, h.FileCreationTime, h.FileIDModifier = sixDigits(p.Day), p.Time, p.Modifier
	return h
}

// batch begins a batch.
func (from Originator) batch(k batchKey) (moov.Batcher, error) {
	h := moov.NewBatchHeader()
	h.ServiceClassCode = moov.DebitsOnly
	if k.direction == ach.CreditOrder {
		h.ServiceClassCode = moov.CreditsOnly
	}
	h.CompanyName = safe(k.company, companyWidth)
	h.CompanyIdentification, h.StandardEntryClassCode = from.CompanyID, k.class
	h.CompanyEntryDescription, h.EffectiveEntryDate = k.description, sixDigits(k.on)
	h.ODFIIdentification = from.odfi()
	return moov.NewBatch(h)
}

// detail is the entry of one order. Its fields fit, Submit has seen to that: the library would cut them, an account
// number too.
func (from Originator) detail(o ach.Order, trace int) *moov.EntryDetail {
	d := moov.NewEntryDetail()
	d.TransactionCode = transactionCode(o.Type, o.Direction)
	d.SetRDFI(o.Routing)
	d.DFIAccountNumber = o.Number
	d.Amount = int(o.Amount.Minor())
	d.IdentificationNumber = o.ID
	d.IndividualName = safe(o.Holder, personWidth)
	if from.class(o) == moov.WEB {
		d.SetPaymentType(from.PaymentType)
	}
	d.SetTraceNumber(from.odfi(), trace)
	return d
}

// try says whether the library takes an order, so that none is accepted that would stop a whole file at the cut-off.
func (from Originator) try(o ach.Order) error {
	batch, err := from.batch(from.key(o, o.On))
	if err != nil {
		return err
	}
	batch.AddEntry(from.detail(o, 1))
	return batch.Create()
}

// transactionCode says what is done to which kind of account.
func transactionCode(t ach.AccountType, d ach.Direction) int {
	switch {
	case t == ach.Savings && d == ach.DebitOrder:
		return moov.SavingsDebit
	case t == ach.Savings:
		return moov.SavingsCredit
	case d == ach.DebitOrder:
		return moov.CheckingDebit
	}
	return moov.CheckingCredit
}

// odfi is the first eight digits of the routing number of the bank that originates.
func (from Originator) odfi() string { return from.ODFI[:8] }

// trace is the trace number of an entry.
func (from Originator) trace(n int) string { return fmt.Sprintf("%s%07d", from.odfi(), n) }

// sixDigits is a date as YYMMDD.
func sixDigits(d civil.Date) string {
	return fmt.Sprintf("%02d%02d%02d", d.Year%100, int(d.Month), d.Day)
}
