package nacha

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
	calendar ach.Calendar

	orders      map[string]*accepted
	waiting     []*accepted // in no file, in the order in which they came
	files       map[string]*plan
	planned     []*plan // not in the mailbox yet
	daily       map[civil.Date]int
	trace       int // last sequence number
	notes       map[string]noteRecord
	applied     map[string]bool     // files of returns, by their sum
	reports     map[string]*pending // not acknowledged, some of them still to come
	told        map[string]bool     // acknowledged, by report
	notices     []ach.Notice        // not acknowledged
	corrections []Correction
	unmatched   []Return
}

// accepted is an order and where it is.
type accepted struct {
	ach.Order
	at       time.Time
	number   int // in the order of acceptance
	file     string
	trace    string
	returned bool
}

// pending is a report that nobody has acknowledged.
type pending struct {
	ach.Report
	number int // of the order
}

func newState(cal ach.Calendar) *state {
	return &state{
		calendar: cal, orders: map[string]*accepted{}, files: map[string]*plan{}, daily: map[civil.Date]int{},
		notes: map[string]noteRecord{}, applied: map[string]bool{}, reports: map[string]*pending{}, told: map[string]bool{},
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
	case r.Put != nil:
		return s.put(*r.Put)
	case r.Note != nil:
		return s.note(*r.Note)
	case r.Applied != nil:
		return s.take(*r.Applied)
	case r.Told != nil:
		s.acknowledge(r.Told)
	default:
		return errRecord
	}
	return nil
}

func (s *state) accept(r orderRecord) {
	o := &accepted{Order: r.Order, at: r.At, number: len(s.orders)}
	s.orders[o.ID] = o
	s.waiting = append(s.waiting, o)
}

// plan moves orders from those that wait into a file.
func (s *state) plan(p *plan) error {
	for _, e := range p.Entries {
		o, ok := s.orders[e.Order]
		if !ok || o.file != "" {
			return fmt.Errorf("%w: file %s", errRecord, p.Name)
		}
		o.file, o.trace = p.Name, p.Originator.trace(e.Trace)
		s.trace = e.Trace
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(o *accepted) bool { return o.file != "" })
	s.files[p.Name] = p
	s.planned = append(s.planned, p)
	s.daily[p.Day]++
	return nil
}

// put says that a file is on its way: unless the bank says otherwise, its entries settle.
func (s *state) put(r putRecord) error {
	at := slices.IndexFunc(s.planned, func(p *plan) bool { return p.Name == r.Name })
	if at < 0 {
		return fmt.Errorf("%w: file %s", errRecord, r.Name)
	}
	for _, e := range s.planned[at].Entries {
		o := s.orders[e.Order]
		if o.returned {
			continue
		}
		s.reports["S"+o.ID] = &pending{number: o.number, Report: ach.Report{
			ID: "S" + o.ID, Order: o.ID, Kind: ach.ReportSettled, On: s.settles(e.On, s.planned[at].Day, r.Day), Amount: o.Amount,
		}}
	}
	s.planned = slices.Delete(s.planned, at, at+1)
	return nil
}

// settles is when an entry settles: on its effective date, or a banking day later than its file left if that was late.
func (s *state) settles(effective, planned, left civil.Date) civil.Date {
	if left == planned || left.Before(effective) {
		return effective
	}
	return s.calendar.Add(left, 1)
}

// note remembers what the bank says about a file. The orders of a rejected one wait again.
func (s *state) note(r noteRecord) error {
	p, ok := s.files[r.Name]
	if !ok {
		return fmt.Errorf("%w: file %s", errRecord, r.Name)
	}
	s.notes[r.Name] = r
	if r.Accepted {
		return nil
	}
	for _, e := range p.Entries {
		o := s.orders[e.Order]
		delete(s.reports, "S"+o.ID)
		if o.returned {
			continue
		}
		o.file, o.trace = "", ""
		s.waiting = append(s.waiting, o)
	}
	slices.SortFunc(s.waiting, func(a, b *accepted) int { return a.number - b.number })
	return nil
}

// take adds what a file of returns said.
func (s *state) take(r appliedRecord) error {
	s.applied[r.Sum] = true
	for _, back := range r.Reports {
		o, ok := s.orders[back.Order]
		if !ok {
			return fmt.Errorf("%w: report %s", errRecord, back.ID)
		}
		o.returned = true
		s.reports[back.ID] = &pending{Report: back, number: o.number}
		if settled := s.reports["S"+o.ID]; settled != nil && back.On.Before(settled.On) {
			delete(s.reports, settled.ID) // it came back before it could settle
		}
	}
	s.corrections = append(s.corrections, r.Corrections...)
	s.unmatched = append(s.unmatched, r.Unmatched...)
	s.tell(r)
	return nil
}

func (s *state) acknowledge(ids []string) {
	for _, id := range ids {
		delete(s.reports, id)
		s.told[id] = true
	}
	s.notices = slices.DeleteFunc(s.notices, func(n ach.Notice) bool { return s.told[n.ID] })
}
