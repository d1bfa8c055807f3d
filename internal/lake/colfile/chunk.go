package colfile

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// chunk writes a column of a row group: its dictionary, its pages, their checksum.
func (w *Writer) chunk(c *column) (format.ColumnChunk, error) {
	start := w.offset
	w.sum = 0
	meta := format.ColumnMetaData{
		PathInSchema: thrift.Slice[string]{c.name}, NumValues: c.rows, Statistics: c.statistics(),
		Encoding: thrift.Slice[format.Encoding]{format.RLE, format.DeltaBinaryPacked}, Codec: format.Uncompressed, Type: format.Type(c.kind),
	}
	if c.pages.compressed {
		meta.Codec = format.Zstd
	}
	if c.kind == parquet.Boolean {
		meta.Encoding = thrift.Slice[format.Encoding]{format.RLE, format.Plain}
	}
	if c.hasDictionary() {
		meta.Encoding = thrift.Slice[format.Encoding]{format.RLE, format.Plain, format.RLEDictionary}
		meta.DictionaryPageOffset = start
		c.pages.body = c.appendDictionary(c.pages.body[:0])
		if len(c.pages.body) > maxPageBytes {
			return format.ColumnChunk{}, fmt.Errorf("a dictionary of %d bytes, at most %d can be read", len(c.pages.body), maxPageBytes)
		}
		w.page = c.pages.append(w.page[:0], pageHeader{format.DictionaryPage, c.places(), format.Plain}, w.zstd)
		if err := w.write(w.page); err != nil {
			return format.ColumnChunk{}, err
		}
	}
	meta.DataPageOffset = w.offset
	if err := w.write(c.pages.data); err != nil {
		return format.ColumnChunk{}, err
	}
	meta.TotalCompressedSize = w.offset - start
	meta.TotalUncompressedSize = c.pages.plainBytes
	return format.ColumnChunk{FileOffset: start, MetaData: meta}, w.writeSum()
}

// longestBound is the longest text that is given as a bound of a column.
const longestBound = 64

// statistics are the count of NULLs, and the bounds by which an engine passes
// over row groups.
func (c *column) statistics() format.Statistics {
	s := format.Statistics{NullCount: c.nulls}
	switch {
	case c.rows == c.nulls:
	case c.isText():
		low, high := slices.Min(c.texts.values), slices.Max(c.texts.values)
		if len(low) <= longestBound && len(high) <= longestBound {
			s.MinValue, s.MaxValue = []byte(low), []byte(high)
		}
	default:
		low, high := c.lowest, c.highest
		if c.hasDictionary() {
			low, high = slices.Min(c.values.values), slices.Max(c.values.values)
		}
		s.MinValue, s.MaxValue = c.appendNumber(nil, low), c.appendNumber(nil, high)
	}
	return s
}

// appendNumber writes a number plainly.
func (c *column) appendNumber(dst []byte, n int64) []byte {
	switch c.kind {
	case parquet.Boolean:
		return append(dst, byte(n))
	case parquet.Int32:
		return binary.LittleEndian.AppendUint32(dst, uint32(n))
	}
	return binary.LittleEndian.AppendUint64(dst, uint64(n))
}
