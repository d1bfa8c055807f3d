package lake

import (
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
	pages  parquet.Pages // nil where the file lacks the column
	page   parquet.Page
	levels []byte // the page's definition levels, nil where the column is required

	at, values int // rows and non-NULL values of the page that were read
	plain      pageValues
	texts      []Word  // by dictionary number, of a text column
	numbers    []int64 // by dictionary number, of a number column
	known      parquet.Dictionary
}

// pageValues are the page's non-NULL values: dictionary numbers, or themselves.
type pageValues struct {
	indexes []int32
	texts   []Word
	numbers []int64
}

// read puts the next n values into the column.
func (c *cursor) read(n int) error {
	for done := 0; done < n; {
		if c.pages == nil {
			for i := done; i < n; i++ {
				c.null(i)
			}
			return nil
		}
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
	if c.column.texts != nil {
		c.column.texts[i] = 0
	} else {
		c.column.numbers[i] = activity.Absent
	}
}

// take puts the next step values of the page to the column's places from at on.
func (c *cursor) take(at, step int) error {
	var err error
	p := &c.plain
	switch texts, numbers := c.column.texts, c.column.numbers; {
	case texts != nil && p.indexes != nil:
		err = fill(c, texts[at:at+step], 0, p.indexes, c.texts)
	case texts != nil:
		err = copyValues(c, texts[at:at+step], 0, p.texts)
	case p.indexes != nil:
		err = fill(c, numbers[at:at+step], activity.Absent, p.indexes, c.numbers)
	default:
		err = copyValues(c, numbers[at:at+step], activity.Absent, p.numbers)
	}
	c.at += step
	return err
}

var errShort = errors.New("fewer values than rows, or a value outside of its dictionary")

// fill looks values up in a dictionary.
func fill[T Word | int64](c *cursor, dst []T, null T, indexes []int32, dictionary []T) error {
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
func copyValues[T Word | int64](c *cursor, dst []T, null T, values []T) error {
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
	return c.decode()
}

// decode looks at how the page's values are written.
func (c *cursor) decode() error {
	c.plain = pageValues{}
	if d := c.page.Dictionary(); d != nil {
		if d != c.known {
			c.known = d
			c.readDictionary(d)
		}
		data := c.page.Data()
		c.plain.indexes = data.Int32()
		return nil
	}
	if c.column.texts != nil {
		return c.decodeTexts()
	}
	data := c.page.Data()
	switch kind := c.page.Type().Kind(); kind {
	case parquet.Int64:
		c.plain.numbers = data.Int64()
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
	c.plain.texts = []Word{}
	for _, v := range values[:n] {
		if !v.IsNull() {
			c.plain.texts = append(c.plain.texts, c.words.ofBytes(v.ByteArray()))
		}
	}
	return nil
}

func (c *cursor) readDictionary(d parquet.Dictionary) {
	c.texts, c.numbers = c.texts[:0], c.numbers[:0]
	for i := range int32(d.Len()) {
		if v := d.Index(i); c.column.texts != nil {
			c.texts = append(c.texts, c.words.ofBytes(v.ByteArray()))
		} else if v.Kind() == parquet.Int32 {
			c.numbers = append(c.numbers, int64(v.Int32()))
		} else {
			c.numbers = append(c.numbers, v.Int64())
		}
	}
}

func (c *cursor) close() {
	parquet.Release(c.page)
	c.page = nil
	if c.pages != nil {
		_ = c.pages.Close() // reading is over: there is nothing left to lose
	}
}
