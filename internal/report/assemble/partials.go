package assemble

import (
	"cmp"
	"slices"

	"github.com/easreport/easreport/internal/lake"
)

// partials are packed partial sums: of one unit and key as many as there were runs of
// rows, in any order. They are brought together when all are there.
type partials struct {
	chunks  [][]byte
	entries []entry
	bytes   int
	scratch packed
}

// entry is packed sums of a unit: which chunk they lie in, and where in it.
type entry struct{ unit, chunk, at uint32 }

// chunkBytes is the size of a chunk. Larger sums have one of their own.
const chunkBytes = 1 << 20

func (p *partials) add(unit uint32, k key, s *sums) {
	p.scratch = p.scratch[:0].pack(k, s)
	last := len(p.chunks) - 1
	if last < 0 || cap(p.chunks[last])-len(p.chunks[last]) < len(p.scratch) {
		p.chunks = append(p.chunks, make([]byte, 0, max(chunkBytes, len(p.scratch))))
		last++
	}
	p.entries = append(p.entries, entry{unit, uint32(last), uint32(len(p.chunks[last]))})
	p.chunks[last] = append(p.chunks[last], p.scratch...)
	p.bytes += len(p.scratch)
}

// packed are the sums of an entry, and what follows them.
func (p *partials) packed(i entry) packed {
	return p.chunks[i.chunk][i.at:]
}

// join brings partials together, ascending by unit.
func join(all ...*partials) *partials {
	joined := new(partials)
	var places []int // where the next item of a unit goes
	for _, p := range all {
		for _, i := range p.entries {
			if n := int(i.unit) + 2 - len(places); n > 0 {
				places = append(places, make([]int, n)...)
			}
			places[i.unit+1]++
		}
	}
	for u := 1; u < len(places); u++ {
		places[u] += places[u-1]
	}
	if len(places) > 0 {
		joined.entries = make([]entry, places[len(places)-1])
	}
	for _, p := range all {
		base := uint32(len(joined.chunks))
		for _, i := range p.entries {
			joined.entries[places[i.unit]] = entry{i.unit, base + i.chunk, i.at}
			places[i.unit]++
		}
		joined.chunks = append(joined.chunks, p.chunks...)
		joined.bytes += p.bytes
	}
	return joined
}

// partial is packed sums, of which the key was taken off.
type partial struct {
	key
	packed
}

// compare orders partials by what they are about.
func (r partial) compare(o partial) int {
	if r.start != o.start {
		return cmp.Compare(r.start, o.start)
	}
	return cmp.Compare(r.agent, o.agent)
}

// units yields the partial sums of each unit of partials that were joined, in order. The
// slice is used again for the next unit.
func (p *partials) units(entries []entry, yield func(unit uint32, parts []partial)) {
	var parts []partial
	for len(entries) > 0 {
		parts = parts[:0]
		unit := entries[0].unit
		for len(entries) > 0 && entries[0].unit == unit {
			body := p.packed(entries[0])
			parts = append(parts, partial{body.key(), body})
			entries = entries[1:]
		}
		if !slices.IsSortedFunc(parts, partial.compare) {
			slices.SortFunc(parts, partial.compare)
		}
		yield(unit, parts)
	}
}

// merged adds up the sums of one unit and key.
func (p *partials) merged(words *lake.Words) *partials {
	all := join(p)
	out := new(partials)
	var s sums
	all.units(all.entries, func(unit uint32, parts []partial) {
		for len(parts) > 0 {
			s.reset()
			k := parts[0].key
			for len(parts) > 0 && parts[0].key == k {
				parts[0].addTo(&s, words)
				parts = parts[1:]
			}
			out.add(unit, k, &s)
		}
	})
	return out
}

// renumber gives units other numbers, by those from before.
func (p *partials) renumber(numbers []uint32) {
	for i := range p.entries {
		p.entries[i].unit = numbers[p.entries[i].unit]
	}
}

// countUnits is how many units there are in partials that were joined.
func (p *partials) countUnits() (n int) {
	for i := range p.entries {
		if i == 0 || p.entries[i].unit != p.entries[i-1].unit {
			n++
		}
	}
	return n
}

// shares cuts the entries of partials that were joined into n shares at most, units kept
// whole.
func (p *partials) shares(n int) (shares [][]entry) {
	for rest := p.entries; len(rest) > 0; n-- {
		end := (len(rest) + n - 1) / n
		for end < len(rest) && rest[end].unit == rest[end-1].unit {
			end++
		}
		shares, rest = append(shares, rest[:end]), rest[end:]
	}
	return shares
}
