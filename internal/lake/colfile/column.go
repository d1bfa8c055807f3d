package colfile

import (
	"fmt"
	"math"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/format"
)

// column is a column of the row group that is being written.
type column struct {
	name     string
	kind     parquet.Kind
	optional bool
	delta    bool

	// the page that is being filled: how many rows it has, whether each value is there
	// if it need not be, and those that are, by place in the dictionary or as they are
	filled  int
	levels  []byte
	indexes []int32
	numbers []int64
	small   []int32
	present []int64 // those of the numbers being added

	// one of them is the dictionary, unless the encoding is delta
	texts  textPlaces
	values numberPlaces

	lowest, highest int64 // of the numbers of delta
	rows, nulls     int64

	pages pages
}

func newColumn(field parquet.Field) (column, error) {
	c := column{name: field.Name(), kind: field.Type().Kind(), optional: field.Optional()}
	switch encoding := field.Encoding(); {
	case encoding != nil && encoding.Encoding() == format.DeltaBinaryPacked:
		c.delta = true
	case encoding == nil || encoding.Encoding() != format.RLEDictionary:
		return c, fmt.Errorf("column %s: want the encoding dict or delta", c.name)
	}
	c.pages.compressed = !c.delta
	switch c.kind {
	case parquet.ByteArray, parquet.Int32, parquet.Int64:
		c.reset()
		return c, nil
	}
	return c, fmt.Errorf("column %s: type %v is not among those written", c.name, c.kind)
}

func (c *column) isText() bool { return c.kind == parquet.ByteArray }

// places is how many values the dictionary has.
func (c *column) places() int { return len(c.texts.values) + len(c.values.values) }

// reset makes the column ready for the next row group.
func (c *column) reset() {
	c.texts.reset()
	c.values.reset()
	c.lowest, c.highest = math.MaxInt64, math.MinInt64
	c.rows, c.nulls = 0, 0
	c.pages.reset()
}

// endPage encodes the rows of the page.
func (c *column) endPage(rows int, z *zstd.Encoder) error {
	if c.filled != rows {
		return fmt.Errorf("%d values for %d rows", c.filled, rows)
	}
	present := len(c.indexes) + len(c.numbers)
	c.rows += int64(rows)
	c.nulls += int64(rows - present)
	body := c.pages.body[:0]
	var err error
	if c.optional {
		if body, err = appendLevels(body, c.levels, present < rows); err != nil {
			return err
		}
	}
	for _, n := range c.numbers {
		c.lowest, c.highest = min(c.lowest, n), max(c.highest, n)
	}
	encoding := format.RLEDictionary
	switch {
	case !c.delta:
		body, err = appendIndexes(body, c.indexes, c.places())
	case c.kind == parquet.Int64:
		encoding = format.DeltaBinaryPacked
		body, err = appendTo(body, func(dst []byte) ([]byte, error) { return new(delta.BinaryPackedEncoding).EncodeInt64(dst, c.numbers) })
	default:
		encoding = format.DeltaBinaryPacked
		c.small = c.small[:0]
		for _, n := range c.numbers {
			c.small = append(c.small, int32(n))
		}
		body, err = appendTo(body, func(dst []byte) ([]byte, error) { return new(delta.BinaryPackedEncoding).EncodeInt32(dst, c.small) })
	}
	if err != nil {
		return err
	}
	c.pages.body = body
	c.filled, c.levels, c.indexes, c.numbers = 0, c.levels[:0], c.indexes[:0], c.numbers[:0]
	c.pages.add(rows, encoding, z)
	return nil
}

// addTexts adds texts to the page; the empty one is NULL where NULL is allowed.
func (c *column) addTexts(words []string, numbers []uint32) {
	c.texts.grow(len(words))
	c.filled += len(numbers)
	c.indexes = slices.Grow(c.indexes, len(numbers))
	for _, n := range numbers {
		if c.optional {
			c.levels = append(c.levels, byte(min(n, 1)))
			if n == 0 {
				continue
			}
		}
		c.indexes = append(c.indexes, c.texts.of(n, words))
	}
}

// addNumbers adds numbers to the page; null is NULL where NULL is allowed.
func (c *column) addNumbers(numbers []int64, null int64) {
	c.filled += len(numbers)
	if c.optional {
		numbers = c.withoutNulls(numbers, null)
	}
	if c.delta {
		c.numbers = append(c.numbers, numbers...)
		return
	}
	c.indexes = slices.Grow(c.indexes, len(numbers))
	for _, n := range numbers {
		c.indexes = append(c.indexes, c.values.of(n))
	}
}

// withoutNulls gives the numbers that are there, and notes which are not.
func (c *column) withoutNulls(numbers []int64, null int64) []int64 {
	c.present = c.present[:0]
	for _, n := range numbers {
		if n == null {
			c.levels = append(c.levels, 0)
			continue
		}
		c.levels = append(c.levels, 1)
		c.present = append(c.present, n)
	}
	return c.present
}
