package postgres

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// oids are the types that the tables have.
var oids = map[string]uint32{
	"uuid": pgtype.UUIDOID, "text": pgtype.TextOID, "bigint": pgtype.Int8OID,
	"boolean": pgtype.BoolOID, "timestamptz": pgtype.TimestamptzOID, "bytea": pgtype.ByteaOID,
}

// epoch is where PostgreSQL counts microseconds from.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// arrayHead is how long an array is without its elements.
const arrayHead = 20

// arrays makes of the rows of a statement one array for each argument, in the server's binary form. They last until the next are made.
func (w *wire) arrays(work *sqlstore.Work) [][]byte {
	size := len(work.Types) * arrayHead
	for _, row := range work.Rows {
		size += len(row)
	}
	all, params := slices.Grow(w.made[:0], size), w.params[:0]
	w.rest = append(w.rest[:0], work.Rows...)
	rest := w.rest
	for _, kind := range work.Types {
		begin := len(all)
		all = binary.BigEndian.AppendUint32(all, 1) // one dimension
		all = binary.BigEndian.AppendUint32(all, 1) // NULL may occur
		all = binary.BigEndian.AppendUint32(all, oids[kind])
		all = binary.BigEndian.AppendUint32(all, uint32(len(rest))) //nolint:gosec // a group has a bound
		all = binary.BigEndian.AppendUint32(all, 1)                 // counted from one
		for place := range rest {
			var value sqlstore.Value
			value, rest[place] = rest[place].Next()
			all = element(all, value)
		}
		params = append(params, all[begin:])
	}
	clear(rest)
	w.made, w.params = kept(all), params
	return params
}

// values makes of one row the values of its arguments.
func values(row sqlstore.Values) [][]byte {
	var params [][]byte
	for row != "" {
		var value sqlstore.Value
		if value, row = row.Next(); value.Kind == sqlstore.Null {
			params = append(params, nil)
			continue
		}
		params = append(params, element(nil, value)[4:])
	}
	return params
}

// element appends the length and the bytes of a value.
func element(b []byte, value sqlstore.Value) []byte {
	if value.Kind == sqlstore.Instant {
		return binary.BigEndian.AppendUint64(append(b, 0, 0, 0, 8), uint64(value.Int()-epoch))
	}
	return append(b, value.Sized()...)
}

// answered is a row of an answer in the server's binary form.
type answered struct {
	values [][]byte
	fields []pgconn.FieldDescription
}

var _ sqlstore.Row = (*answered)(nil)

// Cell implements [sqlstore.Row].
func (a *answered) Cell(place int) sqlstore.Cell {
	b := a.values[place]
	if b == nil {
		return sqlstore.Cell{Kind: sqlstore.Null}
	}
	switch oid := a.fields[place].DataTypeOID; {
	case oid == pgtype.TextOID, oid == pgtype.UUIDOID, oid == pgtype.ByteaOID, oid == pgtype.VarcharOID:
		return sqlstore.Cell{Kind: sqlstore.Octets, Octets: b}
	case oid == pgtype.Int8OID && len(b) == 8:
		return integer(int64(binary.BigEndian.Uint64(b))) //nolint:gosec // the same bits
	case oid == pgtype.TimestamptzOID && len(b) == 8:
		return integer(int64(binary.BigEndian.Uint64(b)) + epoch) //nolint:gosec // the same bits
	case oid == pgtype.Int4OID && len(b) == 4:
		return integer(int64(int32(binary.BigEndian.Uint32(b)))) //nolint:gosec // the same bits
	case oid == pgtype.BoolOID && len(b) == 1:
		return integer(int64(b[0]))
	default:
		return sqlstore.Cell{Kind: sqlstore.Other}
	}
}

func integer(n int64) sqlstore.Cell { return sqlstore.Cell{Kind: sqlstore.Number, Number: n} }
