package pairing

import (
	"slices"

	"github.com/easreport/easreport/internal/activity"
)

// islands cuts the rows of a group into those that may be of the same requests: of one
// command, in buckets of time that follow each other without a gap. Buckets shorter than a
// minute are taken by the minute; those that are longer are each an island. It serves one
// goroutine.
type islands struct {
	seconds  int64 // of rows, at the most
	commands map[activity.Word]uint64
	places   []uint64
	order    []int32
}

const minuteMillis = 60_000

// grain is how long the stretches of time are, in milliseconds, of which islands are made.
func (s *islands) grain() int64 { return max(minuteMillis, s.seconds*1000) }

// each yields the rows of each island in order of bucket. Rows of one bucket and command
// are ordered by compare, if it is not nil.
func (s *islands) each(b *activity.Batch, compare func(i, k int32) int, yield func(rows []int32)) {
	s.sort(b, compare)
	grain := s.grain()
	for rest := s.order; len(rest) > 0; {
		n := 1
		for n < len(rest) && b.Command[rest[n]] == b.Command[rest[0]] {
			apart := b.Bucket[rest[n]]/grain - b.Bucket[rest[n-1]]/grain
			if apart > 1 || apart == 1 && grain > minuteMillis {
				break
			}
			n++
		}
		yield(rest[:n])
		rest = rest[n:]
	}
}

// A place is the number of a command, a second of the day and a row, in so many bits: places
// are in the order of rows, but for those of one bucket.
const (
	rowBits    = 30
	secondBits = 18 // two days: a row of another day cannot be told apart, and does no harm
)

// sort brings the rows in order.
func (s *islands) sort(b *activity.Batch, compare func(i, k int32) int) {
	if s.commands == nil {
		s.commands = make(map[activity.Word]uint64)
	}
	clear(s.commands)
	s.places, s.order = s.places[:0], s.order[:0]
	command, number := activity.Word(0), uint64(0)
	for i, bucket := range b.Bucket {
		if i == 0 || b.Command[i] != command {
			command = b.Command[i]
			known := false
			if number, known = s.commands[command]; !known {
				number = uint64(len(s.commands))
				s.commands[command] = number
			}
		}
		second := uint64(bucket/1000) % (2 * activity.SecondsPerDay)
		s.places = append(s.places, (number<<secondBits|second)<<rowBits|uint64(i))
	}
	slices.Sort(s.places)
	for first, n := 0, 0; first < len(s.places); first = n {
		for n = first; n < len(s.places) && s.places[n]>>rowBits == s.places[first]>>rowBits; n++ {
			s.order = append(s.order, int32(s.places[n]&(1<<rowBits-1)))
		}
		if alike := s.order[first:]; compare != nil && len(alike) > 1 {
			slices.SortFunc(alike, compare)
		}
	}
}
