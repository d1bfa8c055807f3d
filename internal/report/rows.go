package report

import "iter"

// Rows are the rows of a report, in their order. A row is large, and a report
// may have millions: each is made when it is asked for.
type Rows struct {
	n           int
	fill, brief func(row *Row, i int)
}

// RowsOf gives rows that are at hand. The Rows share what is in them.
func RowsOf(rows ...Row) Rows {
	fill := func(row *Row, i int) { *row = rows[i] }
	return Rows{len(rows), fill, fill}
}

// Len is how many rows there are.
func (r Rows) Len() int { return r.n }

// Get makes row i. What the Row had is overwritten, its slices too. It may be
// called by several goroutines, each with a Row of its own.
func (r Rows) Get(i int, row *Row) { r.fill(row, i) }

// Brief is Get for Hits, Failures, FailureStatuses and Probe alone, much faster.
func (r Rows) Brief(i int, row *Row) { r.brief(row, i) }

// All yields the rows. The Row is used again for the next one.
func (r Rows) All() iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		var row Row
		for i := range r.n {
			if r.Get(i, &row); !yield(&row) {
				return
			}
		}
	}
}
