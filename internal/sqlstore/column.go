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

// column keeps a part of a T: bind takes it out to be written, scan puts in what was read.
type column[T any] struct {
	name string
	kind string // the type as PostgreSQL calls it
	bind func(*T) (any, error)
	scan func(*T, any) error
}

// The functions below make the columns of one field each; field points at it in a T. They
// answer lists because an amount takes two columns.

// id keeps a UUID; the zero UUID is kept as such.
func id[T any](name string, field func(*T) *uuid.UUID) []column[T] {
	return []column[T]{{
		name, "uuid",
		func(v *T) (any, error) { return *field(v), nil },
		func(v *T, src any) error { return field(v).Scan(src) },
	}}
}

// text keeps a string byte for byte.
func text[T any, S ~string](name string, field func(*T) *S) []column[T] {
	return []column[T]{{
		name, "text",
		func(v *T) (any, error) { return string(*field(v)), nil },
		func(v *T, src any) error {
			s, err := textOf(name, src)
			*field(v) = S(s)
			return err
		},
	}}
}

// number keeps an integer. A uint64 above the largest int64 is kept as a negative number.
func number[T any, N ~int | ~int64 | ~uint64](name string, field func(*T) *N) []column[T] {
	return []column[T]{{
		name, "bigint",
		func(v *T) (any, error) { return int64(*field(v)), nil },
		func(v *T, src any) error {
			n, err := numberOf(name, src)
			*field(v) = N(n)
			return err
		},
	}}
}

// flag keeps a bool.
func flag[T any](name string, field func(*T) *bool) []column[T] {
	return []column[T]{{
		name, "boolean",
		func(v *T) (any, error) { return *field(v), nil },
		func(v *T, src any) error {
			switch x := src.(type) {
			case bool:
				*field(v) = x
			case int64:
				*field(v) = x != 0
			default:
				return unexpected(name, src)
			}
			return nil
		},
	}}
}

// instant keeps a time at microseconds, UTC; the zero time is kept as NULL.
func instant[T any](name string, field func(*T) *time.Time) []column[T] {
	c := moment(name, field)
	c[0].bind = func(v *T) (any, error) {
		if field(v).IsZero() {
			return nil, nil
		}
		return *field(v), nil
	}
	return c
}

// moment is an instant that is never NULL, so that it has a place in an order: the zero time
// is kept as the first of January of the year 1.
func moment[T any](name string, field func(*T) *time.Time) []column[T] {
	return []column[T]{{
		name, "timestamptz",
		func(v *T) (any, error) { return *field(v), nil },
		func(v *T, src any) error {
			switch x := src.(type) {
			case nil:
				*field(v) = time.Time{}
			case int64:
				*field(v) = time.UnixMicro(x).UTC()
			case time.Time:
				*field(v) = x.UTC()
			default:
				return unexpected(name, src)
			}
			return nil
		},
	}}
}

// blob keeps bytes; none are kept as NULL.
func blob[T any](name string, field func(*T) *[]byte) []column[T] {
	return []column[T]{{
		name, "bytea",
		func(v *T) (any, error) {
			if len(*field(v)) == 0 {
				return nil, nil
			}
			return *field(v), nil
		},
		func(v *T, src any) error {
			b, ok := src.([]byte)
			if !ok && src != nil {
				return unexpected(name, src)
			}
			*field(v) = bytes.Clone(b)
			return nil
		},
	}}
}

// amount keeps an amount in two columns: its minor units and its currency.
func amount[T any](name string, field func(*T) *money.Amount) []column[T] {
	return []column[T]{{
		name + "_minor", "bigint",
		func(v *T) (any, error) { return field(v).Minor(), nil },
		func(v *T, src any) error {
			n, err := numberOf(name, src)
			*field(v) = money.FromMinor(n, field(v).Currency())
			return err
		},
	}, {
		name + "_currency", "text",
		func(v *T) (any, error) { return string(field(v).Currency()), nil },
		func(v *T, src any) error {
			c, err := textOf(name, src)
			*field(v) = money.FromMinor(field(v).Minor(), money.Currency(c))
			return err
		},
	}}
}

// exact keeps a decimal number as text. Zero has one form.
func exact[T any](name string, field func(*T) *decimal.Decimal) []column[T] {
	return []column[T]{{
		name, "text",
		func(v *T) (any, error) { return field(v).String(), nil },
		func(v *T, src any) error {
			err := field(v).Scan(src)
			*field(v) = plain(*field(v))
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
		func(v *T) (any, error) {
			b, err := (*field(v)).MarshalText()
			return string(b), err
		},
		func(v *T, src any) error {
			s, err := textOf(name, src)
			if err != nil {
				return err
			}
			return P(field(v)).UnmarshalText([]byte(s))
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
		func(v *T) (any, error) {
			if s, ok := names[*field(v)]; ok {
				return s, nil
			}
			return strconv.Itoa(int(*field(v))), nil
		},
		func(v *T, src any) error {
			s, err := textOf(name, src)
			if err != nil {
				return err
			}
			e, ok := byName[s]
			if !ok {
				n, err := strconv.ParseUint(s, 10, 8)
				if err != nil {
					return unexpected(name, src)
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
	return []column[T]{{
		name, "text",
		func(v *T) (any, error) {
			if len(*field(v)) == 0 {
				return noElements, nil
			}
			kept := make([]J, len(*field(v)))
			for i, e := range *field(v) {
				kept[i] = keep(e)
			}
			b, err := json.Marshal(kept)
			return string(b), err
		},
		func(v *T, src any) error {
			s, err := textOf(name, src)
			if err != nil {
				return err
			}
			*field(v) = nil
			if s == noElements {
				return nil
			}
			var kept []J
			if err := json.Unmarshal([]byte(s), &kept); err != nil {
				return fmt.Errorf("sqlstore: column %s: %w", name, err)
			}
			for _, j := range kept {
				*field(v) = append(*field(v), restore(j))
			}
			return nil
		},
	}}
}

// same keeps an element as it is.
func same[E any](e E) E { return e }

func textOf(name string, src any) (string, error) {
	switch x := src.(type) {
	case string:
		return x, nil
	case []byte:
		return string(x), nil
	default:
		return "", unexpected(name, src)
	}
}

func numberOf(name string, src any) (int64, error) {
	n, ok := src.(int64)
	if !ok {
		return 0, unexpected(name, src)
	}
	return n, nil
}

// unexpected never shows the value: it may be personal.
func unexpected(name string, src any) error {
	return fmt.Errorf("sqlstore: column %s holds a %T", name, src)
}
