package colfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// Page is some rows of a column.
type Page struct {
	Rows int
	// Levels are 0 for rows that are NULL. They are nil if none is.
	Levels []byte
	// Places are the places in the Dictionary of all values except NULLs. If there is
	// no Dictionary the values are as they are.
	Places     []int32
	Dictionary *Values
	Values
}

// Values are texts or numbers, as the column is.
type Values struct {
	Texts   [][]byte
	Numbers []int64
}

// Pages are the pages of a column chunk, in order.
type Pages interface {
	// Next returns the next page, until the call after; io.EOF at the end.
	Next() (*Page, error)
	// Close gives memory back.
	Close() error
}

// Memory is what pages are read into, of one column chunk after the other. It serves one
// goroutine.
type Memory struct {
	zstd *zstd.Decoder // writes no more than there is room for
	free []*buffers
}

// NewMemory makes a Memory.
func NewMemory() (*Memory, error) {
	decoder, err := zstd.NewReader(nil, zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, fmt.Errorf("making a zstd decoder: %w", err)
	}
	return &Memory{zstd: decoder}, nil
}

func (m *Memory) take() *buffers {
	last := len(m.free) - 1
	if last < 0 {
		return new(buffers)
	}
	b := m.free[last]
	m.free = m.free[:last]
	return b
}

// buffers are for the pages of one column.
type buffers struct {
	chunk, plain, levels []byte
	page                 Page
	dictionary           Values
	dictionaryPage       []byte
	small                []int32
}

// Pages opens a column of the row group, once all its bytes have been read and checked.
// Its pages are read into memory. It returns nil if the file does not have the column.
func (g Group) Pages(column string, memory *Memory) (Pages, error) {
	c := g.column(column)
	if c == nil {
		return nil, nil
	}
	pages, err := g.pages(c, memory)
	if err != nil {
		return nil, fmt.Errorf("column %s of row group %d: %w", column, g.index, err)
	}
	return pages, nil
}

