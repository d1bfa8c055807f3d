package render

import (
	"strings"

	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// ServerSummary tells programs of a server or mailbox server.
type ServerSummary struct {
	Name     string `json:"name"`
	Requests int64  `json:"requests"`
	Failures int64  `json:"failures"`
	Devices  int64  `json:"devices"`
	// P95 is how many milliseconds 95 of 100 requests took at most, of those that do not wait.
	P95 int64 `json:"p95_ms,omitempty"`
}

// PlacesSummary tells programs of what devices share. Shared has tables by their names; each row
// has a name and numbers.
type PlacesSummary struct {
	Servers   []ServerSummary             `json:"servers,omitempty"`
	Mailboxes []ServerSummary             `json:"mailbox_servers,omitempty"`
	Shared    map[string][]map[string]any `json:"shared,omitempty"`
}

// NewPlacesSummary makes the summary of a story.
func NewPlacesSummary(s *story.Story) PlacesSummary {
	p := PlacesSummary{Servers: serverSummaries(s.Servers), Mailboxes: serverSummaries(s.Mailboxes)}
	for i := range s.Tables {
		if p.Shared == nil {
			p.Shared = make(map[string][]map[string]any)
		}
		t := &s.Tables[i]
		for _, row := range t.Rows {
			values := map[string]any{"name": row.Name}
			for k, name := range t.Counts {
				values[name] = row.Values[k]
			}
			p.Shared[t.Key] = append(p.Shared[t.Key], values)
		}
	}
	return p
}

func serverSummaries(servers []story.Server) (all []ServerSummary) {
	for i := range servers {
		v := &servers[i]
		all = append(all, ServerSummary{v.Name, v.Hits, v.Failed, v.Seen, v.SlowMS})
	}
	return all
}

// textServers is how many servers of a kind are written as text.
const textServers = 8

// textPlaces writes servers beside each other, where there are several or one is in trouble, and
// the systems that devices run.
func textPlaces(line printer, s *story.Story) {
	for _, of := range []struct {
		title   string
		servers []story.Server
	}{{"Server", s.Servers}, {"Mailbox server", s.Mailboxes}} {
		if len(of.servers) < 2 {
			continue
		}
		shown := of.servers[:min(len(of.servers), textServers)]
		line("")
		columns := serverColumns(of.title, shown)
		for i := range len(shown) + 1 {
			line("%s", columns.line(i))
		}
		if more := len(of.servers) - len(shown); more > 0 {
			line("and %s more", wording.Number(int64(more)))
		}
	}
	if systems := s.Systems(); systems != nil {
		line("")
		line("%-10s %s", systems.Title, systemsLine(systems))
	}
}

func serverColumns(title string, servers []story.Server) (columns grid) {
	add := func(head string, right bool, bound int, of func(*story.Server) string) {
		columns.column(head, right, bound, len(servers), func(i int) string { return of(&servers[i]) })
	}
	add(title, false, 34, func(v *story.Server) string { return v.Name })
	add("Requests", true, 11, func(v *story.Server) string { return v.Requests })
	add("Failed", true, 20, func(v *story.Server) string { return v.Failures })
	add("Devices", true, 8, func(v *story.Server) string { return v.Devices })
	add("95 % within", true, 11, func(v *story.Server) string { return v.Slow })
	return columns
}

// systemsLine lists systems by their requests: "iOS 18 (41 %), Android (20 %)".
func systemsLine(t *story.Table) string {
	const most = 4
	var all int64
	for _, row := range t.Rows {
		all += row.Values[0]
	}
	var parts []string
	for _, row := range t.Rows[:min(len(t.Rows), most)] {
		parts = append(parts, wording.Visible(row.Name)+" ("+wording.Percent(row.Values[0], all)+")")
	}
	text := strings.Join(parts, ", ")
	if more := len(t.Rows) - most; more > 0 {
		text += " and " + wording.Number(int64(more)) + " more"
	}
	return text
}
