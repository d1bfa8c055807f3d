package colfile

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// foreignPages are pages of a file that another program wrote, as parquet-go reads
// them. The sizes that their headers name are checked first.
type foreignPages struct {
	pages parquet.Pages
	texts bool
	read  parquet.Page
	page  Page
	// the dictionary as parquet-go has it, and its values
	known      parquet.Dictionary
	dictionary Values
}

func (g Group) foreignPages(c *parquet.Column, chunk []byte) (*foreignPages, error) {
	column, ok := g.file.file.RowGroups()[g.index].ColumnChunks()[c.Index()].(*parquet.FileColumnChunk)
	if !ok {
		return nil, errors.New("the column is not in the file")
	}
	kind := c.Type().Kind()
	switch kind {
	case parquet.ByteArray, parquet.Int32, parquet.Int64:
	default:
		return nil, fmt.Errorf("the column is of type %v", kind)
	}
	meta := &g.meta().Columns[c.Index()].MetaData
	left := g.Rows()
	for rest := chunk; len(rest) > 0; {
		header, stored, next, err := nextPage(rest)
		if err != nil {
			return nil, err
		}
		rest = next
		if left, err = checkForeignPage(kind, meta.Codec, header, stored, left); err != nil {
			return nil, err
		}
	}
	return &foreignPages{pages: column.PagesFrom(shifted{chunk, chunkStart(meta)}), texts: kind == parquet.ByteArray}, nil
}

// checkForeignPage returns the rows that are left after the page.
func checkForeignPage(kind parquet.Kind, codec format.CompressionCodec, h *format.PageHeader, stored []byte, left int64) (int64, error) {
	plain := int(h.UncompressedPageSize)
	var values int32
	switch {
	case h.Type == format.DictionaryPage:
		if err := checkDictionary(h, valueBytes(kind)); err != nil {
			return left, err
		}
	case h.Type == format.DataPage && h.DataPageHeader.Valid:
		values = h.DataPageHeader.V.NumValues
	case h.Type == format.DataPageV2 && h.DataPageHeaderV2.Valid: // its levels are not compressed
		v := &h.DataPageHeaderV2.V
		values = v.NumValues
		levels := int64(v.RepetitionLevelsByteLength) + int64(v.DefinitionLevelsByteLength)
		if min(v.RepetitionLevelsByteLength, v.DefinitionLevelsByteLength) < 0 || levels > int64(min(len(stored), plain)) {
			return left, fmt.Errorf("%w: %d bytes of levels", errPage, levels)
		}
		if stored, plain = stored[levels:], plain-int(levels); v.IsCompressed.Valid && !v.IsCompressed.V {
			codec = format.Uncompressed
		}
	default:
		return left, fmt.Errorf("%w: of type %v", errPage, h.Type)
	}
	if err := checkRows(values, left); err != nil {
		return left, err
	}
	left -= int64(values)
	if codec == format.Zstd {
		return left, checkFrames(stored, plain)
	}
	if len(stored) != plain {
		return left, fmt.Errorf("%w: %d bytes, want %d", errPage, len(stored), plain)
	}
	return left, nil
}

// Next reads the next page.
func (p *foreignPages) Next() (*Page, error) {
	parquet.Release(p.read)
	var err error
	if p.read, err = p.pages.ReadPage(); err != nil {
		return nil, err
	}
	page := &p.page
	*page = Page{Rows: int(p.read.NumRows()), Values: Values{Texts: page.Texts[:0], Numbers: page.Numbers[:0]}}
	if page.Levels = p.read.DefinitionLevels(); p.read.NumNulls() == 0 {
		page.Levels = nil
	}
	if d := p.read.Dictionary(); d != nil {
		if d != p.known {
			p.readDictionary(d)
		}
		data := p.read.Data()
		page.Places, page.Dictionary = data.Int32(), &p.dictionary
		return page, nil
	}
	values := make([]parquet.Value, p.read.NumValues())
	n, err := p.read.Values().ReadValues(values)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	for _, v := range values[:n] {
		if !v.IsNull() {
			page.add(v, p.texts)
		}
	}
	return page, nil
}

func (p *foreignPages) readDictionary(d parquet.Dictionary) {
	p.known, p.dictionary = d, Values{}
	for i := range int32(d.Len()) {
		p.dictionary.add(d.Index(i), p.texts)
	}
}

func (v *Values) add(value parquet.Value, isText bool) {
	switch {
	case isText:
		v.Texts = append(v.Texts, value.ByteArray())
	case value.Kind() == parquet.Int32:
		v.Numbers = append(v.Numbers, int64(value.Int32()))
	default:
		v.Numbers = append(v.Numbers, value.Int64())
	}
}

// Close releases the memory of the pages.
func (p *foreignPages) Close() error {
	parquet.Release(p.read)
	p.read = nil
	return p.pages.Close()
}
