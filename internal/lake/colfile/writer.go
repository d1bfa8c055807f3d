package colfile

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// pageRows is how many rows a page has, or a few more: some 150 KB of a busy
// column.
const pageRows = 1 << 16

// Writer writes one file: for some rows the Texts or Numbers of each column, then
// EndRows; EndGroup after the rows of a row group; Close at the end.
type Writer struct {
	out       io.Writer
	offset    int64
	sum       uint32 // of what was written since it was last written itself
	createdBy string

	schema  thrift.Slice[format.SchemaElement]
	orders  thrift.Slice[format.ColumnOrder]
	columns []column
	zstd    *zstd.Encoder
	page    []byte // of a dictionary

	inPage, inGroup int
	rows            int64
	groups          thrift.Slice[format.RowGroup]
	parked          int // row groups that are not in groups, see Park
	attached        int // bytes
}

// NewWriter makes a Writer for a flat schema of texts, booleans, int32 and int64. A column
// is encoded as the schema says, by dictionary or (numbers only) by delta, booleans
// plainly; what
// is encoded by delta is not compressed, because it hardly gets any smaller.
func NewWriter(out io.Writer, schema *parquet.Schema, createdBy string) (*Writer, error) {
	w := &Writer{out: out, createdBy: createdBy}
	var err error
	if w.schema, w.orders, err = elements(schema); err != nil {
		return nil, err
	}
	if w.zstd, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest)); err != nil {
		return nil, fmt.Errorf("making a zstd encoder: %w", err)
	}
	for _, field := range schema.Fields() {
		c, err := newColumn(field)
		if err != nil {
			return nil, err
		}
		w.columns = append(w.columns, c)
	}
	return w, w.write([]byte(magic))
}

// Reset makes the Writer, which was closed, one of another file with the same
// columns.
func (w *Writer) Reset(out io.Writer) error {
	w.out, w.offset, w.rows, w.groups, w.parked, w.attached = out, 0, 0, nil, 0, 0
	return w.write([]byte(magic))
}

// elements are the schema as a footer has it: that of a file without rows.
func elements(schema *parquet.Schema) (thrift.Slice[format.SchemaElement], thrift.Slice[format.ColumnOrder], error) {
	f, err := withoutRows(schema)
	if err != nil {
		return nil, nil, err
	}
	return f.Metadata().Schema, f.Metadata().ColumnOrders, nil
}

// Texts gives column i its texts of the next rows, as numbers of words. In an
// optional column number 0 is NULL. Until EndGroup words may grow, but a number
// must go on to mean the same text.
func (w *Writer) Texts(i int, words []string, numbers []uint32) {
	w.columns[i].addTexts(words, numbers)
}

// Numbers gives column i its numbers of the next rows; booleans are 1 and 0. In an
// optional column the number null is NULL.
func (w *Writer) Numbers(i int, numbers []int64, null int64) {
	w.columns[i].addNumbers(numbers, null)
}

// EndRows ends so many rows, of which each column has been given its values.
func (w *Writer) EndRows(n int) error {
	w.inGroup += n
	if w.inPage += n; w.inPage < pageRows {
		return nil
	}
	return w.endPage()
}

func (w *Writer) endPage() error {
	if w.inPage > maxPageRows {
		return fmt.Errorf("a page of %d rows, at most %d can be read", w.inPage, maxPageRows)
	}
	for i := range w.columns {
		if err := w.columns[i].endPage(w.inPage, w.zstd); err != nil {
			return fmt.Errorf("encoding column %s: %w", w.columns[i].name, err)
		}
	}
	w.inPage = 0
	return nil
}

// EndGroup writes the rows since the last one as a row group.
func (w *Writer) EndGroup() error {
	if w.inGroup == 0 {
		return nil
	}
	if w.inPage > 0 {
		if err := w.endPage(); err != nil {
			return err
		}
	}
	group := format.RowGroup{NumRows: int64(w.inGroup), FileOffset: w.offset, Ordinal: int16(w.parked + len(w.groups))}
	group.Columns = make(thrift.Slice[format.ColumnChunk], 0, len(w.columns))
	for i := range w.columns {
		chunk, err := w.chunk(&w.columns[i])
		if err != nil {
			return fmt.Errorf("writing column %s: %w", w.columns[i].name, err)
		}
		group.TotalByteSize += chunk.MetaData.TotalUncompressedSize
		group.TotalCompressedSize += chunk.MetaData.TotalCompressedSize
		group.Columns = append(group.Columns, chunk)
		w.columns[i].reset()
	}
	w.groups = append(w.groups, group)
	w.rows += int64(w.inGroup)
	w.inGroup = 0
	return nil
}

// Attach writes bytes that belong to no column behind all row groups, once. Readers of
// Parquet pass them over, so that a query does not fetch them.
func (w *Writer) Attach(b []byte) error {
	w.sum, w.attached = 0, len(b)
	if err := w.write(b); err != nil {
		return err
	}
	return w.writeSum()
}

// Close writes the footer, with one entry of metadata.
func (w *Writer) Close(key, value string) error {
	entries := thrift.Slice[format.KeyValue]{{Key: key, Value: value}}
	if w.attached > 0 {
		entries = append(entries, format.KeyValue{Key: attachedKey, Value: strconv.Itoa(w.attached)})
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), &format.FileMetaData{
		Version: 1, Schema: w.schema, NumRows: w.rows, RowGroups: w.groups, CreatedBy: w.createdBy, ColumnOrders: w.orders,
		KeyValueMetadata: entries,
	})
	if err != nil {
		return fmt.Errorf("encoding the footer: %w", err)
	}
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(footer)))
	footer = append(footer, magic...)
	w.sum = crc32.Checksum(footer, castagnoli)
	if err := w.writeSum(); err != nil {
		return err
	}
	return w.write(footer)
}

// writeSum writes the checksum.
func (w *Writer) writeSum() error {
	return w.write(binary.LittleEndian.AppendUint32(nil, w.sum))
}

func (w *Writer) write(b []byte) error {
	n, err := w.out.Write(b)
	w.offset += int64(n)
	w.sum = crc32.Update(w.sum, castagnoli, b)
	if err != nil {
		return fmt.Errorf("writing parquet: %w", err)
	}
	return nil
}
