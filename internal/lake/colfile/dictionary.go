package colfile

import (
	"encoding/binary"
	"math/bits"

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

// grow makes room for the places of so many texts.
func (t *textPlaces) grow(words int) {
	if words > len(t.place) {
		t.place = append(t.place, make([]int32, words-len(t.place))...)
	}
}

// of gives the place of a text by its number.
func (t *textPlaces) of(n uint32, words []string) int32 {
	if at := t.place[n]; at > 0 {
		return at - 1
	}
	at := int32(len(t.values))
	t.values, t.placed = append(t.values, words[n]), append(t.placed, n)
	t.place[n] = at + 1
	return at
}

// numberPlaces is a dictionary of numbers in the order in which they first come.
type numberPlaces struct {
	values []int64
	small  [1024]int32     // the places + 1 of 0 and above
	large  map[int64]int32 // the places of others
	// the number that was looked up last of those in large
	last   int64
	lastAt int32
}

func (t *numberPlaces) reset() {
	for _, n := range t.values {
		if 0 <= n && n < int64(len(t.small)) {
			t.small[n] = 0
		}
	}
	clear(t.large)
	t.values, t.lastAt = t.values[:0], -1
}

// of gives the place of a number.
func (t *numberPlaces) of(n int64) int32 {
	if 0 <= n && n < int64(len(t.small)) {
		if t.small[n] == 0 {
			t.small[n] = t.add(n) + 1
		}
		return t.small[n] - 1
	}
	if t.lastAt >= 0 && t.last == n && len(t.large) > 0 {
		return t.lastAt
	}
	at, known := t.large[n]
	if !known {
		if t.large == nil {
			t.large = make(map[int64]int32)
		}
		at = t.add(n)
		t.large[n] = at
	}
	t.last, t.lastAt = n, at
	return at
}

func (t *numberPlaces) add(n int64) int32 {
	t.values = append(t.values, n)
	return int32(len(t.values) - 1)
}

// appendIndexes writes places as a page has them: a byte with their width in
// bits, then runs. The dictionary may grow later: the width is the page's own.
func appendIndexes(body []byte, indexes []int32, places int) ([]byte, error) {
	width := max(1, bits.Len(uint(max(0, places-1))))
	body = append(body, byte(width))
	return appendTo(body, func(dst []byte) ([]byte, error) {
		return (&rle.Encoding{BitWidth: width}).EncodeInt32(dst, indexes)
	})
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
func appendLevels(body, levels []byte, nulls bool) ([]byte, error) {
	at := len(body)
	body = append(body, 0, 0, 0, 0)
	var err error
	if nulls {
		body, err = appendTo(body, func(dst []byte) ([]byte, error) {
			return (&rle.Encoding{BitWidth: 1}).EncodeLevels(dst, levels)
		})
	} else {
		body = append(binary.AppendUvarint(body, uint64(len(levels))<<1), 1)
	}
	binary.LittleEndian.PutUint32(body[at:], uint32(len(body)-at-4))
	return body, err
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
