package memory

import "github.com/seqrpay/seqr/store"

// table keeps the values of one type by key and in the order of their keys. What it holds is
// never changed, only replaced, so a value found under the lock may be copied after it.
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
	return &table[K, V]{map[K]*V{}, ordered[K]{compare: compare}, key, version, clone, indexes}
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

// fresh answers ErrConflict if one of the values was not read at the version that is kept, or
// is given twice.
func (t *table[K, V]) fresh(vs []V) error {
	for i := range vs {
		if t.versionOf(t.key(&vs[i])) != *t.version(&vs[i]) {
			return store.ErrConflict
		}
	}
	return once(vs, t.key, store.ErrConflict)
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
func (t *table[K, V]) versionOf(k K) int64 {
	v := t.rows[k]
	if v == nil {
		return 0
	}
	return *t.version(v)
}

// write keeps the values, each a version higher.
func (t *table[K, V]) write(vs []V) {
	for i := range vs {
		after := &vs[i]
		if t.version != nil {
			*t.version(after)++
		}
		t.put(after)
	}
}

func (t *table[K, V]) put(after *V) {
	k := t.key(after)
	before := t.rows[k]
	if before == nil {
		t.keys.insert(k)
	}
	t.rows[k] = after
	for _, tell := range t.indexes {
		tell(before, after)
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
