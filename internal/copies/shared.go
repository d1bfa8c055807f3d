package copies

import (
	"cmp"
	"slices"

	"github.com/easreport/easreport/internal/lake"
)

// leastMarks is how many marks two logs have in common, with the same requests between them,
// if one has a piece of the other: a single request may be alike by chance.
const leastMarks = 2

// Shared returns groups of sources whose logs have requests of a day in common: one is a
// piece of the other, from its end or its middle, or they are of several logs put together.
// It goes by the Sketches of the stamps of that day's files. A piece from the end shows by
// four requests, one from the middle if it is large enough: see sketch.MaxMarks. Sources
// without a Sketch are in no group.
func Shared(sources []Source) [][]Source {
	order := slices.Clone(sources)
	slices.SortFunc(order, func(a, b Source) int {
		return cmp.Or(cmp.Compare(b.Stamp.Reading.Requests, a.Stamp.Reading.Requests), byKey(a, b))
	})
	type first struct { // of the sources to have a mark
		source int
		sum    uint32
	}
	marks, ends := make(map[uint64]first), make(map[uint64]int)
	all := newJoined()
	for i := range order {
		type piece struct {
			of     int
			before uint32 // what the other one has before it, and this one has not
		}
		pieces := make(map[piece]int)
		for m := range order[i].Stamp.Sketch.Marks() {
			owner, known := marks[m.Hash]
			if !known {
				marks[m.Hash] = first{i, m.Sum}
				continue
			}
			p := piece{owner.source, owner.sum - m.Sum}
			if pieces[p]++; pieces[p] == leastMarks {
				all.join(order[owner.source], order[i])
			}
		}
		end, known := order[i].Stamp.Sketch.End()
		if !known {
			continue
		}
		if owner, known := ends[end]; known {
			all.join(order[owner], order[i])
		} else {
			ends[end] = i
		}
	}
	return all.groups()
}

// Join makes one group of those that have a source in common.
func Join(groups [][]Source) [][]Source {
	all := newJoined()
	for _, group := range groups {
		for _, s := range group[1:] {
			all.join(group[0], s)
		}
	}
	return all.groups()
}

// joined are sources in disjoint groups.
type joined struct {
	sources map[lake.SourceID]Source
	up      map[lake.SourceID]lake.SourceID // to another of the group; the last one has none
}

func newJoined() *joined {
	return &joined{make(map[lake.SourceID]Source), make(map[lake.SourceID]lake.SourceID)}
}

func (j *joined) join(a, b Source) {
	j.sources[a.ID], j.sources[b.ID] = a, b
	if top, other := j.top(a.ID), j.top(b.ID); top != other {
		j.up[other] = top
	}
}

func (j *joined) top(id lake.SourceID) lake.SourceID {
	for {
		up, ok := j.up[id]
		if !ok {
			return id
		}
		if next, ok := j.up[up]; ok {
			j.up[id] = next // the way is half as long the next time
		}
		id = up
	}
}

// groups are in order of the first key of each.
func (j *joined) groups() (all [][]Source) {
	byTop := make(map[lake.SourceID][]Source)
	for id, s := range j.sources {
		top := j.top(id)
		byTop[top] = append(byTop[top], s)
	}
	for _, group := range byTop {
		slices.SortFunc(group, byKey)
		all = append(all, group)
	}
	slices.SortFunc(all, func(a, b []Source) int { return byKey(a[0], b[0]) })
	return all
}
