package postgres

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
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

// arrays makes of the rows of a statement one array for each argument, in the server's binary form.
func arrays(work *sqlstore.Work) ([][]byte, error) {
	params := make([][]byte, len(work.Types))
	for i, kind := range work.Types {
		b := make([]byte, 20, 20+len(work.Rows)*20)
		binary.BigEndian.PutUint32(b[0:], 1) // one dimension
		binary.BigEndian.PutUint32(b[4:], 1) // NULL may occur
		binary.BigEndian.PutUint32(b[8:], oids[kind])
		binary.BigEndian.PutUint32(b[12:], uint32(len(work.Rows))) //nolint:gosec // a group has a bound
		binary.BigEndian.PutUint32(b[16:], 1)                      // counted from one
		for _, row := range work.Rows {
			var err error
			if b, err = element(b, row[i]); err != nil {
				return nil, fmt.Errorf("postgres: %s: %w", work.Name, err)
			}
		}
		params[i] = b
	}
	return params, nil
}

// values makes of one row the values of its arguments.
func values(work *sqlstore.Work, row []any) ([][]byte, error) {
	params := make([][]byte, len(row))
	for i, value := range row {
		b, err := element(nil, value)
		if err != nil {
			return nil, fmt.Errorf("postgres: %s: %w", work.Name, err)
		}
		if value != nil {
			params[i] = b[4:]
		}
	}
	return params, nil
}

// element appends the length and the bytes of a value.
func element(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return binary.BigEndian.AppendUint32(b, 1<<32-1), nil
	case uuid.UUID:
		return append(binary.BigEndian.AppendUint32(b, 16), v[:]...), nil
	case string:
		return append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...), nil //nolint:gosec // input is bounded far below
	case []byte:
		return append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...), nil //nolint:gosec // input is bounded far below
	case int64:
		return number(b, v), nil
	case time.Time:
		return number(b, v.UnixMicro()-epoch), nil
	case bool:
		b = binary.BigEndian.AppendUint32(b, 1)
		if v {
			return append(b, 1), nil
		}
		return append(b, 0), nil
	default:
		return nil, fmt.Errorf("no column takes a %T", value)
	}
}

func number(b []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(b, 8), uint64(v))
}

// answered is a row of an answer in the server's binary form.
type answered struct {
	values [][]byte
	oids   []uint32
}

// scanner is what the columns of the tables are.
type scanner interface{ Scan(src any) error }

// Scan implements [sqlstore.Row].
func (a answered) Scan(dest ...any) error {
	for i, d := range dest {
		value, err := decode(a.oids[i], a.values[i])
		if err == nil {
			err = assign(d, value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func assign(dest, value any) error {
	switch d := dest.(type) {
	case scanner:
		return d.Scan(value)
	case *int64:
		if n, ok := value.(int64); ok {
			*d = n
			return nil
		}
	case *string:
		if s, ok := value.(string); ok {
			*d = s
			return nil
		}
	case *bool:
		if b, ok := value.(bool); ok {
			*d = b
			return nil
		}
	}
	return fmt.Errorf("postgres: %T is not for a %T", value, dest)
}

// decode reads a value; a UUID is its bytes.
func decode(oid uint32, b []byte) (any, error) {
	if b == nil {
		return nil, nil
	}
	switch oid {
	case pgtype.Int8OID, pgtype.TimestamptzOID:
		if len(b) != 8 {
			break
		}
		n := int64(binary.BigEndian.Uint64(b)) //nolint:gosec // the same bits
		if oid == pgtype.TimestamptzOID {
			return time.UnixMicro(n + epoch).UTC(), nil
		}
		return n, nil
	case pgtype.Int4OID:
		if len(b) == 4 {
			return int64(int32(binary.BigEndian.Uint32(b))), nil //nolint:gosec // the same bits
		}
	case pgtype.BoolOID:
		if len(b) == 1 {
			return b[0] != 0, nil
		}
	case pgtype.TextOID, pgtype.VarcharOID:
		return string(b), nil
	case pgtype.UUIDOID, pgtype.ByteaOID:
		return b, nil
	}
	return nil, fmt.Errorf("postgres: no column has type %d", oid)
}
