package pairing

import (
	"cmp"
	"slices"

	"github.com/easreport/easreport/internal/activity"
)

// islands cuts the rows of a group into those that may be of the same requests: of one
// command, in buckets of time that follow each other without a gap. Buckets shorter than a
// minute are taken by the minute; those that are longer are each an island. It serves one
// goroutine.
type islands struct {
	seconds int64 // of rows, at the most
	order   []int32
}

const minuteMillis = 60_000

// grain is how long the stretches of time are, in milliseconds, of which islands are made.
func (s *islands) grain() int64 { return max(minuteMillis, s.seconds*1000) }

// each yields the rows of each island in order of bucket. Rows of one bucket, command and
// group are ordered by compare, if it is not nil.
func (s *islands) each(b *activity.Batch, compare func(i, k int32) int, yield func(rows []int32)) {
	s.order = s.order[:0]
	for i := range b.Bucket {
		s.order = append(s.order, int32(i))
	}
	slices.SortFunc(s.order, func(i, k int32) int {
		if b.Command[i] != b.Command[k] {
			return cmp.Compare(b.Command[i], b.Command[k])
		}
		if b.Bucket[i] != b.Bucket[k] || compare == nil {
			return cmp.Compare(b.Bucket[i], b.Bucket[k])
		}
		return compare(i, k)
	})
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
