package lake

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
)

// cursor reads one column chunk forward. It works on the pages' own encoding,
// dictionary numbers above all: a text is looked at once for a row group, not
// once for a row.
type cursor struct {
	column *column
	words  *Words
	pages  parquet.Pages // nil where the file lacks the column, or it is omitted
	page   parquet.Page
	levels []byte // the page's definition levels, nil where the column is required

	at, values int // rows and non-NULL values of the page that were read
	nulls      int // up to where the column is known to be NULL
	plain      pageValues
	entries    values // by dictionary number
	bins       []activity.Bin
	listed     []Word
	known      parquet.Dictionary
}

// pageValues are the page's non-NULL values: dictionary numbers, or themselves.
type pageValues struct {
	indexes []int32
	values
}

// values are of the column's own kind.
type values struct {
	texts   []Word
	numbers []int64
	lists   [][]Word
	times   []activity.Histogram
}

// reset forgets the values, but for the memory.
func (v *values) reset() {
	v.texts, v.numbers, v.lists, v.times = v.texts[:0], v.numbers[:0], v.lists[:0], v.times[:0]
}

// add adds a value as it is in the file.
func (v *values) add(c *cursor, value parquet.Value) (err error) {
	switch {
	case c.column.texts != nil:
		v.texts = append(v.texts, c.words.ofBytes(value.ByteArray()))
	case c.column.lists != nil:
		v.lists = append(v.lists, c.list(value.ByteArray()))
	case c.column.times != nil:
		var h activity.Histogram
		h, err = c.histogram(value.ByteArray())
		v.times = append(v.times, h)
	case value.Kind() == parquet.Int32:
		v.numbers = append(v.numbers, int64(value.Int32()))
	case value.Kind() == parquet.Boolean:
		v.numbers = append(v.numbers, numberOf(value.Boolean()))
	default:
		v.numbers = append(v.numbers, value.Int64())
	}
	return err
}

func numberOf(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// histogram reads a distribution into memory that many of them share.
func (c *cursor) histogram(text []byte) (activity.Histogram, error) {
	const shortest, shared = len("0:1 "), 1 << 10
	if need := len(text)/shortest + 1; cap(c.bins)-len(c.bins) < need {
		c.bins = make([]activity.Bin, 0, max(need, shared))
	}
	start := len(c.bins)
	all, err := c.column.bins(c.bins, text)
	if err != nil {
		return nil, damaged(err)
	}
	c.bins = all
	return all[start:len(all):len(all)], nil
}

// list reads a list of texts into memory that many of them share.
func (c *cursor) list(text []byte) []Word {
	const shared = 1 << 10
	if need := bytes.Count(text, []byte(listed)) + 1; cap(c.listed)-len(c.listed) < need {
		c.listed = make([]Word, 0, max(need, shared))
	}
	start := len(c.listed)
	for one := range bytes.SplitSeq(text, []byte(listed)) {
		c.listed = append(c.listed, c.words.ofBytes(one))
	}
	return c.listed[start:len(c.listed):len(c.listed)]
}

// open makes the cursor, which was closed, one of another chunk.
func (c *cursor) open(pages parquet.Pages) {
	c.pages, c.at, c.values = pages, 0, 0
	c.bins, c.listed = c.bins[:0], c.listed[:0] // no batch is in use any more
}

// read puts the next n values into the column.
func (c *cursor) read(n int) error {
	for done := 0; done < n; {
		if c.pages == nil {
			for ; c.nulls < n; c.nulls++ {
				c.null(c.nulls)
			}
			return nil
		}
		c.nulls = 0
		if c.page == nil || c.at == int(c.page.NumRows()) {
			if err := c.nextPage(); err != nil {
				return err
			}
		}
		step := min(n-done, int(c.page.NumRows())-c.at)
		if err := c.take(done, step); err != nil {
			return err
		}
		done += step
	}
	return nil
}

func (c *cursor) null(i int) {
	switch {
	case c.column.texts != nil:
		c.column.texts[i] = 0
	case c.column.lists != nil:
		c.column.lists[i] = nil
	case c.column.times != nil:
		c.column.times[i] = nil
	default:
		c.column.numbers[i] = activity.Absent
	}
}

// take puts the next step values of the page to the column's places from at on.
func (c *cursor) take(at, step int) error {
	var err error
	p, to, end := &c.plain, c.column, at+step
	switch coded := p.indexes != nil; {
	case to.texts != nil && coded:
		err = fill(c, to.texts[at:end], 0, p.indexes, c.entries.texts)
	case to.texts != nil:
		err = copyValues(c, to.texts[at:end], 0, p.texts)
	case to.lists != nil && coded:
		err = fill(c, to.lists[at:end], nil, p.indexes, c.entries.lists)
	case to.lists != nil:
		err = copyValues(c, to.lists[at:end], nil, p.lists)
	case to.times != nil && coded:
		err = fill(c, to.times[at:end], nil, p.indexes, c.entries.times)
	case to.times != nil:
		err = copyValues(c, to.times[at:end], nil, p.times)
	case coded:
		err = fill(c, to.numbers[at:end], activity.Absent, p.indexes, c.entries.numbers)
	default:
		err = copyValues(c, to.numbers[at:end], activity.Absent, p.numbers)
	}
	c.at += step
	return err
}

var errShort = errors.New("fewer values than rows, or a value outside of its dictionary")

// fill looks values up in a dictionary.
func fill[T Word | int64 | []Word | activity.Histogram](c *cursor, dst []T, null T, indexes []int32, dictionary []T) error {
	if c.levels == nil {
		if len(indexes)-c.values < len(dst) {
			return damaged(errShort)
		}
		for i, at := range indexes[c.values:][:len(dst)] {
			if uint(at) >= uint(len(dictionary)) {
				return damaged(errShort)
			}
			dst[i] = dictionary[at]
		}
		c.values += len(dst)
		return nil
	}
	for i, level := range c.levels[c.at:][:len(dst)] {
		if level == 0 {
			dst[i] = null
			continue
		}
		if c.values >= len(indexes) || uint(indexes[c.values]) >= uint(len(dictionary)) {
			return damaged(errShort)
		}
		dst[i] = dictionary[indexes[c.values]]
		c.values++
	}
	return nil
}

// copyValues takes values that are as they are.
func copyValues[T Word | int64 | []Word | activity.Histogram](c *cursor, dst []T, null T, values []T) error {
	if c.levels == nil {
		if len(values)-c.values < len(dst) {
			return damaged(errShort)
		}
		copy(dst, values[c.values:])
		c.values += len(dst)
		return nil
	}
	for i, level := range c.levels[c.at:][:len(dst)] {
		if level == 0 {
			dst[i] = null
			continue
		}
		if c.values >= len(values) {
			return damaged(errShort)
		}
		dst[i] = values[c.values]
		c.values++
	}
	return nil
}

func (c *cursor) nextPage() error {
	parquet.Release(c.page)
	c.page = nil
	page, err := c.pages.ReadPage()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errShort
		}
		return damaged(err)
	}
	c.page, c.at, c.values = page, 0, 0
	c.levels = page.DefinitionLevels()
	if page.NumNulls() == 0 {
		c.levels = nil
	}
	return c.decode()
}

