package assemble

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// detailSums are the days of a wanted unit.
type detailSums struct {
	senders                             report.Tally[uint32]
	cells                               map[cellName]*cellSums
	minutes                             []report.Minute
	noMinutes                           bool
	servers, clients, agents, mailboxes shareMap
}

// shareMap are names' sums, and the hits of names that were not told apart.
type shareMap struct {
	names map[lake.Word]*shareSums
	other int64
}

func newDetailSums() *detailSums {
	s := &detailSums{cells: make(map[cellName]*cellSums)}
	for _, m := range []*shareMap{&s.servers, &s.clients, &s.agents, &s.mailboxes} {
		m.names = make(map[lake.Word]*shareSums)
	}
	return s
}

// addDay takes a day in.
func (s *detailSums) addDay(day lake.Day, d *detailDay, words *lake.Words) {
	s.senders.Merge(d.senders)
	s.addCells(d, words)
	for n, m := range []*shareMap{&s.servers, &s.clients, &s.agents, &s.mailboxes} {
		m.addDay(d.names()[n])
	}
	s.addMinutes(day, d, words)
}

func (s *detailSums) addCells(d *detailDay, words *lake.Words) {
	add := func(name cellName, c *cellSums) {
		if s.cells[name] == nil {
			s.cells[name] = new(cellSums)
		}
		s.cells[name].merge(c)
	}
	d.cells.trim()
	for key, c := range d.cells.kept {
		add(newCellName(key, words), c)
	}
	if d.cells.overflowed {
		add(cellName{command: report.Other}, &d.cells.other)
	}
}

func (m *shareMap) addDay(day *boundedMap[lake.Word, shareSums]) {
	day.trim()
	for word, share := range day.kept {
		if m.names[word] == nil {
			m.names[word] = new(shareSums)
		}
		m.names[word].merge(share)
	}
	m.other += day.other.hits
}

func (s *detailSums) addMinutes(day lake.Day, d *detailDay, words *lake.Words) {
	s.minutes = slices.Grow(s.minutes, len(d.minutes))
	counts := 0
	for _, of := range d.minutes {
		counts += len(of.commands)
	}
	all := make(report.Tally[string], 0, counts) // of which each minute has a part
	for _, minute := range slices.Sorted(maps.Keys(d.minutes)) {
		of, commands := d.minutes[minute], all[len(all):]
		for _, c := range of.commands {
			commands.Add(words.Text(c.Key), c.N)
		}
		all = all[:len(all)+len(commands)]
		s.minutes = append(s.minutes, report.Minute{
			Start: day.Start().Add(time.Duration(minute) * time.Minute),
			Hits:  of.hits, Waiting: of.waiting, Failures: of.failures, FullSyncs: of.full, Commands: slices.Clip(commands),
		})
	}
}

// detail is what the sums say, without the identity.
func (s *detailSums) detail(words *lake.Words) report.Detail {
	return report.Detail{
		Minutes: s.minutes, NoMinutes: s.noMinutes, Cells: makeCells(s.cells),
		Servers: s.servers.shares(words), Clients: s.clients.shares(words), UserAgents: s.agents.shares(words), Mailboxes: s.mailboxes.shares(words),
	}
}

func (m *shareMap) shares(words *lake.Words) report.Shares {
	all := make([]report.Share, 0, len(m.names))
	for word, s := range m.names {
		all = append(all, report.Share{
			Name: words.Text(word), Hits: s.hits, First: time.UnixMilli(s.first).UTC(), Last: time.UnixMilli(s.last).UTC(),
		})
	}
	slices.SortFunc(all, func(a, b report.Share) int {
		return cmp.Or(cmp.Compare(b.Hits, a.Hits), strings.Compare(a.Name, b.Name))
	})
	shares := report.Shares{Top: slices.Clone(all[:min(len(all), report.MaxShares)]), Names: len(all), OtherHits: m.other}
	for _, s := range all[len(shares.Top):] {
		shares.OtherHits += s.Hits
	}
	return shares
}
