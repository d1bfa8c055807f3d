package page

import (
	"fmt"
	"html/template"

	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// servers is a table of servers of one kind, drawn on the same scale.
type servers struct {
	Title string
	Rows  []server
	// Hours are the same by the hour; Heads name the servers.
	Heads []string
	Hours []serverRow
}

type server struct {
	story.Server
	Anchor               string
	HitsChart, SlowChart template.HTML
}

// serverRow is an hour: of each server its requests, failures and times.
type serverRow struct {
	When  string
	Cells []string
}

// maxServerHours bounds the table by the hour.
const maxServerHours = 7 * 24

func newServers(q *report.Query, title string, all []story.Server) servers {
	t := servers{Title: title}
	var most, slowest int64 = 1, 1
	for i := range all {
		for _, h := range all[i].Hours {
			most, slowest = max(most, h.Hits), max(slowest, h.Slow)
		}
	}
	for i := range all {
		s := server{Server: all[i]}
		s.Name = name(s.Name)
		if s.Link.To != "" {
			s.Anchor = sharedAnchor(s.Link.Place)
		}
		var bars, times []chart.Bar
		for _, h := range s.Hours {
			bars = append(bars, chart.Bar{Hits: h.Hits, Failures: h.Failures})
			times = append(times, chart.Bar{Hits: h.Slow})
		}
		if len(bars) > 1 {
			s.HitsChart = chart.Spark(fmt.Sprintf("Requests and failures of %s by the hour, all servers on one scale", s.Name), bars, most)
			s.SlowChart = chart.Spark(fmt.Sprintf("How long 95 of 100 requests took by the hour at %s, all servers on one scale", s.Name), times, slowest)
		}
		t.Rows, t.Heads = append(t.Rows, s), append(t.Heads, s.Name)
	}
	if len(all) > 0 && len(all[0].Hours) > 1 && len(all[0].Hours) <= maxServerHours {
		t.Hours = serverRows(q, all)
	}
	return t
}

func serverRows(q *report.Query, all []story.Server) (rows []serverRow) {
	for i := range all[0].Hours {
		row := serverRow{When: hourName(q, all[0].Hours[i].Start)}
		for k := range all {
			h := &all[k].Hours[i]
			slow := ""
			if h.Slow > 0 {
				slow = wording.Duration(h.Slow)
			}
			row.Cells = append(row.Cells, count(h.Hits), count(h.Failures), slow)
		}
		rows = append(rows, row)
	}
	return rows
}

// shared is a table of what devices share, with bars.
type shared struct {
	story.Table
	Rows []sharedRow
}

type sharedRow struct {
	story.TableRow
	Anchor string
	Bar    template.HTML
}

func newShared(all []story.Table) (tables []shared) {
	for _, t := range all {
		shown := shared{Table: t}
		for _, r := range t.Rows {
			row := sharedRow{TableRow: r, Bar: chart.Share(r.Share)}
			row.Name = sentence(r.Name)
			if r.Link.To != "" {
				row.Anchor = sharedAnchor(r.Link.Place)
			}
			shown.Rows = append(shown.Rows, row)
		}
		tables = append(tables, shown)
	}
	return tables
}
