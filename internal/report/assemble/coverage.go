package assemble

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// coverage gathers which hours servers and sites have.
type coverage struct {
	query          *report.Query
	hours          hours
	servers, sites parts
	seen           map[lake.SourceID]bool
	records        bool // some source has records before and after, or in, the span
}

// parts are by their names in lower case: the same server may be spelled in
// several ways.
type parts map[string]*partSums

type partSums struct {
	report.Part
	servers map[string]bool
}

func newCoverage(q *report.Query) *coverage {
	return &coverage{query: q, hours: newHours(q), servers: make(parts), sites: make(parts), seen: make(map[lake.SourceID]bool)}
}

// part is the part of a name.
func (c *coverage) part(of parts, name string) *partSums {
	key := strings.ToLower(name)
	p := of[key]
	if p == nil {
		p = &partSums{report.Part{Name: name, Hours: make([]report.HourState, c.hours.n)}, make(map[string]bool)}
		of[key] = p
	}
	p.Name = min(p.Name, name) // whatever comes first
	return p
}

// addDay takes the files of a day in.
func (c *coverage) addDay(day lake.Day, files []*dayFile, words *lake.Words) {
	first := c.hours.onDay(day).first
	for _, f := range files {
		names := make([]string, 0, 1)
		for _, p := range f.seen {
			var of []*partSums
			if name := words.Text(p.server); name != "" {
				of = append(of, c.part(c.servers, name))
				names = append(names, name)
			}
			of = append(of, c.part(c.sites, siteOf(f.stamp)))
			for _, part := range of {
				part.present(first, p)
			}
		}
		c.addSource(f.id, f.stamp, names)
	}
}

// present notes hours with requests, of a day whose first hour is given.
func (p *partSums) present(first int, seen presence) {
	p.Front, p.Back = p.Front || seen.has(activesync.FrontEnd), p.Back || seen.has(activesync.BackEnd)
	for i := range touchedHours {
		if at := first + i; seen.hours>>i&1 != 0 && at >= 0 && at < len(p.Hours) {
			p.Hours[at] = report.Present
		}
	}
}

// addSource notes the hours from a source's first record to its last, for its site and
// servers, and whether they were seen in the days before the span.
func (c *coverage) addSource(id lake.SourceID, stamp lake.Stamp, servers []string) {
	c.seen[id] = true
	site := c.part(c.sites, siteOf(stamp))
	of := []*partSums{site}
	for _, name := range servers {
		site.servers[c.part(c.servers, name).Name] = true
		of = append(of, c.part(c.servers, name))
	}
	r := &stamp.Reading
	for _, part := range of {
		part.Expected = part.Expected || slices.ContainsFunc(r.Days, c.before)
	}
	if r.First.IsZero() || r.Last.Before(r.First) {
		return
	}
	c.records = c.records || r.First.Before(c.query.To) && !r.Last.Before(c.query.From)
	first, last := max(c.hours.index(r.First.Unix()), 0), min(c.hours.index(r.Last.Unix()), c.hours.n-1)
	for _, part := range of {
		if last := earlier(r.Last, c.query.To); last.After(part.Last) {
			part.Last = last
		}
		for i := first; i <= last; i++ {
			part.Hours[i] = max(part.Hours[i], report.Empty)
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// before reports whether a day is one of those before the span that count.
func (c *coverage) before(day lake.Day) bool {
	first, _ := spanDays(c.query)
	return first-lake.Day(c.query.Expected.Days) <= day && day < first
}

// expect notes which servers and sites should be there.
func (c *coverage) expect(ctx context.Context, s store.Reader) error {
	e := &c.query.Expected
	for _, name := range e.Servers {
		c.part(c.servers, name).Expected = true
	}
	for _, name := range e.Sites {
		c.part(c.sites, name).Expected = true
	}
	if e.Days > 0 {
		if err := c.lookBack(ctx, s); err != nil {
			return err
		}
	}
	for _, name := range e.Retired {
		for _, of := range []parts{c.servers, c.sites} {
			if p := of[strings.ToLower(name)]; p != nil {
				p.Expected = false
			}
		}
	}
	return nil
}

// report puts what was gathered into a Coverage.
func (c *coverage) report(to *report.Coverage) {
	for i := range c.hours.n {
		to.Hours = append(to.Hours, c.hours.start(i, c.query.Location()))
	}
	to.Servers, to.Sites = c.servers.list(), c.sites.list()
	for i := range to.Sites {
		to.Front, to.Back = to.Front || to.Sites[i].Front, to.Back || to.Sites[i].Back
	}
}

func (p parts) list() []report.Part {
	list := make([]report.Part, 0, len(p))
	for _, part := range p {
		for name := range part.servers {
			part.Servers = append(part.Servers, name)
		}
		slices.Sort(part.Servers)
		list = append(list, part.Part)
	}
	slices.SortFunc(list, func(a, b report.Part) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// presence is in which hours of a day a file has rows of a server, as bits, and of
// which sides.
type presence struct {
	server       lake.Word
	hours, sides uint32
}

func (p *presence) has(side activesync.Side) bool { return p.sides>>side&1 != 0 }

// presences are what a scanner has seen in a row group.
type presences struct {
	all   []presence
	place map[lake.Word]int
}

func newPresences() presences { return presences{place: make(map[lake.Word]int)} }

// find is the presence of a server, to be used before that of another is asked for.
func (p *presences) find(server lake.Word) *presence {
	at, seen := p.place[server]
	if !seen {
		at = len(p.all)
		p.place[server] = at
		p.all = append(p.all, presence{server: server})
	}
	return &p.all[at]
}

// take returns what was seen, and forgets it.
func (p *presences) take() []presence {
	all := slices.Clone(p.all)
	p.all = p.all[:0]
	clear(p.place)
	return all
}
