package lake

import (
	"errors"
	"io"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// cursor reads one column chunk forward. It works on the pages' own encoding,
// dictionary numbers above all: a text is looked at once for a row group, not
// once for a row.
type cursor struct {
	column *column
	words  *Words
	pages  colfile.Pages // nil where the file lacks the column, or it is omitted
	page   *colfile.Page

	at, read int    // rows and non-NULL values of the page that were read
	nulls    int    // up to where the column is known to be NULL
	plain    values // the page's, where there is no dictionary
	entries  values // the dictionary's
	known    *colfile.Values
	bins     []activity.Bin

	number func(text []byte) Word // nil: words numbers texts
	fold   *foldedColumn          // nil: rows are read as they are
}

// values are of the column's own kind.
type values struct {
	texts   []Word
	raw     [][]byte // of texts that are numbered when a row has them, nil: of all others
	numbers []int64
	times   []activity.Histogram
}

// reset forgets the values, but for the memory.
func (v *values) reset() {
	v.texts, v.raw, v.numbers, v.times = v.texts[:0], nil, v.numbers[:0], v.times[:0]
}

// add adds values as they are in the file. Those of numbers are not copied.
func (v *values) add(c *cursor, from *colfile.Values) error {
	v.reset()
	if c.column.numbers != nil {
		if v.numbers = from.Numbers; len(from.Texts) > 0 {
			return damaged(errKind)
		}
		return nil
	}
	if len(from.Numbers) > 0 {
		return damaged(errKind)
	}
	if c.fold != nil || c.column.texts != nil && c.number == nil && large(from.Texts) {
		v.later(from.Texts)
		return nil
	}
	for _, text := range from.Texts {
		switch {
		case c.number != nil:
			v.texts = append(v.texts, c.number(text))
		case c.column.texts != nil:
			v.texts = append(v.texts, c.words.ofBytes(text))
		default:
			h, err := c.histogram(text)
			if err != nil {
				return err
			}
			v.times = append(v.times, h)
		}
	}
	return nil
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

// open makes the cursor, which was closed, one of another chunk.
func (c *cursor) open(pages colfile.Pages) {
	c.pages, c.at, c.read = pages, 0, 0
	c.bins = c.bins[:0] // no batch is in use any more
}

// take puts the next n values into the column.
func (c *cursor) take(n int) error {
	for done := 0; done < n; {
		if c.pages == nil {
			for ; c.nulls < n; c.nulls++ {
				c.null(c.nulls)
			}
			return nil
		}
		c.nulls = 0
		if c.page == nil || c.at == c.page.Rows {
			if err := c.nextPage(); err != nil {
				return err
			}
		}
		step := min(n-done, c.page.Rows-c.at)
		if err := c.place(done, step); err != nil {
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
	case c.column.times != nil:
		c.column.times[i] = nil
	default:
		c.column.numbers[i] = activity.Absent
	}
}

// place puts the next step values of the page to the column's places from at on.
func (c *cursor) place(at, step int) error {
	var err error
	p, indexes, to, end := &c.plain, c.page.Places, c.column, at+step
	switch coded := c.page.Dictionary != nil; {
	case coded && c.entries.raw != nil:
		err = c.fillLater(to.texts[at:end], at, &c.entries, indexes)
	case !coded && p.raw != nil:
		err = c.fillLater(to.texts[at:end], at, p, nil)
	case to.texts != nil && coded:
		err = fill(c, to.texts[at:end], 0, indexes, c.entries.texts)
	case to.texts != nil:
		err = copyValues(c, to.texts[at:end], 0, p.texts)
	case to.times != nil && coded:
		err = fill(c, to.times[at:end], nil, indexes, c.entries.times)
	case to.times != nil:
		err = copyValues(c, to.times[at:end], nil, p.times)
	case coded:
		err = fill(c, to.numbers[at:end], activity.Absent, indexes, c.entries.numbers)
	default:
		err = copyValues(c, to.numbers[at:end], activity.Absent, p.numbers)
	}
	c.at += step
	return err
}

var (
	errShort = errors.New("fewer values than rows, or a value outside of its dictionary")
	errKind  = errors.New("a text where a number is wanted, or a number in place of a text")
)

// fill looks values up in a dictionary.
func fill[T Word | int64 | []Word | activity.Histogram](c *cursor, dst []T, null T, indexes []int32, dictionary []T) error {
	if c.page.Levels == nil {
		if len(indexes)-c.read < len(dst) {
			return damaged(errShort)
		}
		for i, at := range indexes[c.read:][:len(dst)] {
			if uint(at) >= uint(len(dictionary)) {
				return damaged(errShort)
			}
			dst[i] = dictionary[at]
		}
		c.read += len(dst)
		return nil
	}
	for i, level := range c.page.Levels[c.at:][:len(dst)] {
		if level == 0 {
			dst[i] = null
			continue
		}
		if c.read >= len(indexes) || uint(indexes[c.read]) >= uint(len(dictionary)) {
			return damaged(errShort)
		}
		dst[i] = dictionary[indexes[c.read]]
		c.read++
	}
	return nil
}

// copyValues takes values that are as they are.
func copyValues[T Word | int64 | []Word | activity.Histogram](c *cursor, dst []T, null T, values []T) error {
	if c.page.Levels == nil {
		if len(values)-c.read < len(dst) {
			return damaged(errShort)
		}
		copy(dst, values[c.read:])
		c.read += len(dst)
		return nil
	}
	for i, level := range c.page.Levels[c.at:][:len(dst)] {
		if level == 0 {
			dst[i] = null
			continue
		}
		if c.read >= len(values) {
			return damaged(errShort)
		}
		dst[i] = values[c.read]
		c.read++
	}
	return nil
}

func (c *cursor) nextPage() (err error) {
	if c.page, err = c.pages.Next(); err != nil {
		c.page = nil
		if errors.Is(err, io.EOF) {
			err = errShort
		}
		return damaged(err)
	}
	c.at, c.read = 0, 0
	d := c.page.Dictionary
	if d == nil {
		return c.plain.add(c, &c.page.Values)
	}
	if d != c.known {
		c.known = d
		return c.entries.add(c, d)
	}
	return nil
}

// close gives the page's memory back.
func (c *cursor) close() {
	if c.pages != nil {
		_ = c.pages.Close() // reading is over: there is nothing left to lose
	}
	c.page, c.pages, c.known = nil, nil, nil
}
