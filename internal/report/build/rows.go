package report

import (
	"cmp"
	"slices"
	"strings"
)

// place is what a row is ordered by, and where its sums are.
type place struct {
	start, hits int64
	rank        uint32 // of its unit by name
	entry        entry   // unit is the place in collection.units
}

// rows gives the rows of the query by time, then hits, then by all that tells
// rows apart.
func (c *collection) rows() Rows {
	units := c.asked()
	slices.SortFunc(units, c.compareNames)
	order := make([]place, 0, len(c.partials.entries))
	rank := uint32(0)
	for n, u := range units {
		if n > 0 && c.compareNames(units[n-1], u) != 0 {
			rank++
		}
		for _, i := range c.units[u].entries {
			body := c.partials.packed(i)
			k := body.key()
			order = append(order, place{k.start, body.hits(), rank, entry{u, i.chunk, i.at}})
		}
	}
	slices.SortFunc(order, func(a, b place) int {
		// Stepwise, because most rows differ in the first two: cmp.Or takes all steps.
		if a.start != b.start {
			return cmp.Compare(a.start, b.start)
		}
		if a.hits != b.hits {
			return cmp.Compare(b.hits, a.hits)
		}
		if a.rank != b.rank {
			return cmp.Compare(a.rank, b.rank)
		}
		return c.compareAlike(a, b)
	})
	return NewRows(len(order),
		func(row *Row, i int) { c.fill(row, order[i]) },
		func(row *Row, i int) { c.brief(row, order[i]) })
}

// compareAlike compares rows whose units have the same names.
func (c *collection) compareAlike(a, b place) int {
	var x, y Row
	c.fill(&x, a)
	c.fill(&y, b)
	return cmp.Or(strings.Compare(x.UserAgent, y.UserAgent), compareBool(x.Probe, y.Probe))
}

// asked are the units that the query asks for.
func (c *collection) asked() []uint32 {
	if c.query.TopHits > 0 {
		return c.busiest(c.query.TopHits)
	}
	units := make([]uint32, len(c.units))
	for i := range units {
		units[i] = uint32(i)
	}
	return units
}

func (c *collection) compareNames(a, b uint32) int {
	x, y := &c.units[a].names, &c.units[b].names
	if x.user != y.user {
		return strings.Compare(c.texts.Of(x.user), c.texts.Of(y.user))
	}
	if x.device != y.device {
		return strings.Compare(c.texts.Of(x.device), c.texts.Of(y.device))
	}
	return 0
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
