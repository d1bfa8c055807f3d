package assemble

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/report"
)

// placesOf are the places of a report on Christmas Eve, of rows that lie in so many files.
func placesOf(t *testing.T, files int, rows ...seen) *report.Places {
	t.Helper()
	parts := make([]file, files)
	for i := range parts {
		parts[i].name = fmt.Sprintf("%d.log", i)
	}
	for i, row := range rows {
		parts[i%files].rows = append(parts[i%files].rows, row)
	}
	r, err := Report(t.Context(), lakeOf(t, parts...), report.Query{From: instant(t, "00:00"), To: instant(t, "2011-12-25 00:00")})
	if err != nil {
		t.Fatal(err)
	}
	return r.Places
}

// TestTypical: a phone that sends most of a server's requests, and slow ones, leaves the typical
// device as fast as it is. Devices count once however their rows lie in files.
func TestTypical(t *testing.T) {
	for files := 1; files <= 3; files++ {
		var rows []seen
		for i := range 40 {
			rows = append(rows, seen{at: fmt.Sprintf("10:%02d", i), device: "slow", server: "CAS01", taken: []int64{20_000}})
		}
		for i := range 4 {
			id := fmt.Sprintf("dev%d", i)
			rows = append(rows, seen{at: "10:01", device: id, server: "CAS01", taken: []int64{20, 21}}, seen{at: "11:02", device: id, server: "CAS01", taken: []int64{30}})
		}
		p := placesOf(t, files, rows...)
		hours := p.Servers[0].Hours
		if len(hours) != 2 || hours[0].Devices != 5 || hours[0].Typical != 20 || hours[0].Half < 10_000 || hours[1].Devices != 4 || hours[1].Typical != 30 {
			t.Errorf("%d files: %+v", files, hours)
		}
		if half, _ := p.Servers[0].Span.Halves.Quantile(0.5); p.Servers[0].Span.Halves.Count() != 5 || half != 21 {
			t.Errorf("%d files: %v", files, p.Servers[0].Span.Halves)
		}
	}
}

// TestPlaces: devices are counted once for each quarter of an hour, whatever their ids'
// spelling and however the rows lie in files.
func TestPlaces(t *testing.T) {
	var rows []seen
	for i := range 6 {
		id := fmt.Sprintf("dev%d", i)
		rows = append(rows,
			seen{at: "10:01", device: id, server: "CAS01", taken: []int64{100}, client: fmt.Sprintf("203.0.113.%d", i+1)},
			seen{at: "10:02", device: id, server: "CAS02", status: 503, errors: "TooManyJobsQueued", hits: int64(i + 1)},
			seen{at: "10:14", device: fmt.Sprintf("DEV%d", i), server: "CAS02", status: 503, errors: "TooManyJobsQueued"},
			seen{at: "10:15", device: id, server: "CAS02", agent: fmt.Sprintf("Agent/%d", i%2)},
		)
	}
	rows = append(rows,
		seen{at: "10:03", device: "probe", user: "HealthMailbox1", server: "CAS02", status: 503, hits: 500},
		seen{at: "10:04", device: "blocked", server: "CAS02", status: 503, errors: "DeviceIsAutoBlocked", hits: 50},
	)
	p := placesOf(t, 1, rows...)
	if len(p.Servers) != 2 || p.Servers[1].Name != "CAS02" || len(p.Servers[1].Quarters) != 2 {
		t.Fatalf("servers %+v", p.Servers)
	}
	m := p.Servers[1].Quarters[0]
	busy := m.Kinds[report.Busy]
	if !m.Start.Equal(instant(t, "10:00")) || m.Hits != 21+6+50 || m.Devices != 7 {
		t.Errorf("quarter %+v", m)
	}
	outcomes := report.Tally[string]{{Key: "HTTP 503, TooManyJobsQueued", N: 27}}
	want := report.Trouble{Hits: 27, Devices: 6, Largest: 7, Again: 6, Outcomes: outcomes, First: instant(t, "10:02"), Last: instant(t, "10:14")}
	want.Moments = report.Moments{N: 27, Sum: 21*120 + 6*840, Squares: 21*120*120 + 6*840*840}
	if diff := gocmp.Diff(want, busy); diff != "" {
		t.Errorf("busy (-want +got):\n%s", diff)
	}
	if all := p.All.Span; all.Hits != 6+27+50+6 || all.Devices != 7 || all.Kinds[report.Busy].Hits != 27 {
		t.Errorf("all %+v", all)
	}
	if n := p.Servers[0].Span.Times.Count(); n != 6 {
		t.Errorf("%d times of CAS01", n)
	}
	if len(p.Networks) != 1 || p.Networks[0].Name != "203.0.113.0/24" || p.Networks[0].Span.Devices != 7 {
		t.Errorf("networks %+v", p.Networks)
	}
	if len(p.Agents) != 3 || p.Agents[0].Name != "Agent/0" || p.Agents[0].Span.Devices != 3 {
		t.Errorf("agents %+v", p.Agents)
	}
	for _, files := range []int{2, 5} {
		if diff := gocmp.Diff(p, placesOf(t, files, rows...)); diff != "" {
			t.Errorf("in %d files (-one +many):\n%s", files, diff)
		}
	}
}

