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

	"github.com/easreport/easreport/internal/lake/colfile"
	"github.com/easreport/easreport/internal/store"
)

// Table is an open activity file. A Reader reads its rows.
type Table struct {
	stamp Stamp
	file  *colfile.File
	body  io.Closer // what OpenObject opened and left open
}

// Group is a row group of a Table.
type Group = colfile.Group

// Groups yields the row groups in order; they may be read at the same time.
func (t *Table) Groups() iter.Seq[Group] { return t.file.Groups() }

// OpenTable reads the footer of a file of size bytes. Errors are ErrDamaged or
// ErrNewer.
func OpenTable(r io.ReaderAt, size int64) (*Table, error) {
	f, err := openParquet(r, size, activityLayout)
	if err != nil {
		return nil, err
	}
	stamp, err := stampOf(f)
	if err != nil {
		return nil, err
	}
	return &Table{stamp: stamp, file: f}, checkColumns(f)
}

// smallFile is up to how many bytes a file is read at once: that is one read in
// place of one for each column, and more than the file of a small log has.
const smallFile = 256 << 10

// OpenObject opens an activity file of a store, and gives the ETag of the bytes
// that are read, also if they are damaged.
func OpenObject(ctx context.Context, s store.Reader, key string) (t *Table, etag string, err error) {
	f, body, etag, err := openFile(ctx, s, key, activityLayout)
	if err != nil {
		return nil, etag, err
	}
	stamp, err := stampIn(f, key)
	if err != nil {
		return nil, etag, errors.Join(err, body.Close())
	}
	return &Table{stamp: stamp, file: f, body: body}, etag, nil
}

// openFile opens a Parquet file of a store. Bytes of a large file are read where
// they lie if the store gives them so, else the object is fetched whole: that is
// a few megabytes, and a request for each page would take far longer.
func openFile(ctx context.Context, s store.Reader, key string, layout layoutOf) (f *colfile.File, body io.Closer, etag string, err error) {
	stream, o, err := s.Get(ctx, key, store.Range{}, "")
	if err != nil {
		return nil, nil, "", err
	}
	at, here := stream.(io.ReaderAt)
	if !here || o.Size <= smallFile {
		b, err := readAll(stream, o.Size)
		if err = errors.Join(err, stream.Close()); err != nil {
			return nil, nil, o.ETag, err
		}
		at, stream = colfile.Bytes(b), io.NopCloser(nil)
	}
	if f, err = openParquet(at, o.Size, layout); err != nil {
		return nil, nil, o.ETag, errors.Join(err, stream.Close())
	}
	return f, stream, o.ETag, nil
}

// openParquet opens a file of a layout, or one that an engine wrote: that has none.
func openParquet(r io.ReaderAt, size int64, layout layoutOf) (f *colfile.File, err error) {
	defer recovered(&err)
	if layout == nil {
		f, err = colfile.OpenForeign(r, size)
	} else {
		f, err = openOwn(r, size, layout)
	}
	if err != nil {
		return nil, damaged(err)
	}
	return f, nil
}

func openOwn(r io.ReaderAt, size int64, layout layoutOf) (*colfile.File, error) {
	l, err := layout()
	if err != nil {
		return nil, err
	}
	return colfile.Open(r, size, l)
}

// readAll reads what is said to be so many bytes.
func readAll(r io.Reader, size int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(size) + bytes.MinRead) // or it grows to find that there is no more
	_, err := b.ReadFrom(r)
	return b.Bytes(), err
}

func stampOf(f *colfile.File) (Stamp, error) {
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

// Complete returns ErrNewer for a file with a column that this program does not know.
func (t *Table) Complete() error {
	if name := t.file.Unknown(); name != "" {
		return fmt.Errorf("column %.80q: %w", name, ErrNewer)
	}
	return nil
}

// Stamp is the file's stamp.
func (t *Table) Stamp() Stamp { return t.stamp }

// lastTime is the largest last_time, or end where a row group does not say; false
// where there are no rows.
func (t *Table) lastTime(end time.Time) (last time.Time, any bool) {
	for g := range t.Groups() {
		if g.Rows() == 0 {
			continue
		}
		at := end
		if _, high, ok := g.Bounds("last_time"); ok {
			at = time.UnixMilli(high.Int64()).UTC()
		}
		if !any || at.After(last) {
			last, any = at, true
		}
	}
	return last, any
}

// servers are the bounds of the column of servers, see Footer.
func (t *Table) servers() (names []string) {
	for g := range t.Groups() {
		if low, high, ok := g.Bounds("server"); ok {
			names = append(names, string(low.ByteArray()), string(high.ByteArray()))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Close closes the file, after all readers of its row groups.
func (t *Table) Close() error {
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
