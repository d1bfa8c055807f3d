package lake

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// Rows is a Parquet file of the lake, of whichever of its tables, seen as rows
// that name users. It is for taking some of them out: columns that this program
// does not know stay as they are.
type Rows struct {
	file    *parquet.File
	columns []int // that name users
}

// userColumns name who sent the requests of a row: those of activity, and that of
// devices.
var userColumns = []string{"cs_username", "query_user", "user_name"}

// OpenRows reads the footer of a file of so many bytes. Errors are ErrDamaged or
// the reader's own.
func OpenRows(r io.ReaderAt, size int64) (rows *Rows, err error) {
	defer recovered(&err)
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, damaged(err)
	}
	rows = &Rows{file: f}
	for _, name := range userColumns {
		if c := f.Root().Column(name); c != nil && c.Leaf() {
			rows.columns = append(rows.columns, c.Index())
		}
	}
	return rows, nil
}

// Len is the number of rows.
func (r *Rows) Len() int64 { return r.file.NumRows() }

// Stamp is the file's stamp; ErrDamaged where it has none.
func (r *Rows) Stamp() (Stamp, error) { return stampOf(r.file) }

// Names tells whether a row names a user of whom is says so. It mostly reads
// dictionaries only. An error is ErrDamaged.
func (r *Rows) Names(is func(user string) bool) (named bool, err error) {
	defer recovered(&err)
	for _, group := range r.file.RowGroups() {
		for _, i := range r.columns {
			if named, err := columnNames(group.ColumnChunks()[i], is); named || err != nil {
				return named, err
			}
		}
	}
	return false, nil
}

func columnNames(chunk parquet.ColumnChunk, is func(user string) bool) (named bool, err error) {
	pages := chunk.Pages()
	defer func() { err = errors.Join(err, pages.Close()) }()
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, damaged(err)
		}
		named, err := pageNames(page, is)
		if parquet.Release(page); named || err != nil {
			return named, err
		}
	}
}

func pageNames(page parquet.Page, is func(user string) bool) (bool, error) {
	if d := page.Dictionary(); d != nil {
		for i := range int32(d.Len()) {
			if is(string(d.Index(i).ByteArray())) {
				return true, nil
			}
		}
		return false, nil
	}
	values := make([]parquet.Value, page.NumValues())
	n, err := page.Values().ReadValues(values)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, damaged(err)
	}
	for _, v := range values[:n] {
		if !v.IsNull() && is(string(v.ByteArray())) {
			return true, nil
		}
	}
	return false, nil
}

// CopyWithout writes the file anew without the rows that name a user of whom is
// says so, a row group at a time, and counts these. A stamp that is not nil takes
// the place of the file's.
func (r *Rows) CopyWithout(to io.Writer, is func(user string) bool, stamp *Stamp) (left int64, err error) {
	defer recovered(&err)
	options := []parquet.WriterOption{
		r.file.Schema(), parquet.Compression(&parquet.Zstd),
		parquet.DataPageVersion(1), // what every engine reads
		parquet.CreatedBy("easreport", generation, ""),
	}
	for _, entry := range r.file.Metadata().KeyValueMetadata {
		if entry.Key == stampKey && stamp != nil {
			text, err := stamp.Marshal()
			if err != nil {
				return 0, err
			}
			entry.Value = string(text)
		}
		options = append(options, parquet.KeyValueMetadata(entry.Key, entry.Value))
	}
	w := parquet.NewGenericWriter[any](to, options...)
	for _, group := range r.file.RowGroups() {
		n, err := r.copyGroup(w, group, is)
		if left += n; err != nil {
			return left, err
		}
		if err := w.Flush(); err != nil {
			return left, fmt.Errorf("writing parquet row group: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return left, fmt.Errorf("writing parquet footer: %w", err)
	}
	return left, nil
}

func (r *Rows) copyGroup(w *parquet.GenericWriter[any], group parquet.RowGroup, is func(user string) bool) (left int64, err error) {
	rows := group.Rows()
	defer func() { err = errors.Join(err, rows.Close()) }()
	const step = 256
	buffer, kept := make([]parquet.Row, step), make([]parquet.Row, 0, step)
	for {
		n, err := rows.ReadRows(buffer)
		if err != nil && !errors.Is(err, io.EOF) {
			return left, damaged(err)
		}
		kept = kept[:0]
		for _, row := range buffer[:n] {
			if r.rowNames(row, is) {
				left++
			} else {
				kept = append(kept, row)
			}
		}
		if _, err := w.WriteRows(kept); err != nil {
			return left, fmt.Errorf("writing parquet rows: %w", err)
		}
		if err != nil {
			return left, nil
		}
	}
}

func (r *Rows) rowNames(row parquet.Row, is func(user string) bool) bool {
	for _, i := range r.columns {
		if v := row[i]; !v.IsNull() && is(string(v.ByteArray())) { // of a flat schema: value i is column i
			return true
		}
	}
	return false
}
