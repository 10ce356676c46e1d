package sqlstore

import (
	"context"
	"strings"
)

// listing reads an owner's rows of a table in their order: for several callers at once where the Querier is a Fetcher.
type listing[T any] struct {
	*table[T]
	*Statement
}

// newListing makes the listing of the rows whose column owner is given, and which meet the conditions on further given values:
// each is an operator between a column and a value of the column's type, such as "month >=".
func newListing[T any](t *table[T], order, owner string, conditions ...string) listing[T] {
	conditions = append([]string{owner + " ="}, conditions...)
	s := &Statement{Name: "list_" + t.name + "_by_" + owner, Answers: true}
	one, all := make([]string, len(conditions)), make([]string, len(conditions))
	given := make([]string, len(conditions))
	for i, c := range conditions {
		column, _, _ := strings.Cut(c, " ")
		given[i] = "v" + string(rune('a'+i))
		one[i], all[i] = c+" ?", "t."+c+" given."+given[i]
		s.Types = append(s.Types, t.typeOf(column))
	}
	s.Row = t.from + " WHERE " + strings.Join(one, " AND ") + " ORDER BY " + order
	s.Set = "SELECT given.place, " + qualified(t.names) + fromGiven(s.Types, given...) + forEach(t.name, "", all...) +
		" ORDER BY given.place, t." + order
	return listing[T]{t, s}
}

// of reads the rows of one owner.
func (l listing[T]) of(ctx context.Context, r Querier, args Values) ([]T, error) {
	var found []T
	each := func(n int, row Row) error {
		v, err := l.scan(row)
		found = append(found[:n], v)
		return err
	}
	var err error
	if f, ok := r.(Fetcher); ok {
		err = f.Fetch(ctx, each, l.Statement, args)
	} else {
		err = r.Query(ctx, func(row Row) error { return each(len(found), row) }, l.Row, args)
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}
