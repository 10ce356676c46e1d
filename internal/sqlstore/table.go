package sqlstore

import (
	"fmt"
	"slices"
	"strings"
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
	keyLast []column[T]     // the columns in the order of an update
	version func(*T) *int64 // nil for what is written once
	from    string          // SELECT of all columns FROM the table
}

// newTable builds the table. The column of the version comes by itself, after the key: what is written is one higher than what was read.
func newTable[T any](name string, keys int, version func(*T) *int64, columns ...[]column[T]) *table[T] {
	t := &table[T]{columns: slices.Concat(columns...), version: version}
	if version != nil {
		c := number("version", version)
		c[0].bind = func(p packed, v *T) (packed, error) { return p.number(*version(v) + 1), nil }
		t.columns = slices.Insert(t.columns, keys, c...)
	}
	t.keyLast = slices.Concat(t.columns[keys:], t.columns[:keys])
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

// keyedByCallers says that callers choose the table's keys and may repeat them: that is no error of the engine's, and does not belong into its log.
func (t *table[T]) keyedByCallers() *table[T] {
	t.insert.Add = ""
	t.insert.Look = t.exists
	return t
}

// changedAtOnce says that what is added to the table is changed by what follows in the same transaction, so that it is not copied at its end.
func (t *table[T]) changedAtOnce() *table[T] {
	t.insert.Into, t.insert.Columns = "", nil
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
		Add: into + "SELECT " + each(s.types),
	})
	given := fromGiven(keyTypes, key...)
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
		Set: "SELECT given.place, 1" + fromGiven(keyedTypes, keyed...) +
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
		Set: "SELECT given.place, " + qualified(s.names) + fromGiven(s.types[:s.keys], s.names[:s.keys]...) + forEach(s.name, lock, s.isGiven()),
	}
}

// entry is a row to be written: a new one, or the next version of one that was read.
type entry struct {
	*shape
	key  Values // a part of args
	read int64  // 0: there must be none
	args Values // of insert, or of update
}

// rowKey names a row of any table.
type rowKey struct {
	*shape
	key Values
}

func (e entry) row() rowKey { return rowKey{e.shape, e.key} }

// entry is what writes a value one version higher, or once. The room is where it is packed: whoever makes many gives each the same.
func (t *table[T]) entry(room *packed, v *T) (entry, error) {
	e, columns, key := entry{shape: t.shape}, t.columns, 0
	if t.version != nil {
		e.read = *t.version(v)
	}
	if e.read != 0 {
		columns, key = t.keyLast, len(t.columns)-t.keys
	}
	p, begin, end := (*room)[:0], 0, 0
	for i, c := range columns {
		if i == key {
			begin = len(p)
		}
		var err error
		if p, err = c.bind(p, v); err != nil {
			return e, fmt.Errorf("sqlstore: %s.%s: %w", t.name, c.name, err)
		}
		if i < key+t.keys {
			end = len(p)
		}
	}
	if e.read != 0 {
		p = p.number(e.read)
	}
	*room, e.args = p, p.values()
	e.key = e.args[begin:end]
	return e, nil
}

// scan reads a row of all columns.
func (t *table[T]) scan(row Row) (T, error) {
	var v T
	for i, c := range t.columns {
		if err := c.scan(&v, row.Cell(i)); err != nil {
			return v, err
		}
	}
	return v, nil
}
