package sqlstore

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/money"
)

// column keeps a part of a T: bind packs it to be written, scan puts in what was read.
type column[T any] struct {
	name string
	kind string // the type as PostgreSQL calls it
	bind func(packed, *T) (packed, error)
	scan func(*T, Cell) error
}

// The functions below make the columns of one field each; field points at it in a T. They
// answer lists because an amount takes two columns.

// id keeps a UUID; the zero UUID is kept as such.
func id[T any](name string, field func(*T) *uuid.UUID) []column[T] {
	return []column[T]{{
		name, "uuid",
		func(p packed, v *T) (packed, error) { return p.id(*field(v)), nil },
		func(v *T, c Cell) error {
			id, ok := c.id()
			if !ok {
				return unexpected(name, c)
			}
			*field(v) = id
			return nil
		},
	}}
}

// text keeps a string byte for byte.
func text[T any, S ~string](name string, field func(*T) *S) []column[T] {
	return []column[T]{{
		name, "text",
		func(p packed, v *T) (packed, error) { return p.text(string(*field(v))), nil },
		func(v *T, c Cell) error {
			s, err := textOf(name, c)
			*field(v) = S(s)
			return err
		},
	}}
}

// number keeps an integer. A uint64 above the largest int64 is kept as a negative number.
func number[T any, N ~int | ~int64 | ~uint64](name string, field func(*T) *N) []column[T] {
	return []column[T]{{
		name, "bigint",
		func(p packed, v *T) (packed, error) { return p.number(int64(*field(v))), nil },
		func(v *T, c Cell) error {
			n, err := numberOf(name, c)
			*field(v) = N(n)
			return err
		},
	}}
}

// flag keeps a bool.
func flag[T any](name string, field func(*T) *bool) []column[T] {
	return []column[T]{{
		name, "boolean",
		func(p packed, v *T) (packed, error) { return p.flag(*field(v)), nil },
		func(v *T, c Cell) error {
			n, err := numberOf(name, c)
			*field(v) = n != 0
			return err
		},
	}}
}

// instant keeps a time at microseconds, UTC; the zero time is kept as NULL.
func instant[T any](name string, field func(*T) *time.Time) []column[T] {
	c := moment(name, field)
	bind := c[0].bind
	c[0].bind = func(p packed, v *T) (packed, error) {
		if field(v).IsZero() {
			return p.null(), nil
		}
		return bind(p, v)
	}
	return c
}

// moment is an instant that is never NULL, so that it has a place in an order: the zero time
// is kept as the first of January of the year 1.
func moment[T any](name string, field func(*T) *time.Time) []column[T] {
	return []column[T]{{
		name, "timestamptz",
		func(p packed, v *T) (packed, error) { return p.instant(*field(v)), nil },
		func(v *T, c Cell) error {
			if c.Kind == Null {
				*field(v) = time.Time{}
				return nil
			}
			n, err := numberOf(name, c)
			*field(v) = time.UnixMicro(n).UTC()
			return err
		},
	}}
}

// blob keeps bytes; none are kept as NULL.
func blob[T any](name string, field func(*T) *[]byte) []column[T] {
	return []column[T]{{
		name, "bytea",
		func(p packed, v *T) (packed, error) {
			if len(*field(v)) == 0 {
				return p.null(), nil
			}
			return p.octets(*field(v)), nil
		},
		func(v *T, c Cell) error {
			if c.Kind != Octets && c.Kind != Null {
				return unexpected(name, c)
			}
			*field(v) = bytes.Clone(c.Octets)
			return nil
		},
	}}
}

// amount keeps an amount in two columns: its minor units and its currency.
func amount[T any](name string, field func(*T) *money.Amount) []column[T] {
	return []column[T]{{
		name + "_minor", "bigint",
		func(p packed, v *T) (packed, error) { return p.number(field(v).Minor()), nil },
		func(v *T, c Cell) error {
			n, err := numberOf(name, c)
			*field(v) = money.FromMinor(n, field(v).Currency())
			return err
		},
	}, {
		name + "_currency", "text",
		func(p packed, v *T) (packed, error) { return p.text(string(field(v).Currency())), nil },
		func(v *T, c Cell) error {
			currency, err := textOf(name, c)
			*field(v) = money.FromMinor(field(v).Minor(), money.Currency(currency))
			return err
		},
	}}
}