// decode looks at how the page's values are written.
func (c *cursor) decode() error {
	c.plain = pageValues{}
	if d := c.page.Dictionary(); d != nil {
		if d != c.known {
			c.known = d
			if err := c.readDictionary(d); err != nil {
				return err
			}
		}
		data := c.page.Data()
		c.plain.indexes = data.Int32()
		return nil
	}
	if c.column.numbers == nil {
		return c.decodeTexts()
	}
	data := c.page.Data()
	switch kind := c.page.Type().Kind(); kind {
	case parquet.Int64:
		c.plain.numbers = data.Int64()
	case parquet.Boolean:
		bits := data.Boolean()
		for i := range int(c.page.NumValues() - c.page.NumNulls()) {
			c.plain.numbers = append(c.plain.numbers, int64(bits[i/8]>>(i%8)&1))
		}
	case parquet.Int32:
		for _, v := range data.Int32() {
			c.plain.numbers = append(c.plain.numbers, int64(v))
		}
	default:
		return damaged(fmt.Errorf("a number is of type %v", kind))
	}
	return nil
}

func (c *cursor) decodeTexts() error {
	values := make([]parquet.Value, c.page.NumValues())
	n, err := c.page.Values().ReadValues(values)
	if err != nil && !errors.Is(err, io.EOF) {
		return damaged(err)
	}
	for _, v := range values[:n] {
		if !v.IsNull() {
			if err := c.plain.add(c, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *cursor) readDictionary(d parquet.Dictionary) error {
	c.entries.reset()
	for i := range int32(d.Len()) {
		if err := c.entries.add(c, d.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

// close gives the page's memory back.
func (c *cursor) close() {
	parquet.Release(c.page)
	if c.pages != nil {
		_ = c.pages.Close() // reading is over: there is nothing left to lose
	}
	c.page, c.pages, c.levels, c.known, c.plain = nil, nil, nil, nil, pageValues{}
}
