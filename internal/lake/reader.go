package lake

import (
	"fmt"
	"io"
	"slices"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// Reader reads row groups, one after the other and a batch of columns at a time.
// A batch takes a megabyte to make: one Reader serves any number of small files.
// Columns are found by name: one that this program does not know is passed over.
type Reader struct {
	batch activity.Batch
	columnReader
}

// column is a column of a table and where its values go: one of three slices.
type column struct {
	name    string
	texts   []Word
	numbers []int64
	times   []activity.Histogram
	bins    func(dst []activity.Bin, text []byte) ([]activity.Bin, error) // reads those
	omitted bool
}

// columnReader reads the columns of row groups into slices of a batch.
type columnReader struct {
	columns []column
	cursors []cursor
	memory  *colfile.Memory
	left    int64   // rows of the group that were not given yet
	folder  *folder // nil: rows are read as they are
}

// batchRows is how many rows a Batch has at the most.
const batchRows = 4096

// NewReader makes a Reader. Texts are numbered by words. It reads the columns of
// the names wanted, or all if none are named; others are NULL.
func NewReader(words *Words, wanted ...string) *Reader {
	r := new(Reader)
	r.batch.Resize(batchRows)
	return r.of(columnsIn(r.batch.Columns()), words, wanted)
}

// of makes r one of columns, those that are not wanted left out.
func (r *Reader) of(columns []column, words *Words, wanted []string) *Reader {
	for i := range columns {
		columns[i].omitted = len(wanted) > 0 && !slices.Contains(wanted, columns[i].name)
	}
	r.columnReader = newColumnReader(columns, words)
	return r
}

// columnsIn ties the slices of a batch, which have their size, to the names of its columns.
func columnsIn(batch []activity.Column) []column {
	all := make([]column, 0, len(batch))
	for _, c := range batch {
		to := column{name: c.Name}
		switch values := c.Values.(type) {
		case *[]Word:
			to.texts = *values
		case *[]int64:
			to.numbers = *values
		case *[]activity.Histogram:
			to.times = *values
			to.bins = func(dst []activity.Bin, text []byte) ([]activity.Bin, error) {
				return activity.AppendHistogram(dst, text, c.Bins)
			}
		}
		all = append(all, to)
	}
	return all
}

func newColumnReader(columns []column, words *Words) columnReader {
	r := columnReader{columns: columns, cursors: make([]cursor, len(columns))}
	for i := range columns {
		r.cursors[i] = cursor{column: &columns[i], words: words}
	}
	return r
}

// Open begins to read a row group; what was read before is closed. An error is
// ErrDamaged.
func (r *columnReader) Open(g Group) (err error) {
	defer recovered(&err)
	r.Close()
	if r.memory == nil {
		if r.memory, err = colfile.NewMemory(); err != nil {
			return err
		}
	}
	r.left = g.Rows()
	for i := range r.cursors {
		var pages colfile.Pages
		if c := &r.columns[i]; !c.omitted {
			if pages, err = g.Pages(c.name, r.memory); err != nil {
				return damaged(err)
			}
		}
		r.cursors[i].open(pages)
	}
	return nil
}

// Next gives the next rows, which hold until the call after; io.EOF at the end of
// the row group. Other errors are ErrDamaged.
func (r *Reader) Next() (b *activity.Batch, err error) {
	n, err := r.next()
	r.batch.Resize(n)
	return &r.batch, err
}

// next reads the next rows, and says how many.
func (r *columnReader) next() (n int, err error) {
	defer recovered(&err)
	if r.left == 0 {
		return 0, io.EOF
	}
	n = int(min(r.left, batchRows))
	if r.folder != nil { // which of the rows are folded is known before other columns are read
		if err := r.take(r.folder.device, n); err != nil {
			return 0, err
		}
		r.folder.look(n)
	}
	for i := range r.cursors {
		if r.folder != nil && i == r.folder.device {
			continue
		}
		if err := r.take(i, n); err != nil {
			return 0, err
		}
	}
	r.left -= int64(n)
	return n, nil
}

// take takes the next n values of a column.
func (r *columnReader) take(column, n int) error {
	if err := r.cursors[column].take(n); err != nil {
		return fmt.Errorf("reading column %s: %w", r.columns[column].name, err)
	}
	return nil
}

// Close gives the memory of open pages back.
func (r *columnReader) Close() {
	r.left = 0
	for i := range r.cursors {
		r.cursors[i].close()
	}
}
