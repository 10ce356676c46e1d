package sqlstore

import (
	"cmp"
	"slices"
	"strings"
)

// workload collects the rows for each statement.
type workload struct {
	works map[*Statement]*rowsOf
	order []*rowsOf
}

// rowsOf is the rows of one statement, each key once.
type rowsOf struct {
	*Statement
	rows []keyedRow
	seen map[Values]bool
}

type keyedRow struct {
	key  Values
	args Values
	each func(Row) error
}

func newWorkload() *workload { return &workload{works: map[*Statement]*rowsOf{}} }

// of is the rows of a statement.
func (w *workload) of(s *Statement) *rowsOf {
	of := w.works[s]
	if of == nil {
		of = &rowsOf{Statement: s, seen: map[Values]bool{}}
		w.works[s] = of
		w.order = append(w.order, of)
	}
	return of
}

// add adds a row, unless the statement has one with this key.
func (w *workload) add(s *Statement, key, args Values, each func(Row) error) {
	if of := w.of(s); !of.seen[key] {
		of.seen[key] = true
		of.rows = append(of.rows, keyedRow{key, args, each})
	}
}

// inOrder is the work with everything in the one order that all who write keep, so that no two wait for each other in a circle.
func (w *workload) inOrder() []*Work {
	slices.SortFunc(w.order, func(a, b *rowsOf) int { return strings.Compare(a.Name, b.Name) })
	works := make([]*Work, len(w.order))
	for i, of := range w.order {
		works[i] = of.work()
	}
	return works
}

func (of *rowsOf) work() *Work {
	slices.SortFunc(of.rows, func(a, b keyedRow) int { return cmp.Compare(a.key, b.key) })
	work := &Work{Statement: of.Statement, Rows: make([]Values, len(of.rows))}
	for i, row := range of.rows {
		work.Rows[i] = row.args
		if row.each != nil {
			work.Each = func(place int, answer Row) error { return of.rows[place].each(answer) }
		}
	}
	return work
}
