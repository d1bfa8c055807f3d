package assemble

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// collection is what all units did in the span, each with its sums in order.
type collection struct {
	query      *report.Query
	folded     *report.Folded
	identities *identities
	texts      *lake.Texts
	partials   *partials
	units      []unitSums
	// scratch has *sums, for what is needed of them while a row is made.
	scratch sync.Pool
}

// unitSums are the sums of a unit.
type unitSums struct {
	unit
	names
	entries        []entry
	hits, failures int64
	stranger       bool // nobody ever logged on
}

// newCollection takes partials that have one sums for each unit and key.
func newCollection(q *report.Query, f *report.Folded, w *identities, p *partials) *collection {
	c := &collection{query: q, folded: f, identities: w, partials: p, units: make([]unitSums, 0, p.countUnits())}
	c.scratch.New = func() any { return newSums() }
	var senders report.Tally[uint32]
	var all outcomes
	for entries := p.entries; len(entries) > 0; {
		n := 1
		for n < len(entries) && entries[n].unit == entries[0].unit {
			n++
		}
		senders, all = senders[:0], all.empty()
		for _, i := range entries[:n] {
			body := p.packed(i)
			body.key()
			addTally(&body, &senders)
			body.addOutcomes(&all)
		}
		c.units = append(c.units, unitSums{
			unit: w.units[entries[0].unit], names: w.names(w.units[entries[0].unit], senders), entries: entries[:n],
			hits: all.hits, failures: all.failures, stranger: all.anonymous == all.hits,
		})
		entries = entries[n:]
	}
	c.texts = w.words.Texts()
	return c
}

// busiest are the units with the most hits, largest first and equal ones by name,
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
			strings.Compare(c.texts.Of(a.person), c.texts.Of(b.person)))
	})
}

// devices are a row for each device that the query asks for, over the whole span.
func (c *collection) devices() report.Rows {
	n := len(c.units)
	if c.query.TopHits > 0 {
		n = c.query.TopHits
	}
	units := c.busiest(n)
	fill := func(row *report.Row, i int) {
		u := &c.units[units[i]]
		c.makeRow(row, u, u.entries)
	}
	return report.NewRows(len(units), fill, fill)
}

// top is the rows of the devices with the most hits.
func top(devices report.Rows) []report.Row {
	rows := make([]report.Row, min(devices.Len(), report.TopDevices))
	for i := range rows {
		devices.Get(i, &rows[i])
	}
	return rows
}

// totals are over all units, also those beyond the query's TopHits.
func (c *collection) totals() (t report.Totals) {
	devices, persons := make(map[lake.Word]bool), make(map[lake.Word]bool)
	for i := range c.units {
		u := &c.units[i]
		if u.probe {
			t.Probes++
			t.ProbeHits += u.hits
			if 2*u.failures > u.hits {
				t.FailingProbes++
			}
			continue
		}
		t.Hits += u.hits
		t.Failures += u.failures
		devices[u.unit.device] = true
		persons[u.person] = true
	}
	delete(devices, 0)
	delete(persons, 0)
	t.Devices, t.Users = len(devices), len(persons)
	return t
}

// sharedUsers looks for accounts with several devices.
func (c *collection) sharedUsers() (s report.SharedUsers) {
	type account struct {
		hits  int64
		units []uint32
	}
	several := make(map[lake.Word]*account) // nil until there is a second device
	for i := range c.units {
		if u := &c.units[i]; u.named() && !u.stranger {
			if _, seen := several[u.person]; !seen {
				several[u.person] = nil
			} else if several[u.person] == nil {
				several[u.person] = new(account)
			}
		}
	}
	for i := range c.units {
		if u := &c.units[i]; u.named() && !u.stranger && several[u.person] != nil {
			a := several[u.person]
			a.hits += u.hits
			a.units = append(a.units, uint32(i))
		}
	}
	var words []lake.Word
	for word, a := range several {
		if a != nil {
			words = append(words, word)
		}
	}
	slices.SortFunc(words, func(i, k lake.Word) int {
		a, b := several[i], several[k]
		return cmp.Or(cmp.Compare(len(b.units), len(a.units)), cmp.Compare(b.hits, a.hits),
			strings.Compare(c.texts.Of(i), c.texts.Of(k)))
	})
	s.N = len(words)
	for _, word := range words[:min(len(words), report.MaxSharedUsers)] {
		a := several[word]
		c.sortByHits(a.units)
		user := report.SharedUser{User: c.texts.Of(c.units[a.units[0]].user), Hits: a.hits, N: len(a.units)}
		if others := c.folded.DeviceIDs(report.OtherDevices, user.User); others > 0 {
			user.N += int(others) - 1 // one of the units stands for them
		}
		for _, i := range a.units[:min(len(a.units), report.MaxUserDevices)] {
			u := &c.units[i]
			user.Devices = append(user.Devices, report.UserDevice{
				DeviceID: c.texts.Of(u.names.device), DeviceType: c.texts.Of(u.kind), Hits: u.hits, Failures: u.failures,
			})
		}
		s.Users = append(s.Users, user)
	}
	return s
}

// named reports whether a unit is a device with an id, of an account.
func (u *unit) named() bool { return !u.probe && u.device != 0 && u.person != 0 }