func (g Group) pages(c *parquet.Column, memory *Memory) (Pages, error) {
	if g.file.at == nil {
		return nil, errors.New("only the end of the file was opened")
	}
	meta := &g.meta().Columns[c.Index()].MetaData
	if g.file.layout == nil {
		chunk, err := readAt(g.file.at, chunkStart(meta), meta.TotalCompressedSize, nil)
		if err != nil {
			return nil, err
		}
		return g.foreignPages(c, chunk)
	}
	p := &ownPages{
		memory: memory, kind: c.Type().Kind(), optional: c.Optional(), compressed: meta.Codec == format.Zstd,
		left: g.Rows(), buffers: memory.take(),
	}
	chunk, err := readAt(g.file.at, chunkStart(meta), meta.TotalCompressedSize+sumBytes, p.chunk)
	if err == nil {
		if _, whole := g.file.at.(Bytes); !whole {
			p.chunk = chunk
		}
		p.rest, err = checkSum(chunk)
	}
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// ownPages are pages that a Writer wrote.
type ownPages struct {
	memory               *Memory
	kind                 parquet.Kind
	optional, compressed bool
	coded                bool  // there is a dictionary
	left                 int64 // rows
	rest                 []byte
	*buffers
}

// Next reads the next page, and the dictionary before the first.
func (p *ownPages) Next() (*Page, error) {
	if p.left == 0 {
		return nil, io.EOF
	}
	header, stored, err := p.cut()
	if err == nil && header.Type == format.DictionaryPage {
		if err = p.readDictionary(header, stored); err == nil {
			header, stored, err = p.cut()
		}
	}
	if err != nil {
		return nil, err
	}
	h := &header.DataPageHeader
	if header.Type != format.DataPage || !h.Valid || p.optional && h.V.DefinitionLevelEncoding != format.RLE {
		return nil, fmt.Errorf("%w: of type %v", errPage, header.Type)
	}
	if err := checkRows(h.V.NumValues, p.left); err != nil {
		return nil, err
	}
	if p.left -= int64(h.V.NumValues); p.left == 0 && len(p.rest) > 0 {
		return nil, fmt.Errorf("%w: %d bytes behind the last one", errPage, len(p.rest))
	}
	body, err := p.decompress(&p.plain, stored, int(header.UncompressedPageSize))
	if err != nil {
		return nil, err
	}
	return &p.page, p.decode(h.V.Encoding, int(h.V.NumValues), body)
}

// Close returns the memory for use by other columns.
func (p *ownPages) Close() error {
	p.memory.free = append(p.memory.free, p.buffers)
	p.buffers = nil
	return nil
}

func (p *ownPages) cut() (header *format.PageHeader, stored []byte, err error) {
	if len(p.rest) == 0 {
		return nil, nil, fmt.Errorf("%w: %d rows without a value", errPage, p.left)
	}
	header, stored, p.rest, err = nextPage(p.rest)
	return header, stored, err
}

// decompress returns the body of a page, which has plain bytes.
func (p *ownPages) decompress(buffer *[]byte, stored []byte, plain int) (body []byte, err error) {
	if body = stored; p.compressed && len(stored) > 0 {
		const slack = 64 // or decoders take the slow way at the end
		if cap(*buffer) < plain+slack {
			*buffer = make([]byte, plain+slack)
		}
		if body, err = p.memory.zstd.DecodeAll(stored, (*buffer)[:0:plain+slack]); err != nil {
			return nil, fmt.Errorf("decompressing a page: %w", err)
		}
	}
	if len(body) != plain {
		return nil, fmt.Errorf("%w: %d bytes, want %d", errPage, len(body), plain)
	}
	return body, nil
}

// readDictionary reads the dictionary. Its texts are parts of the decompressed page.
func (p *ownPages) readDictionary(header *format.PageHeader, stored []byte) error {
	if p.coded {
		return fmt.Errorf("%w: a second dictionary", errPage)
	}
	p.coded = true
	if err := checkDictionary(header, valueBytes(p.kind)); err != nil {
		return err
	}
	body, err := p.decompress(&p.dictionaryPage, stored, int(header.UncompressedPageSize))
	if err != nil {
		return err
	}
	d := &p.dictionary
	d.Texts, d.Numbers = d.Texts[:0], d.Numbers[:0]
	for range header.DictionaryPageHeader.V.NumValues {
		n := valueBytes(p.kind)
		if len(body) >= n && p.kind == parquet.ByteArray {
			n += int(binary.LittleEndian.Uint32(body))
		}
		if n > len(body) {
			return fmt.Errorf("%w: a cut dictionary", errPage)
		}
		switch p.kind {
		case parquet.ByteArray:
			d.Texts = append(d.Texts, body[4:n])
		case parquet.Int32:
			d.Numbers = append(d.Numbers, int64(int32(binary.LittleEndian.Uint32(body))))
		default:
			d.Numbers = append(d.Numbers, int64(binary.LittleEndian.Uint64(body)))
		}
		body = body[n:]
	}
	return nil
}

// decode reads the body of a page. Counts in it are checked before parquet-go's decoders
// make room for so many values.
func (p *ownPages) decode(encoding format.Encoding, rows int, body []byte) (err error) {
	page := &p.page
	*page = Page{Rows: rows, Places: page.Places[:0], Values: Values{Numbers: page.Numbers[:0]}}
	if p.optional {
		if body, err = p.decodeLevels(rows, body); err != nil {
			return err
		}
	}
	switch {
	case encoding == format.RLEDictionary && p.coded && len(body) > 0 && body[0] <= 32:
		page.Dictionary = &p.dictionary
		if err := checkRuns(body[1:], int(body[0]), rows); err != nil {
			return err
		}
		page.Places, err = (&rle.Encoding{BitWidth: int(body[0])}).DecodeInt32(slices.Grow(page.Places, rows+group), body[1:])
		return err
	case encoding == format.DeltaBinaryPacked && (p.kind == parquet.Int32 || p.kind == parquet.Int64):
		return p.decodeDelta(rows, body)
	case encoding == format.Plain && p.kind == parquet.Boolean:
		return p.decodeBits(body)
	}
	return fmt.Errorf("%w: encoded by %v", errPage, encoding)
}

// decodeLevels reads which rows are NULL, and returns what follows.
func (p *ownPages) decodeLevels(rows int, body []byte) (rest []byte, err error) {
	if len(body) < 4 || int64(binary.LittleEndian.Uint32(body)) > int64(len(body)-4) {
		return nil, fmt.Errorf("%w: cut levels", errPage)
	}
	end := 4 + binary.LittleEndian.Uint32(body)
	if err := checkRuns(body[4:end], 1, rows); err != nil {
		return nil, err
	}
	if p.levels, err = (&rle.Encoding{BitWidth: 1}).DecodeLevels(slices.Grow(p.levels[:0], rows+group), body[4:end]); err != nil {
		return nil, err
	}
	if len(p.levels) < rows {
		return nil, fmt.Errorf("%w: %d levels for %d rows", errPage, len(p.levels), rows)
	}
	if p.page.Levels = p.levels[:rows]; bytes.IndexByte(p.page.Levels, 0) < 0 {
		p.page.Levels = nil
	}
	return body[end:], nil
}

func (p *ownPages) decodeDelta(rows int, body []byte) (err error) {
	if err := checkDelta(body, rows); err != nil {
		return err
	}
	page, encoding := &p.page, new(delta.BinaryPackedEncoding)
	if p.kind == parquet.Int64 {
		page.Numbers, err = encoding.DecodeInt64(slices.Grow(page.Numbers, rows), body)
		return err
	}
	p.small, err = encoding.DecodeInt32(slices.Grow(p.small[:0], rows), body)
	for _, n := range p.small {
		page.Numbers = append(page.Numbers, int64(n))
	}
	return err
}

// decodeBits reads booleans, a bit each, as the numbers 0 and 1.
func (p *ownPages) decodeBits(body []byte) error {
	page := &p.page
	present := page.Rows
	if page.Levels != nil {
		present = bytes.Count(page.Levels, []byte{1})
	}
	if len(body) != (present+7)/8 {
		return fmt.Errorf("%w: %d bytes of bits for %d values", errPage, len(body), present)
	}
	for i := range present {
		page.Numbers = append(page.Numbers, int64(body[i/8]>>(i%8)&1))
	}
	return nil
}

// group is how many values runs have too many at most: their last group is a whole one.
const group = 8

// valueBytes is how many bytes a value takes at least in a dictionary.
func valueBytes(kind parquet.Kind) int {
	switch kind {
	case parquet.Int64, parquet.Double:
		return 8
	}
	return 4 // of a text the length
}
