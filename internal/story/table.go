package story

import (
	"cmp"
	"maps"
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Table is about what devices share, such as user agents.
type Table struct {
	// Key is its name for programs, Counts those of its columns of numbers.
	Key    string
	Counts []string

	Title, Caption string
	// Heads are those of the columns, that of the names first.
	Heads []string
	Rows  []TableRow
	// More says how much is left out.
	More string
}

// TableRow is a name and what is beside it: Cells in words, Values as the Counts of the table.
// Share is its part of the largest, 0 to 1.
type TableRow struct {
	Name   string
	Cells  []string
	Values []int64
	Share  float64
	// Tone is that of the first finding about it, at which Link points; else they are empty.
	Tone Tone
	Link Link
}

// maxTableRows is how many rows a table has.
const maxTableRows = 12

// tables are those that have rows: agents, systems, networks, and addresses with refused logons.
func (s *Story) tables(p *report.Places) (all []Table) {
	for _, t := range []Table{
		s.placesTable("user_agents", "User agents", "Those with the most requests", "User agent", finding.AboutAgent, p.Agents),
		systemsTable(p.Agents),
		s.placesTable("networks", "Networks", "Client addresses by /24 (IPv4) or /64 (IPv6), those with the most requests", "Network", finding.AboutNetwork, p.Networks),
		s.addressesTable(p.Addresses),
	} {
		if len(t.Rows) > 0 {
			all = append(all, t)
		}
	}
	return all
}

func (s *Story) placesTable(key, title, caption, head string, kind finding.AboutKind, places []report.Place) Table {
	t := Table{Key: key, Counts: []string{"requests", "failures", "devices"}, Title: title, Caption: caption, Heads: []string{head, "Requests", "Failed", "Devices"}}
	ranked := slices.Clone(places)
	slices.SortStableFunc(ranked, func(a, b report.Place) int { return cmp.Compare(b.Span.Hits, a.Span.Hits) })
	for i := range ranked[:min(len(ranked), maxTableRows)] {
		span := &ranked[i].Span
		failed := span.Kinds[report.Failed].Hits
		row := TableRow{Name: ranked[i].Name, Share: part(span.Hits, ranked[0].Span.Hits), Cells: []string{
			wording.Number(span.Hits), wording.Percent(failed, span.Hits), wording.Number(span.Devices),
		}, Values: []int64{span.Hits, failed, span.Devices}}
		row.Link, row.Tone = s.findingAbout(string(kind), row.Name)
		t.Rows = append(t.Rows, row)
	}
	t.More = more(len(ranked))
	return t
}

// systemsTable is about the systems that user agents name. A device may have several agents, so
// that devices cannot be counted here.
func systemsTable(agents []report.Place) Table {
	t := Table{
		Key: "systems", Counts: []string{"requests", "failures", "user_agents"}, Title: "Systems", Caption: "As user agents say it: what devices claim",
		Heads: []string{"System", "Requests", "Failed", "User agents"},
	}
	type sums struct {
		name                   string
		hits, failures, agents int64
	}
	all := make(map[string]*sums)
	for i := range agents {
		name := cmp.Or(activesync.System(agents[i].Name), "others")
		if all[name] == nil {
			all[name] = &sums{name: name}
		}
		all[name].hits += agents[i].Span.Hits
		all[name].failures += agents[i].Span.Kinds[report.Failed].Hits
		all[name].agents++
	}
	if all["others"] != nil && len(all) == 1 {
		return t
	}
	ranked := slices.SortedFunc(maps.Values(all), func(a, b *sums) int {
		return cmp.Or(cmp.Compare(b.hits, a.hits), cmp.Compare(a.name, b.name))
	})
	for _, s := range ranked[:min(len(ranked), maxTableRows)] {
		t.Rows = append(t.Rows, TableRow{Name: s.name, Share: part(s.hits, ranked[0].hits), Cells: []string{
			wording.Number(s.hits), wording.Percent(s.failures, s.hits), wording.Number(s.agents),
		}, Values: []int64{s.hits, s.failures, s.agents}})
	}
	t.More = more(len(ranked))
	return t
}

func (s *Story) addressesTable(addresses []report.Address) Table {
	t := Table{
		Key: "addresses", Counts: []string{"refused", "requests", "accounts_tried", "got_in"}, Title: "Refused logons by address", Caption: "Addresses whose user names or passwords were refused most often",
		Heads: []string{"Address", "Refused", "Requests", "Accounts tried", "Got in"},
	}
	ranked := slices.Clone(addresses)
	slices.SortStableFunc(ranked, func(a, b report.Address) int { return cmp.Compare(b.Refused, a.Refused) })
	for i := range ranked[:min(len(ranked), maxTableRows)] {
		a := &ranked[i]
		row := TableRow{Name: a.Name, Share: part(a.Refused, ranked[0].Refused), Cells: []string{
			wording.Number(a.Refused), wording.Number(a.Hits), wording.Number(int64(a.Accounts)), wording.Number(int64(len(a.SucceededAs))),
		}, Values: []int64{a.Refused, a.Hits, int64(a.Accounts), int64(len(a.SucceededAs))}}
		row.Link, row.Tone = s.findingAbout(string(finding.AboutAddress), a.Name)
		t.Rows = append(t.Rows, row)
	}
	t.More = more(len(ranked))
	return t
}

// Systems is the table of systems, nil if there is none.
func (s *Story) Systems() *Table {
	at := slices.IndexFunc(s.Tables, func(t Table) bool { return t.Key == "systems" })
	if at < 0 {
		return nil
	}
	return &s.Tables[at]
}

func part(n, most int64) float64 { return float64(n) / float64(max(most, 1)) }

// more says how many rows of a table are left out.
func more(all int) string {
	if all <= maxTableRows {
		return ""
	}
	return "and " + wording.Number(int64(all-maxTableRows)) + " more"
}
