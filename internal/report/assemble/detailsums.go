package assemble

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// detailSums are the days of a wanted unit, each with the sides that count.
type detailSums struct {
	senders                  report.Tally[uint32]
	cells                    map[cellName]*cellSums
	minutes                  []report.Minute
	noMinutes                bool
	servers, clients, agents shareMap
}

// shareMap are names' sums, and the hits of names that were not told apart.
type shareMap struct {
	names map[lake.Word]*shareSums
	other int64
}

func newDetailSums() *detailSums {
	s := &detailSums{cells: make(map[cellName]*cellSums)}
	for _, m := range []*shareMap{&s.servers, &s.clients, &s.agents} {
		m.names = make(map[lake.Word]*shareSums)
	}
	return s
}

// addDay takes a day in.
func (s *detailSums) addDay(day lake.Day, d *detailDay, words *lake.Words) {
	front, back := &d.sides[activesync.FrontEnd], &d.sides[activesync.BackEnd]
	choice := newSideChoice(&front.outcomes, &back.outcomes)
	counts := false
	for _, side := range [...]activesync.Side{activesync.FrontEnd, activesync.BackEnd} {
		counts = s.addCells(&d.sides[side], side, choice, words) || counts
	}
	if !counts { // the other side's copy of requests that are not in the span
		return
	}
	s.senders.Merge(front.senders)
	s.senders.Merge(back.senders)
	main := &d.sides[choice.main]
	for n, m := range []*shareMap{&s.servers, &s.clients, &s.agents} {
		m.addDay(main.names()[n])
	}
	s.addMinutes(day, d, choice, words)
}

// addCells adds what a side counts for, and reports whether that is anything.
func (s *detailSums) addCells(side *detailSide, of activesync.Side, choice sideChoice, words *lake.Words) (counts bool) {
	add := func(name cellName, c *cellSums) {
		if !c.counted(of, choice) {
			return
		}
		counts = true
		if s.cells[name] == nil {
			s.cells[name] = new(cellSums)
		}
		s.cells[name].merge(c)
	}
	side.cells.trim()
	for key, c := range side.cells.kept {
		add(newCellName(key, of, words), c)
	}
	if side.cells.overflowed {
		add(cellName{command: report.Other, side: of}, &side.cells.other)
	}
	return counts
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

// addMinutes puts the minutes of the sides that count together.
func (s *detailSums) addMinutes(day lake.Day, d *detailDay, choice sideChoice, words *lake.Words) {
	all := make(map[int64]bool)
	for i := range d.sides {
		for minute := range d.sides[i].minutes {
			all[minute] = true
		}
	}
	of := func(side activesync.Side, minute int64) minuteSums {
		if m := d.sides[side].minutes[minute]; m != nil {
			return *m
		}
		return minuteSums{}
	}
	for _, minute := range slices.Sorted(maps.Keys(all)) {
		main := of(choice.main, minute)
		m := report.Minute{
			Start: day.Start().Add(time.Duration(minute) * time.Minute),
			Hits:  main.hits, Waiting: main.waiting,
			Failures: of(choice.failures, minute).failures, FullSyncs: of(choice.syncs, minute).full,
		}
		if m.Hits == 0 && m.Failures == 0 && m.FullSyncs == 0 {
			continue
		}
		m.Commands = make(report.Tally[string], 0, len(main.commands))
		for _, c := range main.commands {
			m.Commands.Add(words.Text(c.Key), c.N)
		}
		s.minutes = append(s.minutes, m)
	}
}

// detail is what the sums say, without the identity.
func (s *detailSums) detail(words *lake.Words) report.Detail {
	return report.Detail{
		Minutes: s.minutes, NoMinutes: s.noMinutes, Cells: makeCells(s.cells),
		Servers: s.servers.shares(words), Clients: s.clients.shares(words), UserAgents: s.agents.shares(words),
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
