package sepa

import (
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// record is one line of the journal: exactly one of its fields is set. What the bank knows is the sum of the lines,
// in their order.
type record struct {
	Order *orderRecord `json:"order,omitempty"`
	Plan  *plan        `json:"plan,omitempty"`
	Put   string       `json:"put,omitempty"`  // message that the mailbox has
	File  *fileRecord  `json:"file,omitempty"` // that was read
	Told  []string     `json:"told,omitempty"` // reports and notices that were acknowledged
}

// orderRecord is an order that was accepted.
type orderRecord struct {
	At    time.Time `json:"at"`
	Order ach.Order `json:"order"`
}

// plan is a message that is to be written, with all that its bytes depend on.
type plan struct {
	Message   string        `json:"message"` // its ID
	Direction ach.Direction `json:"direction"`
	Day       civil.Date    `json:"day"`
	Created   time.Time     `json:"created"`
	Creditor  Creditor      `json:"creditor"`
	Items     []plannedItem `json:"items"`
	Sum       string        `json:"sum"` // of the file
}

// plannedItem is one debit or transfer of a message.
type plannedItem struct {
	Order    string     `json:"order"`
	On       civil.Date `json:"on"` // of collection or execution
	Sequence Sequence   `json:"sequence,omitempty"`
}

// name is that of the message's file.
func (p *plan) name() string { return p.Message + ".xml" }

// fileRecord is what a file of the bank said, in one line: all of it is known or nothing.
type fileRecord struct {
	Name  string   `json:"name"`
	Sum   string   `json:"sum"` // of the file
	Facts []Notice `json:"facts,omitempty"`
}
