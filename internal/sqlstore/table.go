package sqlstore

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seqrpay/seqr/store"
)

// table maps a type to the columns of a table and has the texts of its statements.
type table[T any] struct {
	name    string
	keys    int // how many of the columns, the first ones, are the key
	columns []column[T]
	version func(*T) *int64 // nil for what is written once

	insert string
	update string // of one version; empty for what is written once
	from   string // SELECT of all columns FROM the table
	get    string // by key
	at     string // the version, by key
}

// newTable builds the table. The columns of versions come by themselves, after the key.
func newTable[T any](name string, keys int, version func(*T) *int64, columns ...[]column[T]) *table[T] {
	t := &table[T]{name: name, keys: keys, version: version, columns: slices.Concat(columns...)}
	if version != nil {
		t.columns = slices.Insert(t.columns, keys, number("version", version)...)
	}
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	all, isKey := strings.Join(names, ", "), strings.Join(names[:keys], " = ? AND ")+" = ?"
	t.insert = "INSERT INTO " + name + " (" + all + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) + ") ON CONFLICT DO NOTHING"
	t.from = "SELECT " + all + " FROM " + name
	t.get = t.from + " WHERE " + isKey
	if version != nil {
		t.update = "UPDATE " + name + " SET " + strings.Join(names[keys:], " = ?, ") + " = ? WHERE " + isKey + " AND version = ?"
		t.at = "SELECT version FROM " + name + " WHERE " + isKey
	}
	return t
}

// write is the statement that writes a value one version higher, or once.
func (t *table[T]) write(v T) (statement, error) {
	if t.version == nil {
		args, err := t.args(&v, t.columns)
		return statement{t.insert, args, store.ErrExists}, err
	}
	read := *t.version(&v)
	*t.version(&v)++
	if read == 0 {
		args, err := t.args(&v, t.columns)
		return statement{t.insert, args, store.ErrConflict}, err
	}
	values, err := t.args(&v, t.columns[t.keys:])
	if err != nil {
		return statement{}, err
	}
	key, err := t.args(&v, t.columns[:t.keys])
	return statement{t.update, append(append(values, key...), read), store.ErrConflict}, err
}

func (t *table[T]) args(v *T, columns []column[T]) ([]any, error) {
	args := make([]any, len(columns), len(columns)+t.keys+1)
	for i, c := range columns {
		arg, err := c.bind(v)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: %s.%s: %w", t.name, c.name, err)
		}
		args[i] = arg
	}
	return args, nil
}

// scan reads a row of all columns.
func (t *table[T]) scan(row Row) (T, error) {
	var v T
	cells, dest := make([]cell[T], len(t.columns)), make([]any, len(t.columns))
	for i, c := range t.columns {
		cells[i] = cell[T]{&v, c.scan}
		dest[i] = &cells[i]
	}
	err := row.Scan(dest...)
	return v, err
}

// cell is where a column of a row goes; it is a sql.Scanner.
type cell[T any] struct {
	value *T
	scan  func(*T, any) error
}

// Scan implements sql.Scanner.
func (c *cell[T]) Scan(src any) error { return c.scan(c.value, src) }
