package colfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// File is an open Parquet file. Its bytes are checked before parquet-go sees them:
// those of a file that Writer wrote by their checksums, all others for what they
// could make a reader allocate. Errors say what is wrong with the file, or are the
// reader's own; parquet-go may still panic on a forged file.
type File struct {
	file   *parquet.File
	layout *Layout // nil for a file of another writer
	at     io.ReaderAt

	attachedAt, attached int64 // where the attachment lies, and how long it is
}

// Bytes is a file in memory. Its parts are read without being copied.
type Bytes []byte

// ReadAt is io.ReaderAt's.
func (b Bytes) ReadAt(p []byte, off int64) (int, error) { return bytes.NewReader(b).ReadAt(p, off) }

const (
	magic        = "PAR1"
	trailerBytes = 8 // the footer's length and the magic
)

// Open opens a file of size bytes that a Writer wrote.
func Open(r io.ReaderAt, size int64, layout *Layout) (*File, error) {
	tail, err := readEnd(r, size)
	if err != nil {
		return nil, err
	}
	if start, err := readAt(r, 0, int64(len(magic)), nil); err != nil || string(start) != magic {
		return nil, errors.Join(errors.New("not a Parquet file"), err)
	}
	f, err := OpenEnd(tail, size, layout)
	if err != nil {
		return nil, err
	}
	f.at = r
	return f, nil
}

// OpenForeign opens a file that another program wrote. It has no checksums.
func OpenForeign(r io.ReaderAt, size int64) (*File, error) {
	tail, err := readEnd(r, size)
	if err != nil {
		return nil, err
	}
	f, err := openFooter(tail, size)
	if err != nil {
		return nil, err
	}
	f.at = r
	return f, f.checkForeign(size - int64(len(tail)) + sumBytes) // it has no checksum there
}

// OpenEnd opens a file of which nothing but the last bytes are there, at least EndBytes
// of them. Pages of it cannot be read before ReadFrom.
func OpenEnd(tail []byte, size int64, layout *Layout) (*File, error) {
	end := EndBytes(tail)
	if end == 0 || end > int64(len(tail)) || end > size {
		return nil, errors.New("no footer at the end of the file")
	}
	tail = tail[int64(len(tail))-end:]
	// The checksum stands before what it is of.
	sum := binary.LittleEndian.Uint32(tail)
	if _, err := checkSum(binary.LittleEndian.AppendUint32(bytes.Clone(tail[sumBytes:]), sum)); err != nil {
		return nil, fmt.Errorf("footer: %w (or another program wrote the file)", err)
	}
	f, err := openFooter(tail, size)
	if err != nil {
		return nil, err
	}
	f.layout = layout
	if text, ok := f.Lookup(attachedKey); ok {
		if f.attached, err = strconv.ParseInt(text, 10, 64); err != nil || f.attached <= 0 {
			return nil, fmt.Errorf("an attachment of %.20q bytes", text)
		}
	}
	return f, f.checkTiles(size - end)
}

// attachedKey is the entry of a footer's metadata that says how long the attachment is.
const attachedKey = "attached_bytes"

// Attachment is where the attachment lies with its checksum, see CutSum; 0 bytes where
// there is none.
func (f *File) Attachment() (offset, length int64) {
	if f.attached == 0 {
		return 0, 0
	}
	return f.attachedAt, f.attached + sumBytes
}

// CutSum checks the bytes of an attachment, and cuts the checksum off.
func CutSum(attachment []byte) ([]byte, error) { return checkSum(attachment) }

// ReadFrom makes a file that was opened by its end one whose pages can be read.
func (f *File) ReadFrom(r io.ReaderAt) { f.at = r }

// EndBytes is how many bytes the end of a file has with the footer and its checksum;
// 0 if the bytes are no end of a Parquet file.
func EndBytes(tail []byte) int64 {
	at := len(tail) - trailerBytes
	if at < 0 || string(tail[at+4:]) != magic {
		return 0
	}
	return sumBytes + int64(binary.LittleEndian.Uint32(tail[at:])) + trailerBytes
}

