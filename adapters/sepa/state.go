package sepa

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// state is what the journal adds up to.
type state struct {
	orders   map[string]*accepted
	mandates map[string][]*accepted // debits by the reference of their mandate in upper case
	waiting  []*accepted            // in no message, in the order in which they came
	planned  []*plan                // not in the mailbox yet
	daily    map[daily]int          // messages of a day
	batches  map[string]*sentBatch  // by the ID of the batch
	messages map[string][]*sentBatch
	applied  map[string]bool    // files, by their sum
	reports  map[string]pending // not acknowledged, some of them still to come
	told     map[string]bool    // acknowledged, by report
	strays   []Notice
	known    map[string]bool // strays and charges, by what they say
	charges  []Charge
}

// daily counts the messages of a day and direction.
type daily struct {
	day       civil.Date
	direction ach.Direction
}

// accepted is an order, where it is, and what the bank said of it.
type accepted struct {
	ach.Order
	at     time.Time
	number int        // in the order of acceptance
	batch  *sentBatch // nil: it waits
	on     civil.Date // of collection or execution
	facts  []fact
	summed civil.Date // when a sum over its batch was booked; zero: none was
}

// sentBatch is a batch of a message.
type sentBatch struct {
	message string
	id      string
	orders  []*accepted
	sums    []sum
}

// pending is a report that nobody has acknowledged.
type pending struct {
	ach.Report
	number int // of the order
}

func newState() *state {
	return &state{
		orders: map[string]*accepted{}, mandates: map[string][]*accepted{}, daily: map[daily]int{},
		batches: map[string]*sentBatch{}, messages: map[string][]*sentBatch{},
		applied: map[string]bool{}, reports: map[string]pending{}, told: map[string]bool{}, known: map[string]bool{},
	}
}

// errRecord is a line of the journal that does not follow from the lines before it.
var errRecord = errors.New("record does not fit the ones before it")

// apply changes the state by one record.
func (s *state) apply(r record) error {
	switch {
	case r.Order != nil:
		s.accept(*r.Order)
	case r.Plan != nil:
		return s.plan(r.Plan)
	case r.Put != "":
		return s.put(r.Put)
	case r.File != nil:
		s.applied[r.File.Sum] = true
		s.take(r.File.Facts)
	case r.Told != nil:
		for _, id := range r.Told {
			delete(s.reports, id)
			s.told[id] = true
		}
	default:
		return errRecord
	}
	return nil
}

func (s *state) accept(r orderRecord) {
	o := &accepted{Order: r.Order, at: r.At, number: len(s.orders)}
	s.orders[o.ID] = o
	s.waiting = append(s.waiting, o)
	if m := upper(o.Mandate); m != "" && o.Direction == ach.DebitOrder {
		s.mandates[m] = append(s.mandates[m], o)
	}
}

// plan moves orders from those that wait into the batches of a message.
func (s *state) plan(p *plan) error {
	for _, b := range p.batchesOf() {
		sent := &sentBatch{message: p.Message, id: b.id}
		for _, i := range b.items {
			o, ok := s.orders[p.Items[i].Order]
			if !ok || o.batch != nil {
				return fmt.Errorf("%w: message %s", errRecord, p.Message)
			}
			o.batch, o.on = sent, p.Items[i].On
			sent.orders = append(sent.orders, o)
		}
		s.batches[b.id] = sent
		s.messages[p.Message] = append(s.messages[p.Message], sent)
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(o *accepted) bool { return o.batch != nil })
	s.planned = append(s.planned, p)
	s.daily[daily{p.Day, p.Direction}]++
	return nil
}

// put says that a message is on its way.
func (s *state) put(message string) error {
	if len(s.planned) == 0 || s.planned[0].Message != message {
		return fmt.Errorf("%w: message %s", errRecord, message)
	}
	s.planned = s.planned[1:]
	return nil
}

// debited says whether a debit under a mandate went to the bank and was not rejected: a rejected one never began anything.
func (s *state) debited(mandate string) bool {
	return slices.ContainsFunc(s.mandates[mandate], func(o *accepted) bool { return o.batch != nil && !o.rejected() })
}
