package assemble

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// addPlaces takes the places of a day into those of the report.
func (b *builder) addPlaces(day lake.Day, shares []*places) {
	if len(shares) == 0 || shares[0] == nil {
		return
	}
	all := shares[0]
	all.leave()
	for _, s := range shares[1:] {
		s.leave()
		all.merge(s)
	}
	if b.report.Places == nil {
		b.report.Places = new(report.Places)
	}
	r, words := b.report.Places, b.identities.words
	start := day.Start()
	addQuarters(&r.All, &all.all, start, words)
	r.Servers = addNamed(r.Servers, &all.servers, words, func(p *report.Place, q *quarters) { addQuarters(p, q, start, words) })
	r.Mailboxes = addNamed(r.Mailboxes, &all.mailboxes, words, func(p *report.Place, q *quarters) { addQuarters(p, q, start, words) })
	r.Networks = addNamed(r.Networks, &all.networks, words, func(p *report.Place, m *met) { addMet(&p.Span, m, words) })
	r.Agents = addNamed(r.Agents, &all.agents, words, func(p *report.Place, m *met) { addMet(&p.Span, m, words) })
	r.Addresses = addAddresses(r.Addresses, &all.addresses, words, (*addressSums).refuses)
	r.RefusedNetworks = addAddresses(r.RefusedNetworks, &all.sources, words, (*addressSums).refuses)
	r.RefusedAgents = addAddresses(r.RefusedAgents, &all.senders, words, (*addressSums).refuses)
	r.Challenged = addAddresses(r.Challenged, &all.addresses, words, (*addressSums).neverServes)
	r.Unproven = addUnproven(r.Unproven, &all.addresses, words)
	r.Accounts = addAccounts(r.Accounts, all, words)
	r.Probes = addProbes(r.Probes, all, words)
	if all.versions.Total() > r.Versions.Total() {
		r.Versions = all.versions
	}
	r.OneRow, r.TwoRows = r.OneRow+all.oneRow, r.TwoRows+all.twoRows
}

// addNamed adds the places of a day to those of the days before, by name.
func addNamed[V any](places []report.Place, day *boundedMap[lake.Word, V], words *lake.Words, add func(p *report.Place, v *V)) []report.Place {
	day.trim()
	for w, v := range day.kept {
		name := words.Text(w)
		at, found := slices.BinarySearchFunc(places, name, func(p report.Place, name string) int { return strings.Compare(p.Name, name) })
		if !found {
			places = slices.Insert(places, at, report.Place{Name: name})
		}
		add(&places[at], v)
	}
	return places
}

func addQuarters(p *report.Place, q *quarters, start time.Time, words *lake.Words) {
	addMet(&p.Span, &q.day, words)
	q.typical.leave()
	p.Span.Halves.Merge(q.typical.day)
	for i := range q.hours {
		h := report.ServerHour{Start: start.Add(time.Duration(i) * time.Hour), Home: q.hours[i].home}
		for _, m := range q.of[4*i : 4*i+4] {
			h.Hits, h.Failures = h.Hits+m.hits, h.Failures+m.kinds[report.Failed].hits
		}
		if h.Hits == 0 && h.Home == 0 {
			continue
		}
		p.Span.Times.Merge(q.hours[i].times)
		half, _ := q.hours[i].times.Quantile(0.5)
		most, _ := q.hours[i].times.Quantile(0.95)
		h.Served, h.Half, h.Most = q.hours[i].times.Count(), int64(half), int64(most)
		typical, _ := q.typical.hours[i].Quantile(0.5)
		h.Devices, h.Typical = q.typical.hours[i].Count(), int64(typical)
		addTrouble(&h.Own, &q.hours[i].own, words)
		p.Hours = append(p.Hours, h)
	}
	for i := range q.of {
		if q.of[i].hits == 0 {
			continue
		}
		m := report.Met{Start: start.Add(time.Duration(i) * quarterSeconds * time.Second)}
		addMet(&m, &q.of[i], words)
		p.Quarters = append(p.Quarters, m)
	}
}

// addMet adds what was met on a day. The devices of several days are those of the day that
// has most of them.
func addMet(to *report.Met, m *met, words *lake.Words) {
	to.Hits += m.hits
	to.Devices, to.Largest = max(to.Devices, m.devices), max(to.Largest, m.largest)
	for i := range m.kinds {
		addTrouble(&to.Kinds[i], &m.kinds[i], words)
	}
}

func addTrouble(t *report.Trouble, x *trouble, words *lake.Words) {
	if x.hits == 0 {
		return
	}
	t.Hits += x.hits
	for _, c := range x.outcomes {
		t.Outcomes.Add(words.Text(c.Key), c.N)
	}
	t.Devices, t.Largest, t.Again = max(t.Devices, x.devices), max(t.Largest, x.largest), max(t.Again, x.again)
	widen(&t.First, &t.Last, x.first, x.last)
	t.Moments.Merge(x.moments, 0)
}

// addProbes adds the probes of a day.
func addProbes(all []report.Probe, p *places, words *lake.Words) []report.Probe {
	p.probed.trim()
	for w, hits := range p.probeHits {
		name := words.Text(w)
		at, found := slices.BinarySearchFunc(all, name, func(x report.Probe, name string) int { return strings.Compare(x.Name, name) })
		if !found {
			all = slices.Insert(all, at, report.Probe{Name: name})
		}
		x := &all[at]
		x.Hits += hits
		failed := p.probed.kept[w]
		if failed == nil {
			continue
		}
		x.Failed += failed.hits
		for _, c := range failed.outcomes {
			x.Outcomes.Add(words.Text(c.Key), c.N)
		}
		widen(&x.First, &x.Last, failed.first, failed.last)
	}
	return all
}

