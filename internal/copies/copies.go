// Package copies finds logs that a lake has more than once: a log that was renamed when
// it was rotated, a compressed copy beside it, a copy of the time when it was still
// growing. It goes by the stamps of sources alone and decides which of them count; it
// reads nothing.
package copies

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/traffic"
)

// Source is a source of the lake.
type Source struct {
	ID lake.SourceID
	// Stamp is what the lake says of the source. Its Traffic is that of all days that
	// are looked at.
	Stamp lake.Stamp
}

// Copy is a source that is a state of another one, which has all of its lines. It does
// not count.
type Copy struct{ Source, Of Source }

// Found is what there is to say about some sources.
type Found struct {
	// Copies are in order of their keys.
	Copies []Copy
	// Alike are groups of sources that begin with the same lines, and no one of which is
	// a state of another. All of them count.
	Alike [][]Source
}

// leastLines is how many lines must agree: one may be the same by chance.
const leastLines = 2

// Candidates are the sources that share their first lines with another one. Traffic
// need not be known for that.
func Candidates(sources []Source) (some []Source) {
	for _, group := range groups(sources) {
		some = append(some, group...)
	}
	return some
}

// Find compares sources. Their order does not matter.
func Find(sources []Source) (f Found) {
	for _, group := range groups(sources) {
		var counted []Source
		for _, s := range group {
			of := slices.IndexFunc(counted, func(of Source) bool { return stateOf(&s.Stamp, &of.Stamp) })
			if of >= 0 {
				f.Copies = append(f.Copies, Copy{s, counted[of]})
			} else {
				counted = append(counted, s)
			}
		}
		if len(counted) > 1 {
			slices.SortFunc(counted, byKey)
			f.Alike = append(f.Alike, counted)
		}
	}
	slices.SortFunc(f.Copies, func(a, b Copy) int { return byKey(a.Source, b.Source) })
	return f
}

// groups are the sources by their first lines, where several share these: in a group the
// longest comes first, of equal ones that with the smallest key.
func groups(sources []Source) (all [][]Source) {
	byLines := make(map[string][]Source)
	for _, s := range sources {
		if r := &s.Stamp.Reading; r.Lines >= leastLines && len(r.Hashes) == checkpoints(r.Lines) {
			byLines[r.Hashes[1]] = append(byLines[r.Hashes[1]], s)
		}
	}
	for _, group := range byLines {
		if len(group) > 1 {
			slices.SortFunc(group, func(a, b Source) int {
				return cmp.Or(cmp.Compare(b.Stamp.Reading.Lines, a.Stamp.Reading.Lines), byKey(a, b))
			})
			all = append(all, group)
		}
	}
	slices.SortFunc(all, func(a, b []Source) int { return byKey(a[0], b[0]) })
	return all
}

func byKey(a, b Source) int {
	return cmp.Or(cmp.Compare(a.Stamp.Bucket, b.Stamp.Bucket), cmp.Compare(a.Stamp.Key, b.Stamp.Key))
}

// powers is how many of the numbers 1, 2, 4, 8 … a log of so many lines reaches, and
// checkpoints how many hashes it has: see lake.Reading.Hashes.
func powers(lines int64) int { return bits.Len64(uint64(lines)) }

func checkpoints(lines int64) int {
	n := powers(lines)
	if lines&(lines-1) != 0 {
		n++
	}
	return n
}

// stateOf reports whether a, which is not longer than b, is b as it once was: they agree
// wherever both have a checkpoint, and nothing was counted more often in a than in b.
func stateOf(a, b *lake.Stamp) bool {
	n := powers(a.Reading.Lines)
	if a.Reading.Lines == b.Reading.Lines {
		n = checkpoints(a.Reading.Lines)
	}
	return slices.Equal(a.Reading.Hashes[:n], b.Reading.Hashes[:n]) && within(&a.Reading, &b.Reading) && trafficWithin(a.Traffic, b.Traffic)
}

// within reports whether no count of a exceeds that of b. A last line that was cut does
// not matter: b has all of it.
func within(a, b *lake.Reading) bool {
	rejected := func(r *lake.Reading) int64 { return r.Lines - r.Records } // a cut line is not among Lines
	if a.Records > b.Records || a.Requests > b.Requests || a.HealthChecks > b.HealthChecks || a.ServerTraffic > b.ServerTraffic || a.Foreign > b.Foreign ||
		a.Repaired > b.Repaired || a.BadNumbers > b.BadNumbers || rejected(a) > rejected(b) {
		return false
	}
	return a.Records == 0 || !a.First.Before(b.First) && !a.Last.After(b.Last)
}

// trafficWithin reports whether no server has more traffic in an hour of a than of b.
func trafficWithin(a, b lake.Traffic) bool {
	type place struct {
		hour            int64
		server, segment string
	}
	all := make(map[place]traffic.Row, len(b))
	for _, r := range b {
		all[place{r.Hour, r.Server, r.Segment}] = r
	}
	for _, r := range a {
		of := all[place{r.Hour, r.Server, r.Segment}]
		if r.Hits > of.Hits || r.ServerErrors > of.ServerErrors || r.BytesSent > of.BytesSent || r.BytesReceived > of.BytesReceived ||
			r.TimeTaken > of.TimeTaken {
			return false
		}
	}
	return true
}
