package sqlstore

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// shape is what is known of a table without its type.
type shape struct {
	name  string
	keys  int // how many of the columns, the first ones, are the key
	names []string
	types []string

	get    string     // by key
	fetch  *Statement // the same for many keys
	insert *Statement // of new rows; it passes over those that are there
	update *Statement // of one version to the next; nil for what is written once
	probe  *Statement // the version, by key, kept from others until the transaction ends; of what is written once whether it is there
	rely   *Statement // of a version: answers if it is there, and keeps it until the transaction ends
	exists *Statement // by key
}

// table maps a type to the columns of a table and has the texts of its statements.
type table[T any] struct {
	*shape
	columns []column[T]
	version func(*T) *int64 // nil for what is written once
	from    string          // SELECT of all columns FROM the table
}

// newTable builds the table. The columns of versions come by themselves, after the key.
func newTable[T any](name string, keys int, version func(*T) *int64, columns ...[]column[T]) *table[T] {
	t := &table[T]{columns: slices.Concat(columns...), version: version}
	if version != nil {
		t.columns = slices.Insert(t.columns, keys, number("version", version)...)
	}
	s := &shape{name: name, keys: keys}
	for _, c := range t.columns {
		s.names, s.types = append(s.names, c.name), append(s.types, c.kind)
	}
	s.write(version != nil)
	t.shape = s
	t.from = "SELECT " + s.all() + " FROM " + name
	s.get = t.from + " WHERE " + s.isKey()
	s.fetch = s.whole("fetch_", "")
	return t
}

func (s *shape) all() string { return strings.Join(s.names, ", ") }

func (s *shape) typeOf(column string) string { return s.types[slices.Index(s.names, column)] }

func (s *shape) isKey() string {
	return strings.Join(names("% = ?", s.names[:s.keys]), " AND ")
}

// isGiven compares the key with that of a set's row.
func (s *shape) isGiven() string {
	return strings.Join(names("t.% = given.%", s.names[:s.keys]), " AND ")
}

// write makes the statements.
func (s *shape) write(versioned bool) {
	key, keyTypes := s.names[:s.keys], s.types[:s.keys]
	into := "INSERT INTO " + s.name + " (" + s.all() + ") "
	s.insert = adding(&Statement{
		Name: "insert_" + s.name, Types: s.types, Into: s.name, Columns: s.names,
		Row: into + "VALUES (" + places(len(s.names)) + ") ON CONFLICT DO NOTHING",
		Set: into + "SELECT " + each(s.types) + " ON CONFLICT DO NOTHING",
	})
	given := " FROM unnest(" + arrays(keyTypes) + ") WITH ORDINALITY AS given(" + strings.Join(key, ", ") + ", place)"
	s.exists = &Statement{
		Name: "exists_" + s.name, Types: keyTypes, Answers: true,
		Row: "SELECT 1 FROM " + s.name + " WHERE " + s.isKey(),
		Set: "SELECT given.place, 1" + given + forEach(s.name, "", s.isGiven()),
	}
	s.probe = s.exists
	if !versioned {
		return
	}
	s.probe = &Statement{
		Name: "probe_" + s.name, Types: keyTypes, Answers: true,
		Row: "SELECT version FROM " + s.name + " WHERE " + s.isKey(), Lock: " FOR UPDATE",
		Set: "SELECT given.place, t.version" + given + forEach(s.name, " FOR UPDATE", s.isGiven()),
	}
	keyed, keyedTypes := append(slices.Clone(key), "read"), append(slices.Clone(keyTypes), "bigint")
	s.rely = &Statement{
		Name: "rely_" + s.name, Types: keyedTypes, Answers: true,
		Row: "SELECT 1 FROM " + s.name + " WHERE " + s.isKey() + " AND version = ?", Lock: " FOR SHARE",
		Set: "SELECT given.place, 1 FROM unnest(" + arrays(keyedTypes) + ") WITH ORDINALITY AS given(" + strings.Join(keyed, ", ") + ", place)" +
			forEach(s.name, " FOR SHARE", s.isGiven(), "t.version = given.read"),
	}
	s.writeUpdate(keyed, keyedTypes)
}

func (s *shape) writeUpdate(keyed, keyedTypes []string) {
	values := s.names[s.keys:]
	types := append(slices.Clone(s.types[s.keys:]), keyedTypes...)
	s.update = &Statement{
		Name: "update_" + s.name, Types: types,
		Row: "UPDATE " + s.name + " SET " + strings.Join(names("% = ?", values), ", ") + " WHERE " + s.isKey() + " AND version = ?",
		Set: "UPDATE " + s.name + " t SET " + strings.Join(names("% = given.%", values), ", ") + " FROM (SELECT " +
			each(types, slices.Concat(values, keyed)...) + ") AS given WHERE " + s.isGiven() + " AND t.version = given.read",
	}
}

// kept is the statement that reads all columns by key to change them, and keeps the rows until the transaction ends.
func (s *shape) kept() *Statement {
	return s.whole("whole_", " FOR UPDATE")
}

// whole is the statement that reads all columns by key.
func (s *shape) whole(prefix, lock string) *Statement {
	return &Statement{
		Name: prefix + s.name, Types: s.types[:s.keys], Answers: true, Row: s.get, Lock: lock,
		Set: "SELECT given.place, " + joined("t.%", s.names) + " FROM unnest(" + arrays(s.types[:s.keys]) + ") WITH ORDINALITY AS given(" +
			joined("%", s.names[:s.keys]) + ", place)" + forEach(s.name, lock, s.isGiven()),
	}
}

// entry is a row to be written: a new one, or the next version of one that was read.
type entry struct {
	*shape
	key  string
	read int64 // 0: there must be none
	args []any // of insert, or of update
}

// rowKey names a row of any table.
type rowKey struct {
	*shape
	key string
}

func (e entry) row() rowKey { return rowKey{e.shape, e.key} }

// keyArgs is the key as arguments.
func (e entry) keyArgs() []any {
	if e.read == 0 {
		return e.args[:e.keys]
	}
	return e.args[len(e.names)-e.keys : len(e.names)]
}

// entry is what writes a value one version higher, or once.
func (t *table[T]) entry(v T) (entry, error) {
	e := entry{shape: t.shape}
	if t.version != nil {
		e.read = *t.version(&v)
		*t.version(&v)++
	}
	args, err := t.args(&v)
	if err != nil {
		return e, err
	}
	e.key, e.args = keyOf(args[:t.keys]), args
	if e.read != 0 {
		e.args = slices.Concat(args[t.keys:], args[:t.keys], []any{e.read})
	}
	return e, nil
}

func (t *table[T]) args(v *T) ([]any, error) {
	args := make([]any, len(t.columns))
	for i, c := range t.columns {
		arg, err := c.bind(v)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: %s.%s: %w", t.name, c.name, err)
		}
		args[i] = arg
	}
	return args, nil
}

// keyOf is a key of one or more parts as one text. Texts order as the parts do, which is all that matters.
func keyOf(parts []any) string {
	if id, ok := parts[0].(uuid.UUID); ok && len(parts) == 1 {
		return string(id[:])
	}
	var b []byte
	for _, part := range parts {
		switch v := part.(type) {
		case uuid.UUID:
			b = append(b, v[:]...)
		case string:
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...) //nolint:gosec // no key is that long
		}
	}
	return string(b)
}

// scan reads a row of all columns.
func (t *table[T]) scan(row Row) (T, error) {
	var v T
	if r, ok := row.(Cells); ok {
		for i, c := range t.columns {
			if err := c.scan(&v, r.Cell(i)); err != nil {
				return v, err
			}
		}
		return v, nil
	}
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
