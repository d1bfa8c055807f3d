package report

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/lake"
)

// collection is what all units did in the span, each with its sums in order.
type collection struct {
	query *Query
	identities   *identities
	texts *lake.Texts
	partials  *partials
	units []unitSums
	// scratch has *sums, for what is needed of them while a row is made.
	scratch sync.Pool
}

// unitSums are the sums of a unit.
type unitSums struct {
	unit
	names
	entries          []entry
	hits, failures int64
}

// newCollection takes a pile that has one sums for each unit and key.
func newCollection(q *Query, w *identities, p *partials) *collection {
	c := &collection{query: q, identities: w, partials: p, units: make([]unitSums, 0, p.countUnits())}
	c.scratch.New = func() any { return newSums() }
	var senders Tally[uint32]
	var all outcomes
	for items := p.entries; len(items) > 0; {
		n := 1
		for n < len(items) && items[n].unit == items[0].unit {
			n++
		}
		senders, all = senders[:0], all.empty()
		for _, i := range items[:n] {
			body := p.packed(i)
			body.key()
			addTally(&body, &senders)
			body.addOutcomes(&all)
		}
		c.units = append(c.units, unitSums{
			unit: w.units[items[0].unit], names: w.names(senders), entries: items[:n], hits: all.hits, failures: all.failures,
		})
		items = items[n:]
	}
	w.forget()
	c.texts = w.words.Texts()
	return c
}

// most gives the units with the most hits, largest first and equal ones by name,
// without monitoring probes; at most n.
func (c *collection) busiest(n int) []uint32 {
	var most []uint32
	for i := range c.units {
		if !c.units[i].probe {
			most = append(most, uint32(i))
		}
	}
	c.sortByHits(most)
	return most[:min(len(most), n)]
}

// sortByHits orders units by hits, largest first and equal ones by name.
func (c *collection) sortByHits(units []uint32) {
	slices.SortFunc(units, func(i, k uint32) int {
		a, b := &c.units[i], &c.units[k]
		if a.hits != b.hits {
			return cmp.Compare(b.hits, a.hits)
		}
		return cmp.Or(strings.Compare(c.texts.Of(a.unit.device), c.texts.Of(b.unit.device)),
			strings.Compare(c.texts.Of(a.account), c.texts.Of(b.account)))
	})
}

// devices are a row for each device that the query asks for, over the whole span.
func (c *collection) devices() Rows {
	n := len(c.units)
	if c.query.TopHits > 0 {
		n = c.query.TopHits
	}
	units := c.busiest(n)
	fill := func(row *Row, i int) {
		u := &c.units[units[i]]
		c.row(row, u, u.entries)
	}
	return NewRows(len(units), fill, fill)
}

// top is the rows of the devices with the most hits.
func top(devices Rows) []Row {
	rows := make([]Row, min(devices.Len(), TopDevices))
	for i := range rows {
		devices.Get(i, &rows[i])
	}
	return rows
}

// totals are over all units, also those beyond the query's TopHits.
func (c *collection) totals() (t Totals) {
	devices, accounts := make(map[lake.Word]bool), make(map[lake.Word]bool)
	for i := range c.units {
		u := &c.units[i]
		if u.probe {
			t.Probes++
			t.ProbeHits += u.hits
			continue
		}
		t.Hits += u.hits
		t.Failures += u.failures
		devices[u.unit.device], accounts[u.account] = true, true
	}
	delete(devices, 0)
	delete(accounts, 0)
	t.Devices, t.Users = len(devices), len(accounts)
	return t
}