// TestPlacesOfLogons: whose logons were refused, and from where.
func TestPlacesOfLogons(t *testing.T) {
	refused := func(user, address string, n int64) seen {
		return seen{at: "02:00", device: "-", kind: "-", user: user, client: address, command: "Options", status: 401, win32: 1326, hits: n, agent: "python"}
	}
	p := placesOf(t, 1,
		refused("anna@contoso.com", "198.51.100.66", 2), refused("bert@contoso.com", "198.51.100.66", 1), refused("Anna@contoso.com", "198.51.100.66", 1),
		seen{at: "03:00", user: "anna@contoso.com", client: "198.51.100.66"},
		seen{at: "03:00", user: "cora", client: "198.51.100.66"},
		seen{at: "04:00", device: "x1", user: "-", queryUser: "dora", client: "198.51.100.7", status: 401, win32: 1326},
		seen{at: "05:00", device: "x2", user: "-", queryUser: "dora", client: "198.51.100.8", status: 401, win32: 1326, hits: 3},
		seen{at: "05:00", device: "x2", user: "-", queryUser: "dora", client: "198.51.100.9", status: 401, win32: 5, hits: 9},    // a challenge
		seen{at: "05:00", device: "x3", user: "-", queryUser: "emil", client: "198.51.100.9", status: 401, win32: 1311, hits: 9}, // not the user's fault
		seen{at: "06:00", device: "y1", user: "-", client: "2001:db8::5", status: 401, win32: 5, hits: 70},                       // nothing but challenges
		seen{at: "06:10", device: "y2", user: "-", client: "2001:db8::5", status: 401, win32: 5, hits: 40},
	)
	at := func(clock string) time.Time { return instant(t, clock) }
	want := []report.Address{
		{
			Name: "198.51.100.66", Addresses: 1, Hits: 6, Refused: 4, Accounts: 2, Shut: 1, SucceededAs: []string{"anna"},
			Agents: report.Tally[string]{{Key: "python", N: 4}}, First: at("02:00"), Last: at("02:00"),
		},
		{Name: "198.51.100.7", Addresses: 1, Hits: 1, Refused: 1, Accounts: 1, Shut: 1, Agents: report.Tally[string]{{Key: "Apple", N: 1}}, First: at("04:00"), Last: at("04:00")},
		{Name: "198.51.100.8", Addresses: 1, Hits: 3, Refused: 3, Accounts: 1, Shut: 1, Agents: report.Tally[string]{{Key: "Apple", N: 3}}, First: at("05:00"), Last: at("05:00")},
	}
	if diff := gocmp.Diff(want, p.Addresses); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
	networks := []report.Address{{
		Name: "198.51.100.0/24", Addresses: 3, Hits: 28, Refused: 8, Accounts: 3, Shut: 2, Challenged: 9, Devices: 1, SucceededAs: []string{"anna"},
		Agents: report.Tally[string]{{Key: "Apple", N: 4}, {Key: "python", N: 4}}, First: at("02:00"), Last: at("05:00"),
	}}
	byName := func(a, b report.Count[string]) int { return strings.Compare(a.Key, b.Key) }
	for i := range p.RefusedNetworks {
		slices.SortFunc(p.RefusedNetworks[i].Agents, byName)
	}
	if diff := gocmp.Diff(networks, p.RefusedNetworks); diff != "" {
		t.Errorf("networks (-want +got):\n%s", diff)
	}
	agents := []report.Address{
		{
			Name: "Apple", Addresses: 2, Hits: 134, Refused: 4, Accounts: 1, Shut: 1, Challenged: 119, Devices: 3,
			Agents: report.Tally[string]{{Key: "Apple", N: 4}}, First: at("04:00"), Last: at("05:00"),
		},
		{
			Name: "python", Addresses: 1, Hits: 4, Refused: 4, Accounts: 2, Shut: 2, Agents: report.Tally[string]{{Key: "python", N: 4}},
			First: at("02:00"), Last: at("02:00"),
		},
	}
	if diff := gocmp.Diff(agents, p.RefusedAgents); diff != "" {
		t.Errorf("agents (-want +got):\n%s", diff)
	}
	challenged := []report.Address{{Name: "2001:db8::5", Hits: 110, Challenged: 110, Devices: 2, First: at("06:00"), Last: at("06:10")}}
	if diff := gocmp.Diff(challenged, p.Challenged); diff != "" {
		t.Errorf("challenged (-want +got):\n%s", diff)
	}
	accounts := []report.Account{
		{Name: "anna", Refused: 3, Addresses: 1, From: "198.51.100.66", First: at("02:00"), Last: at("02:00")},
		{Name: "bert", Refused: 1, Addresses: 1, From: "198.51.100.66", First: at("02:00"), Last: at("02:00")},
		{Name: "dora", Refused: 4, Devices: 2, Addresses: 2, From: "198.51.100.8", First: at("04:00"), Last: at("05:00")},
	}
	if diff := gocmp.Diff(accounts, p.Accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}

// TestPlacesOfLost: what a front end fails on its own counts at the mailbox server of the
// device, too. A device that is at home nowhere has none.
func TestPlacesOfLost(t *testing.T) {
	rows := []seen{
		{at: "10:01", device: "dev1", server: "EX1", front: true, status: 503, hits: 3},
		{at: "10:30", device: "dev1", server: "EX2", back: true, mailbox: "EX2.contoso.com"},
		{at: "10:31", device: "dev1", server: "EX2", back: true, mailbox: "EX2.contoso.com"},
		{at: "10:02", device: "dev2", server: "EX1", front: true, status: 502, hits: 5},
		{at: "10:32", device: "dev2", server: "EX2", back: true, mailbox: "EX3.contoso.com"},
		{at: "10:33", device: "dev2", server: "EX2", back: true, mailbox: "EX4.contoso.com"},
		{at: "10:03", device: "dev3", server: "EX1", front: true, status: 401, hits: 7},
		{at: "10:34", device: "dev3", server: "EX2", back: true, mailbox: "EX2.contoso.com"},
	}
	p := placesOf(t, 1, rows...)
	for _, m := range p.Mailboxes {
		want := int64(0)
		if m.Name == "EX2.contoso.com" {
			want = 3
		}
		if got := m.Span.Kinds[report.Busy].Hits + m.Span.Kinds[report.ServerError].Hits; got != want {
			t.Errorf("%s: %d lost, want %d", m.Name, got, want)
		}
	}
	if len(p.Mailboxes) != 3 || p.All.Span.Hits != 20 {
		t.Errorf("places %+v", p)
	}
}
