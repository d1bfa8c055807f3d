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
	levels  runs[byte]
	indexes runs[int32]
	numbers []int64
	small   []int32
	// those of the values being added that are there
	presentTexts   []uint32
	presentNumbers []int64

	// one of them is the dictionary, unless the encoding is delta
	texts  textPlaces
	values numberPlaces

	lowest, highest int64 // of the numbers of delta, and of booleans
	rows, nulls     int64

	pages pages
}

func newColumn(field parquet.Field) (column, error) {
	c := column{name: field.Name(), kind: field.Type().Kind(), optional: field.Optional()}
	switch encoding := field.Encoding(); {
	case encoding != nil && encoding.Encoding() == format.DeltaBinaryPacked:
		c.delta = true
	case c.kind == parquet.Boolean:
	case encoding == nil || encoding.Encoding() != format.RLEDictionary:
		return c, fmt.Errorf("column %s: want the encoding dict or delta", c.name)
	}
	c.pages.compressed = !c.delta
	if logical := field.Type().LogicalType(); logical != nil {
		_, c.values.times = logical.Value.(*format.TimestampType)
	}
	switch c.kind {
	case parquet.ByteArray, parquet.Int32, parquet.Int64, parquet.Boolean:
		c.reset()
		return c, nil
	}
	return c, fmt.Errorf("column %s: type %v is not among those written", c.name, c.kind)
}

func (c *column) isText() bool { return c.kind == parquet.ByteArray }

// hasDictionary reports whether values are written by their places in one.
func (c *column) hasDictionary() bool { return !c.delta && c.kind != parquet.Boolean }

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
	c.rows += int64(rows)
	c.nulls += int64(rows - c.indexes.len() - len(c.numbers))
	body := c.pages.body[:0]
	var err error
	if c.optional {
		if body, err = appendLevels(body, &c.levels); err != nil {
			return err
		}
	}
	for _, n := range c.numbers {
		c.lowest, c.highest = min(c.lowest, n), max(c.highest, n)
	}
	encoding := format.RLEDictionary
	switch {
	case c.kind == parquet.Boolean:
		encoding = format.Plain
		body = c.appendBits(body)
	case !c.delta:
		body, err = appendIndexes(body, &c.indexes, c.places())
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
	c.filled, c.numbers = 0, c.numbers[:0]
	c.levels.reset()
	c.indexes.reset()
	c.pages.add(rows, encoding, z)
	return nil
}

// addTexts adds texts to the page; the empty one is NULL where NULL is allowed.
func (c *column) addTexts(words []string, numbers []uint32) {
	c.filled += len(numbers)
	numbers = present(c, &c.presentTexts, numbers, 0)
	if len(numbers) > 0 && allAlike(numbers) {
		c.indexes.repeat(c.texts.of(numbers[0], words), len(numbers))
		return
	}
	to := c.indexes.extend(len(numbers))
	for i, n := range numbers {
		to[i] = c.texts.of(n, words)
	}
}

// addNumbers adds numbers to the page; null is NULL where NULL is allowed.
func (c *column) addNumbers(numbers []int64, null int64) {
	c.filled += len(numbers)
	numbers = present(c, &c.presentNumbers, numbers, null)
	if c.delta {
		c.numbers = append(c.numbers, numbers...)
		return
	}
	if len(numbers) > 0 && allAlike(numbers) {
		c.indexes.repeat(c.place(numbers[0]), len(numbers))
		return
	}
	to := c.indexes.extend(len(numbers))
	if c.kind == parquet.Boolean {
		for i, n := range numbers {
			to[i] = int32(n & 1)
		}
		return
	}
	for i, n := range numbers {
		if uint64(n) < smallNumbers && c.values.small[n] > 0 { // most
			to[i] = c.values.small[n] - 1
		} else {
			to[i] = c.values.of(n)
		}
	}
}

// place is the place of a number in the dictionary. A boolean has none and is its own.
func (c *column) place(n int64) int32 {
	if c.kind == parquet.Boolean {
		return int32(n & 1)
	}
	return c.values.of(n)
}

// present notes which of a column's values are there, and gives these, perhaps in
// memory of the column.
func present[T comparable](c *column, memory *[]T, values []T, null T) []T {
	switch {
	case !c.optional:
		return values
	case !slices.Contains(values, null):
		c.levels.repeat(1, len(values))
		return values
	case allAlike(values):
		c.levels.repeat(0, len(values))
		return nil
	}
	some, levels := (*memory)[:0], c.levels.extend(len(values))
	for i, v := range values {
		levels[i] = 0
		if v != null {
			levels[i] = 1
			some = append(some, v)
		}
	}
	*memory = some
	return some
}
