package sqlite

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/seqrpay/seqr/internal/fault"
)

// What this adapter answers beyond package store.
var (
	// ErrPath: the path names no file, as "" and ":memory:" do not.
	ErrPath = fault.New(fault.Invalid, "sqlite: path names no file")
	// ErrNewerSchema: the file was written by a newer release; see [NewerSchemaError].
	ErrNewerSchema = fault.New(fault.State, "sqlite: schema is newer than this release")
	// ErrSettings: the file system or the file does not allow what a durable commit needs.
	ErrSettings = fault.New(fault.Unavailable, "sqlite: write-ahead log not available here")
	// ErrBusy: another process kept the file for longer than a writer waits. Nothing was written.
	ErrBusy = fault.New(fault.Unavailable, "sqlite: another process is writing")
	// ErrReopen: writing to the file failed, and what is in it is known only after Close and
	// Open. Until then nothing more is written.
	ErrReopen = fault.New(fault.Unavailable, "sqlite: a write failed, close the store and open it again")
	// ErrTxDone: the transaction was committed or rolled back already.
	ErrTxDone = fault.New(fault.State, "sqlite: transaction is over")
)

// NewerSchemaError says which schema was found and which is the newest known. It is ErrNewerSchema.
type NewerSchemaError struct {
	Found, Known int
}

// Error names both schemas.
func (e *NewerSchemaError) Error() string {
	return fmt.Sprintf("%v: found %d, know up to %d", ErrNewerSchema, e.Found, e.Known)
}

// Unwrap is ErrNewerSchema.
func (e *NewerSchemaError) Unwrap() error { return ErrNewerSchema }

// codeOf is SQLite's primary result code, 0 if err is not SQLite's.
func codeOf(err error) int {
	var own *failure
	var driver *sqlite.Error
	switch {
	case errors.As(err, &own):
		return own.code & 0xff
	case errors.As(err, &driver):
		return driver.Code() & 0xff
	default:
		return 0
	}
}

// refused says whether a row would break a constraint or the type of a column: the statement
// wrote nothing and the transaction goes on.
func refused(err error) bool {
	switch codeOf(err) {
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG:
		return true
	default:
		return false
	}
}

// unfit says whether a value is none that could ever be kept.
func unfit(err error) bool {
	code := codeOf(err)
	return code == sqlite3.SQLITE_MISMATCH || code == sqlite3.SQLITE_TOOBIG
}

// named says of an error that is not one of ours where it comes from.
func named(err error) error {
	if err == nil {
		return nil
	}
	if _, ours := fault.Root(err); ours {
		return err
	}
	return fmt.Errorf("sqlite: %w", err)
}

// busy says whether somebody else kept the file for too long.
func busy(err error) bool {
	code := codeOf(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
}
