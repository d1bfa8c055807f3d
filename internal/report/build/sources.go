package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/lake"
)

// doubles finds logs that begin with the same text and the same time, whatever
// they are compressed with: one that was shipped under two keys, or a copy of one
// that was still growing.
func doubles(sources []lake.Stamp) (all []Double) {
	type beginning struct {
		fingerprint string
		first       time.Time
	}
	alike := make(map[beginning]int) // place in all, one more
	firsts := make(map[beginning]lake.Stamp)
	for _, s := range sources {
		b := beginning{s.Reading.Fingerprint, s.Reading.First.UTC()}
		if b.fingerprint == "" || b.first.IsZero() {
			continue
		}
		first, seen := firsts[b]
		switch {
		case !seen:
			firsts[b] = s
		case alike[b] == 0:
			all = append(all, Double{[]lake.Stamp{first, s}})
			alike[b] = len(all)
		default:
			d := &all[alike[b]-1]
			d.Sources = append(d.Sources, s)
		}
	}
	return all
}

// rejects are the sources with rejected lines, most first.
func rejects(sources []lake.Stamp) (all []Rejects) {
	for _, s := range sources {
		if n := s.Reading.Rejects(); n > 0 {
			all = append(all, Rejects{s, n})
		}
	}
	slices.SortStableFunc(all, func(a, b Rejects) int { return cmp.Compare(b.Lines, a.Lines) })
	return all
}
