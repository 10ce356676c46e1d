package sqlstore

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Values is the values of a row of arguments, one after the other, packed in one piece: a row has some thirty, and each by itself
// would be allocated twice. Its order is that of its values, as far as it matters: all who write keep the same one.
type Values string

// Kind says what a value is.
type Kind byte

// The kinds of values. A time is kept at microseconds.
const (
	Null Kind = iota
	Number
	Flag
	Instant
	Text
	Octets
	UUID
	Other // in an answer: nothing that a column can hold
)

// First is the first n values. There must be as many.
func (v Values) First(n int) Values {
	rest := v
	for range n {
		_, rest = rest.Next()
	}
	return v[:len(v)-len(rest)]
}

// Value is one of Values.
type Value struct {
	Kind  Kind
	sized string
}

// sizeOf is how many bytes stand before a value's own: how many these are.
const sizeOf = 4

// Next is the first value, and what comes after it. There must be one.
func (v Values) Next() (first Value, rest Values) {
	end := 1 + sizeOf
	if kind := Kind(v[0]); kind != Null {
		end += int(uint32(v[1])<<24 | uint32(v[2])<<16 | uint32(v[3])<<8 | uint32(v[4]))
	}
	return Value{Kind(v[0]), string(v[1:end])}, v[end:]
}

// Bytes is the value's bytes: of a UUID all 16, of a flag one that is 0 or 1, of a number and a time 8, the highest first.
func (v Value) Bytes() string { return v.sized[sizeOf:] }

// Sized is the value's bytes after their number in 4 bytes, the highest first, or after -1 if it is NULL.
func (v Value) Sized() string { return v.sized }

// Int is a number, a flag as 0 or 1, and a time in microseconds since 1970.
func (v Value) Int() int64 {
	n := uint64(0)
	for _, b := range []byte(v.Bytes()) {
		n = n<<8 | uint64(b)
	}
	return int64(n)
}

// ValuesOf packs values of the types that have a kind; nil is NULL, and so is a nil slice.
func ValuesOf(args ...any) (Values, error) {
	p := newRow()
	for _, arg := range args {
		switch v := arg.(type) {
		case nil:
			p = p.null()
		case uuid.UUID:
			p = p.id(v)
		case string:
			p = p.text(v)
		case []byte:
			p = p.octets(v)
		case int64:
			p = p.number(v)
		case time.Time:
			p = p.instant(v)
		case bool:
			p = p.flag(v)
		default:
			return "", fmt.Errorf("sqlstore: no column takes a %T", arg)
		}
	}
	return p.values(), nil
}

// packed is Values as they grow.
type packed []byte

// newRow has room for a key or a few numbers, which need not be allocated.
func newRow() packed { return make(packed, 0, 64) }

func (p packed) values() Values { return Values(p) }

func (p packed) null() packed { return append(p, byte(Null), 0xff, 0xff, 0xff, 0xff) }

func (p packed) id(v uuid.UUID) packed { return append(append(p, byte(UUID), 0, 0, 0, 16), v[:]...) }

func (p packed) text(v string) packed { return append(p.sized(Text, len(v)), v...) }

// spelled is a text that is given as bytes.
func (p packed) spelled(v []byte) packed { return append(p.sized(Text, len(v)), v...) }

func (p packed) octets(v []byte) packed {
	if v == nil {
		return p.null()
	}
	return append(p.sized(Octets, len(v)), v...)
}

func (p packed) sized(kind Kind, size int) packed {
	return binary.BigEndian.AppendUint32(append(p, byte(kind)), uint32(size)) //nolint:gosec // input is bounded far below
}

func (p packed) number(v int64) packed { return p.integer(Number, v) }

func (p packed) instant(v time.Time) packed { return p.integer(Instant, v.UnixMicro()) }

func (p packed) integer(kind Kind, v int64) packed {
	return binary.BigEndian.AppendUint64(append(p, byte(kind), 0, 0, 0, 8), uint64(v))
}

func (p packed) flag(v bool) packed {
	p = append(p, byte(Flag), 0, 0, 0, 1)
	if v {
		return append(p, 1)
	}
	return append(p, 0)
}

// idValue is a UUID alone, as most keys are.
func idValue(v uuid.UUID) Values { return newRow().id(v).values() }

// Cell is a value of an answer: NULL; a Number, which may be a flag or a time in microseconds since 1970; or Octets, which may be a text
// or the 16 bytes of a UUID.
type Cell struct {
	Kind   Kind
	Number int64
	Octets []byte // to be copied by who keeps them
}

// id is a UUID.
func (c Cell) id() (id uuid.UUID, ok bool) {
	return id, c.Kind == Octets && copy(id[:], c.Octets) == len(c.Octets) && len(c.Octets) == len(id)
}
