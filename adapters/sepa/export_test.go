package sepa

import (
	"encoding/json"
	"slices"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// Read is what a bank without disk makes of a file, read a number of times, that answers debits which went out in one message.
func Read(message string, on civil.Date, debits []ach.Order, content []byte, times int) (reports []ach.Report, unmatched []Notice, err error) {
	p := &plan{Message: message, Direction: ach.DebitOrder, Day: on}
	records := []record{}
	for _, o := range debits {
		records = append(records, record{Order: &orderRecord{Order: o}})
		p.Items = append(p.Items, plannedItem{Order: o.ID, On: on, Sequence: Recurring})
	}
	facts, err := notices(content)
	records = append(records, record{Plan: p}, record{Put: message})
	for range times {
		records = append(records, record{File: &fileRecord{Facts: facts}})
	}
	s := newState()
	for _, r := range records {
		line, err := json.Marshal(r)
		if err != nil {
			return nil, nil, err
		}
		var again record
		if err := json.Unmarshal(line, &again); err != nil {
			return nil, nil, err
		}
		if err := s.apply(again); err != nil {
			return nil, nil, err
		}
	}
	var told []pending
	for _, r := range s.reports {
		told = append(told, r)
	}
	slices.SortFunc(told, inOrder)
	for _, r := range told {
		reports = append(reports, r.Report)
	}
	return reports, s.unmatched(), err
}
