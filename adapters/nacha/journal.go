package nacha

import (
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// record is one line of the journal: exactly one of its fields is set. What the bank knows is the sum of the lines,
// in their order.
type record struct {
	Order   *orderRecord   `json:"order,omitempty"`
	Plan    *plan          `json:"plan,omitempty"`
	Put     *putRecord     `json:"put,omitempty"`
	Note    *noteRecord    `json:"note,omitempty"`
	Applied *appliedRecord `json:"applied,omitempty"`
	Told    []string       `json:"told,omitempty"` // reports and notices that were acknowledged
}

// orderRecord is an order that was accepted.
type orderRecord struct {
	At    time.Time `json:"at"`
	Order ach.Order `json:"order"`
}

// plan is a file that is to be written, with all that its bytes depend on.
type plan struct {
	Name       string         `json:"name"`
	Day        civil.Date     `json:"day"`  // in the header, in the bank's zone
	Time       string         `json:"time"` // HHMM
	Modifier   string         `json:"modifier"`
	Originator Originator     `json:"originator"`
	Entries    []plannedEntry `json:"entries"`
	Sum        string         `json:"sum"` // SHA-256 of the file
}

// plannedEntry is one entry of a file.
type plannedEntry struct {
	Order string     `json:"order"`
	Trace int        `json:"trace"` // sequence number in the trace number
	On    civil.Date `json:"on"`    // effective date
}

// putRecord says that the mailbox has a file.
type putRecord struct {
	Name string     `json:"name"`
	Day  civil.Date `json:"day"`
}

// noteRecord is what the bank says about a whole file of ours.
type noteRecord struct {
	Name     string `json:"name"`
	Accepted bool   `json:"accepted"`
	Reason   string `json:"reason,omitempty"`
}

// appliedRecord is what a file of returns said, in one line: all of it happened or nothing.
type appliedRecord struct {
	Name        string       `json:"name"`
	Sum         string       `json:"sum"` // SHA-256 of the file
	Day         civil.Date   `json:"day"` // as of which it counts
	Reports     []ach.Report `json:"reports,omitempty"`
	Corrections []Correction `json:"corrections,omitempty"`
	Unmatched   []Return     `json:"unmatched,omitempty"`
}
