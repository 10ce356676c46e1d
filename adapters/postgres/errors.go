package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/seqrpay/seqr/internal/fault"
)

// What this adapter answers beyond package store.
var (
	// ErrDSN: the text names no server that could be asked.
	ErrDSN = fault.New(fault.Invalid, "postgres: not a connection string")
	// ErrUnreachable: the server does not answer, or ended the connection. Nothing was written.
	ErrUnreachable = fault.New(fault.Unavailable, "postgres: server not reachable")
	// ErrNewerSchema: the database was written by a newer release; see [NewerSchemaError].
	ErrNewerSchema = fault.New(fault.State, "postgres: schema is newer than this release")
	// ErrDistributed: the tables are distributed; the store is to be opened with [Distributed].
	ErrDistributed = fault.New(fault.State, "postgres: tables are distributed")
	// ErrSettings: the server or the role is set so that an answered commit could be lost.
	ErrSettings = fault.New(fault.Unavailable, "postgres: server does not commit durably")
	// ErrTxDone: the transaction was committed or rolled back already.
	ErrTxDone = fault.New(fault.State, "postgres: transaction is over")
	// ErrHistory: what is loaded changes, relies on or releases something that is there; see [Store.Load].
	ErrHistory = fault.New(fault.Invalid, "postgres: only what is new can be loaded")
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

// EngineError is what the server said, without its words: they may hold values of rows.
type EngineError struct {
	Code       string // SQLSTATE
	Table      string // if the server named it
	Constraint string
}

// Error names code, table and constraint.
func (e *EngineError) Error() string {
	return strings.TrimRight(fmt.Sprintf("postgres: server answered %s %s %s", e.Code, e.Table, e.Constraint), " ")
}

// FaultKind classes what the server refuses of a row as invalid, and all else as unavailable.
func (e *EngineError) FaultKind() fault.Kind {
	if strings.HasPrefix(e.Code, "22") || strings.HasPrefix(e.Code, "23") || e.Code == "54000" {
		return fault.Invalid
	}
	return fault.Unavailable
}

// refused says whether the server's word is about a row or a competitor: data, constraints, deadlocks and the like.
func refused(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) || fatal(e) {
		return false
	}
	switch e.Code[:2] {
	case "23", "40":
		return true
	default:
		return unfit(err) || e.Code == "55P03" // lock not available in time
	}
}

// unfit says whether the server's word is about a value that no attempt can make fit: one of no such text or time, or too long for an index.
func unfit(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && !fatal(e) && (strings.HasPrefix(e.Code, "22") || e.Code == "54000")
}

// taken says whether the server's word is that there is such a row.
func taken(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "23505"
}

// overtaken says whether the server ended a transaction for the sake of another: the same may be written right away.
func overtaken(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && !fatal(e) && (e.Code == "40001" || e.Code == "40P01")
}

// fatal says whether the server ended the connection.
func fatal(e *pgconn.PgError) bool {
	return e.SeverityUnlocalized == "FATAL" || e.SeverityUnlocalized == "PANIC"
}

// named makes an error of the driver's one that names no value, and leaves others as they are.
func named(err error) error {
	if err == nil {
		return nil
	}
	if _, ours := fault.Root(err); ours {
		return err
	}
	var e *pgconn.PgError
	var said *EngineError
	switch {
	case errors.As(err, &said):
		return err
	case errors.As(err, &e) && fatal(e):
		return ErrUnreachable
	case errors.As(err, &e):
		return &EngineError{e.Code, e.TableName, e.ConstraintName}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return fmt.Errorf("%w (%T)", ErrUnreachable, err)
}
