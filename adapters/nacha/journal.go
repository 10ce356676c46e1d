package nacha

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	Told    []string       `json:"told,omitempty"` // reports that were acknowledged
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
	Reports     []ach.Report `json:"reports,omitempty"`
	Corrections []Correction `json:"corrections,omitempty"`
	Unmatched   []Return     `json:"unmatched,omitempty"`
}

// journal appends records to a file. One process at a time may have it open.
type journal struct {
	file   *os.File
	failed error // the file's end is not known any more
}

// openJournal reads all records, and cuts off the last line if a crash left half of it.
func openJournal(path string, apply func(record) error) (*journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	if err := errors.Join(replay(f, apply), syncDir(filepath.Dir(path))); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJournal, errors.Join(err, f.Close()))
	}
	return &journal{file: f}, nil
}

// replay applies what is in the file and leaves its position behind the last whole line.
func replay(f *os.File, apply func(record) error) error {
	data, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	whole := data[:bytes.LastIndexByte(data, '\n')+1]
	number := 0
	for text := range bytes.Lines(whole) {
		number++
		var r record
		if err := json.Unmarshal(text, &r); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := apply(r); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	if err := f.Truncate(int64(len(whole))); err != nil {
		return err
	}
	_, err = f.Seek(int64(len(whole)), io.SeekStart)
	return err
}

// append writes a record and answers when it is on the disk. After a failure nobody knows what the disk has, so
// nothing more is written until the journal is opened again.
func (j *journal) append(r record) error {
	if j.failed != nil {
		return j.failed
	}
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	_, err = j.file.Write(append(text, '\n'))
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.failed = fmt.Errorf("%w: %w", ErrJournal, err)
	}
	return j.failed
}

// close lets go of the file.
func (j *journal) close() error {
	if j.failed == nil {
		j.failed = fmt.Errorf("%w: it was closed", ErrJournal)
	}
	return j.file.Close()
}
