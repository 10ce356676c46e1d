package nacha

import (
	"fmt"

	"github.com/seqrpay/seqr/internal/fault"
)

// What reading and writing files refuses. Nothing has changed when one of them is answered.
var (
	// ErrConfig: a field of the configuration is missing or is wrong; the text says which.
	ErrConfig = fault.New(fault.Invalid, "nacha: configuration is incomplete")
	// ErrDamaged: a file that was cut off, changed on its way, or is no NACHA file. See [Damage] for the line.
	ErrDamaged = fault.New(fault.Invalid, "nacha: file is damaged")
	// ErrTooLarge: a file of more than [MaxFile] bytes or [MaxRecords] records.
	ErrTooLarge = fault.New(fault.Exceeded, "nacha: file is too large")
	// ErrApplied: a file of the same content was applied before. Nothing is left to do.
	ErrApplied = fault.New(fault.Conflict, "nacha: file was already applied")
	// ErrFileName: a note about a file that was never handed over.
	ErrFileName = fault.New(fault.NotFound, "nacha: no file of this name")
	// ErrFileSettled: a rejection of a file that has settled: it contradicts what was reported, so the operator must look at it.
	ErrFileSettled = fault.New(fault.State, "nacha: file has settled and cannot be rejected any more")
	// ErrFilesPerDay: the network tells 36 files of one day apart, and all were used. The rest goes tomorrow.
	ErrFilesPerDay = fault.New(fault.Exceeded, "nacha: no file of this day is left")
	// ErrRebuilt: a planned file came out differently when it was built again. It is not sent.
	ErrRebuilt = fault.New(fault.Internal, "nacha: rebuilt file differs from the planned one")
)

// Damage is the [ErrDamaged] of one place of a file. Its text holds nothing of the file's content.
type Damage struct {
	Line   int    // counted from 1; in a file without line breaks, the record
	Reason string // in lower case
}

// Error says where and why.
func (d *Damage) Error() string { return fmt.Sprintf("%v: line %d: %s", ErrDamaged, d.Line, d.Reason) }

// Unwrap is ErrDamaged.
func (d *Damage) Unwrap() error { return ErrDamaged }