// exact keeps a decimal number as text. Zero has one form.
func exact[T any](name string, field func(*T) *decimal.Decimal) []column[T] {
	return []column[T]{{
		name, "text",
		func(p packed, v *T) (packed, error) { return p.text(field(v).String()), nil },
		func(v *T, c Cell) error {
			s, err := textOf(name, c)
			if err != nil {
				return err
			}
			d, err := decimal.NewFromString(s)
			*field(v) = plain(d)
			return err
		},
	}}
}

// plain is the number, and the zero Decimal for zero.
func plain(d decimal.Decimal) decimal.Decimal {
	if d.IsZero() {
		return decimal.Decimal{}
	}
	return d
}

// spelled keeps a value by its text form, as days, months and quarters have one.
func spelled[T any, V encoding.TextMarshaler, P interface {
	*V
	encoding.TextUnmarshaler
}](name string, field func(*T) *V) []column[T] {
	return []column[T]{{
		name, "text",
		func(p packed, v *T) (packed, error) {
			b, err := (*field(v)).MarshalText()
			return p.spelled(b), err
		},
		func(v *T, c Cell) error {
			if c.Kind != Octets {
				return unexpected(name, c)
			}
			return P(field(v)).UnmarshalText(c.Octets)
		},
	}}
}

// choice keeps one of a few numbered values by its name; any other value as its number.
func choice[T any, E interface {
	~uint8
	fmt.Stringer
}](name string, field func(*T) *E, values ...E) []column[T] {
	names, byName := map[E]string{}, map[string]E{}
	for _, e := range values {
		names[e], byName[e.String()] = e.String(), e
	}
	return []column[T]{{
		name, "text",
		func(p packed, v *T) (packed, error) {
			if s, ok := names[*field(v)]; ok {
				return p.text(s), nil
			}
			return p.text(strconv.Itoa(int(*field(v)))), nil
		},
		func(v *T, c Cell) error {
			s, err := textOf(name, c)
			if err != nil {
				return err
			}
			e, ok := byName[s]
			if !ok {
				n, err := strconv.ParseUint(s, 10, 8)
				if err != nil {
					return unexpected(name, c)
				}
				e = E(n)
			}
			*field(v) = e
			return nil
		},
	}}
}

const noElements = "[]" // most lists are empty, and need no JSON

// list keeps a list as JSON of J, which is what is kept of an E.
func list[T, E, J any](name string, field func(*T) *[]E, keep func(E) J, restore func(J) E) []column[T] {
	return listRead(name, field, keep, restore, readKept[J])
}

// readKept reads a list of any type.
func readKept[J any](text []byte) (kept []J, err error) {
	return kept, json.Unmarshal(text, &kept)
}

// listRead is a list with a reader of its own.
func listRead[T, E, J any](name string, field func(*T) *[]E, keep func(E) J, restore func(J) E, read func([]byte) ([]J, error)) []column[T] {
	return []column[T]{{
		name, "text",
		func(p packed, v *T) (packed, error) {
			if len(*field(v)) == 0 {
				return p.text(noElements), nil
			}
			kept := make([]J, len(*field(v)))
			for i, e := range *field(v) {
				kept[i] = keep(e)
			}
			b, err := json.Marshal(kept)
			return p.spelled(b), err
		},
		func(v *T, c Cell) error {
			if c.Kind != Octets {
				return unexpected(name, c)
			}
			*field(v) = nil
			if string(c.Octets) == noElements {
				return nil
			}
			kept, err := read(c.Octets)
			if err != nil {
				return fmt.Errorf("sqlstore: column %s: %w", name, err)
			}
			*field(v) = make([]E, len(kept))
			for i, j := range kept {
				(*field(v))[i] = restore(j)
			}
			return nil
		},
	}}
}

// same keeps an element as it is.
func same[E any](e E) E { return e }

func textOf(name string, c Cell) (string, error) {
	if c.Kind != Octets {
		return "", unexpected(name, c)
	}
	return string(c.Octets), nil
}

func numberOf(name string, c Cell) (int64, error) {
	if c.Kind != Number {
		return 0, unexpected(name, c)
	}
	return c.Number, nil
}

// unexpected never shows the value: it may be personal.
func unexpected(name string, c Cell) error {
	return fmt.Errorf("sqlstore: column %s holds a value of kind %d", name, c.Kind)
}
