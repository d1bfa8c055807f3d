// Package sketch keeps a few numbers of a log's requests of one day, by which the same
// requests are recognised in another log: one that holds a piece of the first, however named,
// compressed or ended. It knows requests by the hashes of their lines alone.
//
// Of all hashes the smallest are kept, so that two logs keep the same ones of what they have
// in common. Beside each is the sum of all hashes up to it: where two logs have the same
// requests between two such marks, and none else, the sums have grown alike. That tells a
// piece of a log from two servers that happened to log a line alike.
package sketch

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"slices"
)

const (
	// MaxMarks is how many marks a Sketch has at most. A piece of a log has about as large a
	// share of its marks as of its requests, and two of them show it: pieces of a quarter are
	// seen all but always, of an eighth nine in ten, of a twentieth half.
	MaxMarks = 32
	// EndRequests is how many requests the end of a day is.
	EndRequests = 4
)

// Sketch is of the requests of a day, empty if there are none. It is stored, and compared
// with those of other machines: its form is never to change.
type Sketch []byte

// Mark is a request, and what came before it.
type Mark struct {
	// Hash is that of the request, its first 48 bits.
	Hash uint64
	// Sum is that of the hashes of all requests of the day up to the first such request.
	Sum uint32
}

const (
	endBytes  = 8
	hashBytes = 6
	markBytes = hashBytes + 4
)

// End is the hash of the last EndRequests that differ from the one before; false if there
// were less.
func (s Sketch) End() (hash uint64, ok bool) {
	if len(s) < endBytes {
		return 0, false
	}
	hash = binary.BigEndian.Uint64(s)
	return hash, hash != 0
}

// Marks are those of a sketch, in order of their hashes. One that we did not write has any
// marks, MaxMarks at most.
func (s Sketch) Marks() iter.Seq[Mark] {
	return func(yield func(Mark) bool) {
		if len(s) < endBytes {
			return
		}
		n := 0
		for m := range slices.Chunk(s[endBytes:], markBytes) {
			if n++; n > MaxMarks || len(m) < markBytes || !yield(Mark{binary.BigEndian.Uint64(append([]byte{0, 0}, m[:hashBytes]...)), binary.BigEndian.Uint32(m[hashBytes:])}) {
				return
			}
		}
	}
}

// Builder makes the sketches of a log. The zero Builder is ready for use.
type Builder struct {
	days  map[int64]*day
	today *day
	date  int64
}

// day is what is known of a day so far.
type day struct {
	sum   uint32
	marks []Mark // in order of their hashes
	last  [EndRequests]uint64
	ends  int // how many were put into last
}

// Add adds the next request of the log, with its day in days since 1970 UTC and the hash of
// its line.
func (b *Builder) Add(date int64, hash uint64) {
	if b.today == nil || b.date != date {
		if b.days == nil {
			b.days = make(map[int64]*day)
		}
		if b.days[date] == nil {
			b.days[date] = new(day)
		}
		b.today, b.date = b.days[date], date
	}
	b.today.add(hash)
}

func (d *day) add(hash uint64) {
	d.sum += uint32(hash)
	if d.ends == 0 || d.last[(d.ends-1)%EndRequests] != hash {
		d.last[d.ends%EndRequests] = hash
		d.ends++
	}
	short := hash >> (64 - 8*hashBytes)
	if len(d.marks) == MaxMarks && d.marks[MaxMarks-1].Hash <= short {
		return
	}
	at, known := slices.BinarySearchFunc(d.marks, short, func(m Mark, hash uint64) int {
		switch {
		case m.Hash < hash:
			return -1
		case m.Hash > hash:
			return 1
		}
		return 0
	})
	if known {
		return
	}
	if len(d.marks) == MaxMarks {
		d.marks = d.marks[:MaxMarks-1]
	}
	d.marks = slices.Insert(d.marks, at, Mark{short, d.sum})
}

// Of is the sketch of a day.
func (b *Builder) Of(date int64) Sketch {
	d := b.days[date]
	if d == nil {
		return nil
	}
	s := binary.BigEndian.AppendUint64(make(Sketch, 0, endBytes+len(d.marks)*markBytes), d.end())
	for _, m := range d.marks {
		s = append(s, binary.BigEndian.AppendUint64(nil, m.Hash)[8-hashBytes:]...)
		s = binary.BigEndian.AppendUint32(s, m.Sum)
	}
	return s
}

// end is what Sketch.End has: 0 for none.
func (d *day) end() (hash uint64) {
	if d.ends < EndRequests {
		return 0
	}
	const odd = 0x9E3779B185EBCA87 // as in iislog's chain
	for i := range EndRequests {
		hash = bits.RotateLeft64(hash^d.last[(d.ends+i)%EndRequests], 29) * odd
	}
	return hash
}