// widen makes a span of times hold another, which is in milliseconds.
func widen(first, last *time.Time, from, to int64) {
	if t := time.UnixMilli(from).UTC(); first.IsZero() || t.Before(*first) {
		*first = t
	}
	if t := time.UnixMilli(to).UTC(); t.After(*last) {
		*last = t
	}
}

// addAddresses adds those of a day that are to be kept. Numbers of accounts, addresses and
// devices are, of several days, those of the day that has most.
func addAddresses(all []report.Address, day *boundedMap[lake.Word, addressSums], words *lake.Words, keep func(*addressSums) bool) []report.Address {
	day.trim()
	for w, a := range day.kept {
		if !keep(a) {
			continue
		}
		name := words.Text(w)
		at, found := slices.BinarySearchFunc(all, name, func(x report.Address, name string) int { return strings.Compare(x.Name, name) })
		if !found {
			all = slices.Insert(all, at, report.Address{Name: name})
		}
		a.addTo(&all[at], words)
	}
	return all
}

func (a *addressSums) addTo(x *report.Address, words *lake.Words) {
	x.Hits += a.hits
	x.Refused += a.refused
	x.Challenged += a.challenged
	x.Accounts = max(x.Accounts, min(a.tried.len(), maxTried))
	x.Shut = max(x.Shut, a.shut())
	x.Addresses = max(x.Addresses, min(a.from.len(), maxTried))
	x.Devices = max(x.Devices, min(a.devices.len(), maxTried))
	x.SucceededAs = succeeded(x.SucceededAs, a, words)
	for _, agent := range a.agents {
		x.Agents.Add(words.Text(agent.Key), agent.N)
	}
	if a.refused > 0 {
		widen(&x.First, &x.Last, a.first, a.last)
	} else {
		widen(&x.First, &x.Last, a.began, a.ended)
	}
}

// refuses reports whether logons were refused.
func (a *addressSums) refuses() bool { return a.refused > 0 }

// addUnproven adds addresses with requests that are nobody's; addresses were trimmed before.
func addUnproven(all []report.Unproven, day *boundedMap[lake.Word, addressSums], words *lake.Words) []report.Unproven {
	for w, a := range day.kept {
		if a.unproven == 0 {
			continue
		}
		name := words.Text(w)
		at, found := slices.BinarySearchFunc(all, name, func(x report.Unproven, name string) int { return strings.Compare(x.Name, name) })
		if !found {
			all = slices.Insert(all, at, report.Unproven{Name: name})
		}
		x := &all[at]
		x.Hits, x.IDs = x.Hits+a.unproven, max(x.IDs, min(a.ids.len(), maxTried))
		widen(&x.First, &x.Last, a.since, a.until)
	}
	return all
}

// neverServes reports whether there were many challenges, and hardly anything else.
func (a *addressSums) neverServes() bool {
	const (
		many      = 100
		nearlyAll = 95 // percent
	)
	return a.challenged >= many && a.challenged*100 >= nearlyAll*a.hits && a.gotIn.len() == 0
}

// shut is how many accounts were tried and never got in, 0 if too many got in to know them.
func (a *addressSums) shut() (n int) {
	if a.gotIn.len() > maxTried {
		return 0
	}
	gotIn := a.gotIn.compact()
	for _, w := range a.tried.compact() {
		if _, found := slices.BinarySearch(gotIn, w); !found {
			n++
		}
	}
	return min(n, maxTried)
}

// succeeded adds the accounts that were tried and got in, unless there are too many to know.
func succeeded(names []string, a *addressSums, words *lake.Words) []string {
	if a.tried.len() > maxTried || a.gotIn.len() > maxTried {
		return names
	}
	for _, w := range a.tried.compact() {
		if _, found := slices.BinarySearch(a.gotIn.compact(), w); found {
			names = append(names, words.Text(w))
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return names[:min(len(names), report.MaxSucceeded)]
}

func addAccounts(all []report.Account, p *places, words *lake.Words) []report.Account {
	p.accounts.trim()
	for w, a := range p.accounts.kept {
		name := words.Text(w)
		at, found := slices.BinarySearchFunc(all, name, func(x report.Account, name string) int { return strings.Compare(x.Name, name) })
		if !found {
			all = slices.Insert(all, at, report.Account{Name: name})
		}
		x := &all[at]
		x.Refused += a.refused
		x.Elsewhere, x.Locked = x.Elsewhere+a.elsewhere, x.Locked+a.locked
		x.Devices, x.Addresses = max(x.Devices, min(a.devices.len(), maxTried)), max(x.Addresses, len(a.from))
		if x.From == "" {
			x.From = topText(a.from, words)
		}
		if x.ElsewhereFrom == "" {
			x.ElsewhereFrom = topText(a.away, words)
		}
		widen(&x.First, &x.Last, a.first, a.last)
	}
	return all
}

// topText is the most frequent of some words, the smallest text of equals.
func topText(counts report.Tally[lake.Word], words *lake.Words) string {
	texts := make(map[string]int64)
	for _, c := range counts {
		texts[words.Text(c.Key)] += c.N
	}
	most := ""
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		if most == "" || texts[text] > texts[most] {
			most = text
		}
	}
	return most
}
