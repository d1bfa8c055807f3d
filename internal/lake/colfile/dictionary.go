package colfile

import (
	"encoding/binary"
	"math/bits"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/rle"
)

// dictionary numbers the values of a column in a row group, in the order in
// which they first come.
type dictionary struct {
	texts   places[string]
	numbers places[int64]
}

func (d *dictionary) reset() {
	d.texts.reset()
	d.numbers.reset()
}

// places are values in the order in which they first came.
type places[T comparable] struct {
	values []T
	place  map[T]int32
	// recent are values that were looked up lately, by a hash as cheap as a guess:
	// rows are in order, so most values came a moment ago.
	recent [recentPlaces]struct {
		value T
		at    int32 // place + 1, 0 where there is none
	}
}

const recentPlaces = 256

func (p *places[T]) reset() {
	clear(p.values)
	clear(p.place)
	clear(p.recent[:])
	p.values = p.values[:0]
}

// of gives the place of a value; guess is any number that follows from it.
func (p *places[T]) of(value T, guess uint) int32 {
	r := &p.recent[guess%recentPlaces]
	if r.at > 0 && r.value == value {
		return r.at - 1
	}
	at, known := p.place[value]
	if !known {
		if p.place == nil {
			p.place = make(map[T]int32)
		}
		at = int32(len(p.values))
		p.place[value] = at
		p.values = append(p.values, value)
	}
	r.value, r.at = value, at+1
	return at
}

func guessText(s string) uint {
	if s == "" {
		return 0
	}
	return uint(len(s)) + uint(s[0])<<1 + uint(s[len(s)/2])<<3 + uint(s[len(s)-1])<<2
}

func (d *dictionary) len() int { return len(d.texts.values) + len(d.numbers.values) }

// appendIndexes writes places as a page has them: a byte with their width in
// bits, then runs. The dictionary may grow later: the width is the page's own.
func (d *dictionary) appendIndexes(body []byte, indexes []int32) ([]byte, error) {
	width := max(1, bits.Len(uint(max(0, d.len()-1))))
	body = append(body, byte(width))
	return appendTo(body, func(dst []byte) ([]byte, error) {
		return (&rle.Encoding{BitWidth: width}).EncodeInt32(dst, indexes)
	})
}

// appendValues writes the dictionary's own page: each value plainly.
func (d *dictionary) appendValues(body []byte, kind parquet.Kind) []byte {
	for _, text := range d.texts.values {
		body = binary.LittleEndian.AppendUint32(body, uint32(len(text)))
		body = append(body, text...)
	}
	for _, n := range d.numbers.values {
		if kind == parquet.Int32 {
			body = binary.LittleEndian.AppendUint32(body, uint32(n))
		} else {
			body = binary.LittleEndian.AppendUint64(body, uint64(n))
		}
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