// readEnd reads the end of a file.
func readEnd(r io.ReaderAt, size int64) ([]byte, error) {
	trailer, err := readAt(r, size-trailerBytes, trailerBytes, nil)
	if err != nil {
		return nil, err
	}
	end := EndBytes(trailer)
	if end == 0 || end > size {
		return nil, errors.New("no footer at the end of the file")
	}
	return readAt(r, size-end, end, nil)
}

// readAt reads n bytes, into the buffer if it is large enough.
func readAt(r io.ReaderAt, at, n int64, buffer []byte) ([]byte, error) {
	if b, ok := r.(Bytes); ok && at >= 0 && at+n <= int64(len(b)) {
		return b[at : at+n : at+n], nil
	}
	if at < 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if int64(cap(buffer)) < n {
		buffer = make([]byte, n)
	}
	buffer = buffer[:n]
	if got, err := r.ReadAt(buffer, at); int64(got) < n {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return buffer, nil
}

func openFooter(tail []byte, size int64) (*File, error) {
	f, err := parquet.OpenFile(shifted{tail, size - int64(len(tail))}, size,
		parquet.SkipMagicBytes(true), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, err
	}
	return &File{file: f}, nil
}

// shifted are bytes that lie at an offset of a larger whole.
type shifted struct {
	Bytes
	offset int64
}

// ReadAt is io.ReaderAt's.
func (s shifted) ReadAt(p []byte, off int64) (int, error) { return s.Bytes.ReadAt(p, off-s.offset) }

// Lookup returns an entry of the footer's metadata.
func (f *File) Lookup(key string) (value string, ok bool) { return f.file.Lookup(key) }

// NumRows is how many rows the file has.
func (f *File) NumRows() int64 { return f.file.NumRows() }

// CheckColumns checks the file's columns against the layout with which it was opened:
// none may be missing, nor be of another type or optionality.
func (f *File) CheckColumns() error { return f.layout.check(f.file.Root()) }

// Unknown returns a column that the layout does not have, "" if there is none.
func (f *File) Unknown() string {
	for _, c := range f.file.Root().Columns() {
		if f.layout.root.Column(c.Name()) == nil {
			return c.Name()
		}
	}
	return ""
}

// Groups yields the row groups in order; they may be read at the same time.
func (f *File) Groups() iter.Seq[Group] {
	return func(yield func(Group) bool) {
		for i := range f.file.RowGroups() {
			if !yield(Group{f, i}) {
				return
			}
		}
	}
}

// Group is a row group of a File.
type Group struct {
	file  *File
	index int
}

func (g Group) meta() *format.RowGroup { return &g.file.file.Metadata().RowGroups[g.index] }

// Rows is how many rows the row group has.
func (g Group) Rows() int64 { return g.meta().NumRows }

// column is the file's column of a name, nil where there is none.
func (g Group) column(name string) *parquet.Column {
	if c := g.file.file.Root().Column(name); c != nil && c.Leaf() {
		return c
	}
	return nil
}

// Load reads all bytes of the row group at once, and returns the group in memory: from a
// store that is one request in place of one for each column.
func (g Group) Load() (Group, error) {
	columns := g.meta().Columns
	last := &columns[len(columns)-1].MetaData
	start := chunkStart(&columns[0].MetaData)
	b, err := readAt(g.file.at, start, chunkStart(last)+last.TotalCompressedSize+sumBytes-start, nil)
	if err != nil {
		return g, err
	}
	here := *g.file
	here.at = shifted{b, start}
	return Group{&here, g.index}, nil
}

// Bounds are the smallest and the largest value of a column, where the footer has them.
func (g Group) Bounds(column string) (low, high parquet.Value, ok bool) {
	c := g.column(column)
	if c == nil {
		return low, high, false
	}
	s := &g.meta().Columns[c.Index()].MetaData.Statistics
	if n := len(s.MinValue); n != len(s.MaxValue) && c.Type().Kind() != parquet.ByteArray || s.MinValue == nil || s.MaxValue == nil ||
		c.Type().Kind() == parquet.Int64 && n != 8 || c.Type().Kind() == parquet.Int32 && n != 4 {
		return low, high, false
	}
	return c.Type().Kind().Value(s.MinValue), c.Type().Kind().Value(s.MaxValue), true
}
