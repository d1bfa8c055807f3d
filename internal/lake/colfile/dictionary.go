package colfile

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"

	"github.com/parquet-go/parquet-go/encoding/rle"
)

// textPlaces is a dictionary of texts in the order in which they first come.
type textPlaces struct {
	values []string
	placed []uint32 // the numbers of the values
	place  []int32  // by number of the text: its place + 1, 0 where it has none
}

// reset clears what was used: a small row group has a few of many places.
func (t *textPlaces) reset() {
	for _, n := range t.placed {
		t.place[n] = 0
	}
	clear(t.values)
	t.values, t.placed = t.values[:0], t.placed[:0]
}

// of gives the place of a text by its number.
func (t *textPlaces) of(n uint32, words []string) int32 {
	if int(n) >= len(t.place) {
		t.grow(int(n))
	}
	if at := t.place[n]; at > 0 {
		return at - 1
	}
	at := int32(len(t.values))
	t.values, t.placed = append(t.values, words[n]), append(t.placed, n)
	t.place[n] = at + 1
	return at
}

// grow makes room for the place of text n. Most columns have few texts, of small numbers.
func (t *textPlaces) grow(n int) {
	t.place = append(t.place, make([]int32, max(n+1, 2*len(t.place))-len(t.place))...)
}

// numberPlaces is a dictionary of numbers in the order in which they first come.
type numberPlaces struct {
	values []int64
	small  [smallNumbers]int32 // the places + 1 of 0 and above
	// of a column of times: the places + 1 of the seconds of a day, which begins at day.
	// Rows are mostly of one day, and the seconds of a row group lie together.
	times   bool
	seconds []int32
	day     int64
	// of others: their places + 1 in an open-addressed table, at most half full. Who
	// writes a log must not be able to choose numbers that meet in it.
	slots   []int32
	large   int // how many are in slots
	factors [2]uint64
	// the number that was looked up last of those in slots
	last   int64
	lastAt int32
}

const (
	smallNumbers = 1 << 10
	firstSlots   = 1 << 10
)

func (t *numberPlaces) reset() {
	for _, n := range t.values {
		if 0 <= n && n < int64(len(t.small)) {
			t.small[n] = 0
		}
	}
	if t.times {
		for _, n := range t.values {
			if s := t.second(n); s != nil {
				*s = 0
			}
		}
	}
	if t.large > 0 {
		clear(t.slots)
	}
	t.values, t.large, t.lastAt = t.values[:0], 0, -1
}

// of gives the place of a number.
func (t *numberPlaces) of(n int64) int32 {
	if 0 <= n && n < int64(len(t.small)) {
		if t.small[n] == 0 {
			t.small[n] = t.add(n) + 1
		}
		return t.small[n] - 1
	}
	if t.times {
		if s := t.second(n); s != nil {
			if *s == 0 {
				*s = t.add(n) + 1
			}
			return *s - 1
		}
	}
	if t.lastAt >= 0 && t.last == n {
		return t.lastAt
	}
	if len(t.slots) <= 2*t.large {
		t.grow()
	}
	slot := t.slot(n)
	if *slot == 0 {
		*slot = t.add(n) + 1
		t.large++
	}
	t.last, t.lastAt = n, *slot-1
	return *slot - 1
}

const millisPerDay = 86_400_000

// second is where the place of a whole second of the day is; nil for another time.
func (t *numberPlaces) second(n int64) *int32 {
	if t.seconds == nil {
		t.seconds = make([]int32, millisPerDay/1000)
		t.day = n - n%millisPerDay
	}
	if len(t.values) == 0 { // the first of a row group
		t.day = n - n%millisPerDay
	}
	since := uint64(n - t.day)
	if since >= millisPerDay || since%1000 != 0 {
		return nil
	}
	return &t.seconds[since/1000]
}

// slot finds the slot of a number, or the one where it belongs.
func (t *numberPlaces) slot(n int64) *int32 {
	high, low := bits.Mul64(uint64(n)^t.factors[0], t.factors[1])
	mask := uint64(len(t.slots) - 1)
	for i := (high ^ low) & mask; ; i = (i + 1) & mask {
		if at := t.slots[i]; at == 0 || t.values[at-1] == n {
			return &t.slots[i]
		}
	}
}

func (t *numberPlaces) grow() {
	if t.slots == nil {
		t.factors = [2]uint64{rand.Uint64(), rand.Uint64() | 1}
	}
	t.slots = make([]int32, max(firstSlots, 2*len(t.slots)))
	for at, n := range t.values {
		if (n < 0 || n >= int64(len(t.small))) && (!t.times || t.second(n) == nil) {
			*t.slot(n) = int32(at) + 1
		}
	}
}

func (t *numberPlaces) add(n int64) int32 {
	t.values = append(t.values, n)
	return int32(len(t.values) - 1)
}

// appendIndexes writes places as a page has them: a byte with their width in
// bits, then runs. The dictionary may grow later: the width is the page's own.
func appendIndexes(body []byte, indexes *runs[int32], places int) ([]byte, error) {
	width := max(1, bits.Len(uint(max(0, places-1))))
	body = append(body, byte(width))
	return appendRuns(body, indexes, width, (*rle.Encoding).EncodeInt32)
}

// appendDictionary writes the dictionary's own page: each value plainly.
func (c *column) appendDictionary(body []byte) []byte {
	for _, text := range c.texts.values {
		body = binary.LittleEndian.AppendUint32(body, uint32(len(text)))
		body = append(body, text...)
	}
	for _, n := range c.values.values {
		body = c.appendNumber(body, n)
	}
	return body
}

// appendLevels writes definition levels as a data page of version 1 has them:
// their length, then runs of one bit.
func appendLevels(body []byte, levels *runs[byte]) ([]byte, error) {
	at := len(body)
	body, err := appendRuns(append(body, 0, 0, 0, 0), levels, 1, (*rle.Encoding).EncodeLevels)
	binary.LittleEndian.PutUint32(body[at:], uint32(len(body)-at-4))
	return body, err
}

// appendBits writes booleans plainly, a bit each.
func (c *column) appendBits(body []byte) []byte {
	c.indexes.extend(0)
	for i, n := range c.indexes.each {
		if i%8 == 0 {
			body = append(body, 0)
		}
		body[len(body)-1] |= byte(n) << (i % 8)
		c.lowest, c.highest = min(c.lowest, int64(n)), max(c.highest, int64(n))
	}
	return body
}

// appendTo appends what an encoder of parquet-go writes; these write to the
// start of what they are given.
func appendTo(body []byte, encode func(dst []byte) ([]byte, error)) ([]byte, error) {
	tail, err := encode(body[len(body):len(body):cap(body)])
	if err != nil {
		return body, err
	}
	return append(body, tail...), nil
}
