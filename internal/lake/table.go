package lake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/store"
)

// Table reads the rows of one activity file, a batch of columns at a time.
// Columns are found by name: one that the file does not have reads as NULL, one
// that this program does not know is passed over.
type Table struct {
	stamp  Stamp
	groups []parquet.RowGroup
	words  *Words
	batch  Batch

	body io.Closer // what OpenObject opened

	columns []column
	open    []cursor
	left    int64 // rows of the open row group that were not given yet
}

// Split yields a Table for each row group, in order; they may be read at the same
// time, and t is to be closed after them.
func (t *Table) Split() iter.Seq[*Table] {
	return func(yield func(*Table) bool) {
		for _, g := range t.groups {
			part := &Table{stamp: t.stamp, groups: []parquet.RowGroup{g}, words: t.words}
			part.columns = part.batch.columns()
			for i := range part.columns {
				part.columns[i].index = t.columns[i].index
			}
			if !yield(part) {
				return
			}
		}
	}
}

// Omit leaves columns of these names out: they read as NULL.
func (t *Table) Omit(names ...string) {
	for i := range t.columns {
		if slices.Contains(names, t.columns[i].name) {
			t.columns[i].index = -1
		}
	}
}

// batchRows is how many rows a Batch has at the most.
const batchRows = 4096

// OpenTable reads the footer of a file of so many bytes. Texts are numbered by
// words. Errors are ErrDamaged, ErrNewer or the reader's own.
func OpenTable(r io.ReaderAt, size int64, words *Words) (t *Table, err error) {
	defer recovered(&err)
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, damaged(err)
	}
	stamp, err := stampOf(f)
	if err != nil {
		return nil, err
	}
	t = &Table{stamp: stamp, groups: f.RowGroups(), words: words}
	t.columns = t.batch.columns()
	for i := range t.columns {
		leaf, ok := f.Schema().Lookup(t.columns[i].name)
		t.columns[i].index = -1
		if ok {
			t.columns[i].index = leaf.ColumnIndex
		}
	}
	return t, nil
}

// OpenObject opens an activity file of a store. Bytes are read where they lie
// if the store gives them so (a file), else the object is fetched whole: that is
// a few megabytes, and a request for each page would take far longer.
func OpenObject(ctx context.Context, s store.Reader, key string, words *Words) (*Table, error) {
	body, o, err := s.Get(ctx, key, store.Range{}, "")
	if err != nil {
		return nil, err
	}
	at, ok := body.(io.ReaderAt)
	if !ok {
		b, err := io.ReadAll(body)
		if err != nil {
			return nil, errors.Join(err, body.Close())
		}
		at = bytes.NewReader(b)
	}
	t, err := OpenTable(at, o.Size, words)
	if err != nil {
		return nil, errors.Join(err, body.Close())
	}
	t.body = body
	return t, nil
}

func stampOf(f *parquet.File) (Stamp, error) {
	text, ok := f.Lookup(stampKey)
	if !ok {
		return Stamp{}, fmt.Errorf("no stamp in the footer: %w", ErrDamaged)
	}
	s, err := ParseStamp([]byte(text))
	if err != nil && !errors.Is(err, ErrNewer) {
		return Stamp{}, damaged(err)
	}
	return s, err
}

// Stamp is the file's stamp.
func (t *Table) Stamp() Stamp { return t.stamp }

// lastTime is the largest last_time, or end where a row group does not say; false
// where there are no rows.
func (t *Table) lastTime(end time.Time) (last time.Time, any bool) {
	for _, g := range t.groups {
		if g.NumRows() == 0 {
			continue
		}
		at := end
		for _, c := range t.columns {
			chunk, isFile := g.ColumnChunks()[max(c.index, 0)].(*parquet.FileColumnChunk)
			if c.name != "last_time" || c.index < 0 || !isFile {
				continue
			}
			if _, high, ok := chunk.Bounds(); ok {
				at = time.UnixMilli(high.Int64()).UTC()
			}
		}
		if !any || at.After(last) {
			last, any = at, true
		}
	}
	return last, any
}

// Next gives the next rows, which hold until the call after; io.EOF at the end.
func (t *Table) Next() (b *Batch, err error) {
	defer recovered(&err)
	for t.left == 0 {
		t.closeGroup()
		if len(t.groups) == 0 {
			return nil, io.EOF
		}
		t.openGroup(t.groups[0])
		t.groups = t.groups[1:]
	}
	n := int(min(t.left, batchRows))
	for i := range t.columns {
		if err := t.open[i].read(n); err != nil {
			return nil, fmt.Errorf("reading column %s: %w", t.columns[i].name, err)
		}
	}
	t.left -= int64(n)
	t.batch.Len = n
	return &t.batch, nil
}

func (t *Table) openGroup(g parquet.RowGroup) {
	t.left = g.NumRows()
	t.open = t.open[:0]
	chunks := g.ColumnChunks()
	for i := range t.columns {
		c := cursor{column: &t.columns[i], words: t.words}
		if at := t.columns[i].index; at >= 0 {
			c.pages = chunks[at].Pages()
		}
		t.open = append(t.open, c)
	}
}

func (t *Table) closeGroup() {
	for i := range t.open {
		t.open[i].close()
	}
	t.open = t.open[:0]
}

// Close gives the memory of open pages back, and closes the body of a Table
// made by OpenObject.
func (t *Table) Close() error {
	t.closeGroup()
	t.left, t.groups = 0, nil
	if t.body == nil {
		return nil
	}
	return t.body.Close()
}

func damaged(err error) error { return fmt.Errorf("%w: %w", ErrDamaged, err) }

// recovered makes an error of a panic: parquet-go panics on some damaged files,
// and one of them must not take the report on all others down.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = damaged(fmt.Errorf("reading parquet: %v", p))
	}
}
