package report

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// SiteOf names the site of a source: its bucket and folder, without those parts of
// the path that are a date. Logs in CAS01/W3SVC1/2011/12/24 are of CAS01/W3SVC1.
func SiteOf(s lake.Stamp) string {
	folder := path.Dir(strings.ReplaceAll(s.Key, `\`, "/"))
	parts := []string{}
	if s.Bucket != "" {
		parts = append(parts, s.Bucket)
	}
	for part := range strings.SplitSeq(folder, "/") {
		_, value, partition := strings.Cut(part, "=")
		if !partition {
			value = part
		}
		if part != "." && !isDate(value) {
			parts = append(parts, part)
		}
	}
	return cmp.Or(strings.Join(parts, "/"), ".")
}

// isDate tells whether a part of a path is a date or a piece of one: 2011, 12, 24,
// 111224, 2011-12-24.
func isDate(s string) bool {
	digits := strings.NewReplacer("-", "", "_", "").Replace(s)
	n := len(digits)
	return (n == 2 || n == 4 || n == 6 || n == 8 || n == 10) && strings.Trim(digits, "0123456789") == ""
}

// cover gathers which hours servers and sites have.
type coverage struct {
	query          *Query
	hours          hours
	servers, sites parts
	seen           map[lake.SourceID]bool
}

// parts are by their names in lower case: the same server may be spelled in
// several ways.
type parts map[string]*partSums

type partSums struct {
	Part
	servers map[string]bool
}

func newCoverage(q *Query) *coverage {
	return &coverage{query: q, hours: newHours(q), servers: make(parts), sites: make(parts), seen: make(map[lake.SourceID]bool)}
}

// part gives the part of a name.
func (c *coverage) part(of parts, name string) *partSums {
	key := strings.ToLower(name)
	p := of[key]
	if p == nil {
		p = &partSums{Part{Name: name, Hours: make([]HourState, c.hours.n)}, make(map[string]bool)}
		of[key] = p
	}
	p.Name = min(p.Name, name) // whatever comes first
	return p
}

// day takes the files of a day in.
func (c *coverage) day(day lake.Day, files []*dayFile, words *lake.Words) {
	first := c.hours.onDay(day).first
	for _, f := range files {
		names := make([]string, 0, 1)
		for _, p := range f.seen {
			var of []*partSums
			if name := words.Text(p.server); name != "" {
				of = append(of, c.part(c.servers, name))
				names = append(names, name)
			}
			of = append(of, c.part(c.sites, SiteOf(f.stamp)))
			for _, part := range of {
				part.present(first, p)
			}
		}
		c.source(f.id, f.stamp, names)
	}
}

// present notes hours with requests, of a day whose first hour is given.
func (p *partSums) present(first int, seen presence) {
	p.Front, p.Back = p.Front || seen.has(activesync.FrontEnd), p.Back || seen.has(activesync.BackEnd)
	for i := range touchedHours {
		if at := first + i; seen.hours>>i&1 != 0 && at >= 0 && at < len(p.Hours) {
			p.Hours[at] = Present
		}
	}
}

// source notes the hours from a source's first record to its last, for its site and
// servers, and whether they were seen in the days before the span.
func (c *coverage) source(id lake.SourceID, stamp lake.Stamp, servers []string) {
	c.seen[id] = true
	site := c.part(c.sites, SiteOf(stamp))
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
	first, last := max(c.hours.index(r.First.Unix()), 0), min(c.hours.index(r.Last.Unix()), c.hours.n-1)
	for _, part := range of {
		if last := earlier(r.Last, c.query.To); last.After(part.Last) {
			part.Last = last
		}
		for i := first; i <= last; i++ {
			part.Hours[i] = max(part.Hours[i], Empty)
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// before tells whether a day is one of those before the span that count.
func (c *coverage) before(day lake.Day) bool {
	first, _ := spanDays(c.query)
	return first-lake.Day(c.query.Expected.Days) <= day && day < first
}

// expect notes who should be there.
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
func (c *coverage) report(to *Coverage) {
	for i := range c.hours.n {
		to.Hours = append(to.Hours, c.hours.start(i, c.query.Location()))
	}
	to.Servers, to.Sites = c.servers.list(), c.sites.list()
	for i := range to.Sites {
		to.Front, to.Back = to.Front || to.Sites[i].Front, to.Back || to.Sites[i].Back
	}
}

func (p parts) list() []Part {
	list := make([]Part, 0, len(p))
	for _, part := range p {
		for name := range part.servers {
			part.Servers = append(part.Servers, name)
		}
		slices.Sort(part.Servers)
		list = append(list, part.Part)
	}
	slices.SortFunc(list, func(a, b Part) int { return strings.Compare(a.Name, b.Name) })
	return list
}
