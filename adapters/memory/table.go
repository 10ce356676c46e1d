package memory

import "github.com/seqrpay/seqr/store"

// table keeps the values of one type by key and in the order of their keys. A newer value takes the place of the older in memory, so whoever
// reads one copies it out under the lock.
type table[K comparable, V any] struct {
	rows    map[K]*V
	keys    ordered[K]
	key     func(*V) K
	version func(*V) *int64 // nil for what is written once
	clone   func(V) V
	indexes []index[V]
}

// index is told of every value written, with the one it replaces or nil.
type index[V any] func(before, after *V)

func newTable[K comparable, V any](compare func(a, b K) int, key func(*V) K, version func(*V) *int64, clone func(V) V, indexes ...index[V]) *table[K, V] {
	return &table[K, V]{
		rows: map[K]*V{}, keys: ordered[K]{compare: compare}, key: key, version: version, clone: clone, indexes: indexes,
	}
}

// copies are copies of values for the table to keep.
func (t *table[K, V]) copies(vs []V) []V {
	if len(vs) == 0 {
		return nil
	}
	out := make([]V, len(vs))
	for i := range vs {
		out[i] = t.clone(vs[i])
	}
	return out
}

// free answers ErrExists if one of the values is kept already, or is given twice.
func (t *table[K, V]) free(vs []V) error {
	for i := range vs {
		if t.rows[t.key(&vs[i])] != nil {
			return store.ErrExists
		}
	}
	return once(vs, t.key, store.ErrExists)
}

// once answers an error if two values have one key.
func once[K comparable, V any](vs []V, key func(*V) K, answer error) error {
	if len(vs) < 2 {
		return nil
	}
	seen := make(map[K]bool, len(vs))
	for i := range vs {
		k := key(&vs[i])
		if seen[k] {
			return answer
		}
		seen[k] = true
	}
	return nil
}

// versionOf is the version that is kept, 0 for none.
func (t *table[K, V]) versionOf(k K) int64 { return t.versionIn(t.rows[k]) }

func (t *table[K, V]) versionIn(row *V) int64 {
	if row == nil {
		return 0
	}
	return *t.version(row)
}

// write keeps values that are written once.
func (t *table[K, V]) write(vs []V) {
	for i := range vs {
		t.put(nil, &vs[i])
	}
}

// put keeps a value in place of the one before, or as a new one.
func (t *table[K, V]) put(before, after *V) {
	for _, tell := range t.indexes {
		tell(before, after)
	}
	if before != nil {
		*before = *after
		return
	}
	k := t.key(after)
	t.keys.insert(k)
	t.rows[k] = after
}

// rows are values of one table on their way into it.
type rows[K comparable, V any] struct {
	table *table[K, V]
	after []V
	found []*V  // what they replace, nil for new ones; known once they are fresh
	one   [1]*V // where that is, of a single value
}

// partOf adds the values of one kind, if there are any.
func partOf[K comparable, V any](ps []part, t *table[K, V], vs []V) []part {
	if len(vs) == 0 {
		return ps
	}
	return append(ps, &rows[K, V]{table: t, after: t.copies(vs)})
}

// fresh answers ErrConflict if one of the values was not read at the version that is kept, or
// is given twice.
func (r *rows[K, V]) fresh() error {
	t := r.table
	r.found = r.one[:0]
	for i := range r.after {
		found := t.rows[t.key(&r.after[i])]
		if t.versionIn(found) != *t.version(&r.after[i]) {
			return store.ErrConflict
		}
		r.found = append(r.found, found)
	}
	return once(r.after, t.key, store.ErrConflict)
}

// write keeps the values, which are fresh, each a version higher.
func (r *rows[K, V]) write() {
	for i := range r.after {
		*r.table.version(&r.after[i])++
		r.table.put(r.found[i], &r.after[i])
	}
}

// get copies one value out, or answers ErrNotFound.
func (t *table[K, V]) get(k K) (V, error) {
	v := t.rows[k]
	if v == nil {
		var none V
		return none, store.ErrNotFound
	}
	return t.clone(*v), nil
}

// page copies out the values of keys strictly after the given one, at most limit.
func (t *table[K, V]) page(after K, limit int) []V {
	return pageOf(&t.keys, after, limit, func(k K) (V, bool) { return t.clone(*t.rows[k]), true })
}

// pageOf collects what is found for keys strictly after the given one, at most limit, until
// one is not of the page any more.
func pageOf[K, V any](keys inOrder[K], after K, limit int, find func(K) (V, bool)) []V {
	var page []V
	if limit <= 0 {
		return page
	}
	keys.after(after, func(k K) bool {
		v, ok := find(k)
		if ok {
			page = append(page, v)
		}
		return ok && len(page) < limit
	})
	return page
}

// first is the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
