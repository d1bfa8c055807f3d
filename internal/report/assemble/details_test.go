package assemble

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

func details(t testing.TB, s store.Reader, q report.Query, wanted ...report.Identity) []report.Detail {
	t.Helper()
	r := &report.Report{Query: q}
	if len(wanted) > 0 {
		var err error
		if r, err = Report(t.Context(), s, q); err != nil {
			t.Fatal(err)
		}
	}
	all, err := Details(t.Context(), s, r, wanted)
	if err != nil || len(all) != len(wanted) {
		t.Fatalf("%d details, want %d: %v", len(all), len(wanted), err)
	}
	return all
}

// rowOf adds the cells of a Detail up to what a Row says.
func rowOf(d *report.Detail) report.Row {
	r := report.Row{User: d.User, DeviceID: d.DeviceID, DeviceType: d.DeviceType, PeakPerMinute: activity.Absent}
	for i := range d.Cells {
		c := &d.Cells[i]
		r.Hits += c.Hits
		r.Commands.Add(c.Command, c.Hits)
		r.Statuses.Add(c.Status, c.Hits)
		r.TimeTaken.Merge(c.Time)
		r.Times.Merge(c.Times)
		r.Waiting += c.Waiting
		r.Failures += c.Failures
		r.FailureStatuses.Add(c.Answer().Reason(), c.Failures)
		r.EASFailures += c.EASFailures
		if c.Errors > 0 {
			for name := range strings.SplitSeq(c.Error, ";") {
				r.Errors.Add(name, c.Errors)
			}
		}
		r.FullSyncs, r.RecoverySyncs, r.InvalidSyncs = r.FullSyncs+c.FullSyncs, r.RecoverySyncs+c.RecoverySyncs, r.InvalidSyncs+c.InvalidSyncs
	}
	for _, m := range d.Minutes {
		r.PeakPerMinute = max(r.PeakPerMinute, m.Hits, 0)
	}
	if d.Coarse {
		r.PeakPerMinute = activity.Absent
	}
	r.Servers, r.Clients, r.UserAgents = d.Servers.Names, d.Clients.Names, d.UserAgents.Names
	return r
}

// checkDetails takes all rows of a report apart and puts them together again.
func checkDetails(t *testing.T, s store.Reader, q report.Query) {
	t.Helper()
	var want []report.Row
	var wanted []report.Identity
	for _, r := range build(t, s, q).Rows {
		if !r.Probe {
			want = append(want, r)
			wanted = append(wanted, report.Identity{User: r.User, DeviceID: r.DeviceID})
		}
	}
	if len(want) == 0 {
		t.Fatal("the report is empty")
	}
	all := details(t, s, q, wanted...)
	for i := range all {
		ignored := cmpopts.IgnoreFields(report.Row{}, "UserAgent", "BytesSent", "BytesReceived", "AccessState", "First", "Last", "Anonymous", "Client")
		if diff := gocmp.Diff(want[i], rowOf(&all[i]), ignored, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("row and cells of %v differ (-row +cells):\n%s", wanted[i], diff)
		}
		var minutes report.Minute
		for _, m := range all[i].Minutes {
			minutes.Hits, minutes.Waiting = minutes.Hits+m.Hits, minutes.Waiting+m.Waiting
			minutes.Failures, minutes.FullSyncs = minutes.Failures+m.Failures, minutes.FullSyncs+m.FullSyncs
			minutes.Commands.Merge(m.Commands)
		}
		row := report.Minute{Hits: want[i].Hits, Waiting: want[i].Waiting, Failures: want[i].Failures, FullSyncs: want[i].FullSyncs}
		for _, c := range want[i].Commands {
			name := c.Key
			if name != "" && activesync.ParseCommand([]byte(name)) == activesync.Other {
				name = report.Other
			}
			row.Commands.Add(name, c.N)
		}
		if diff := gocmp.Diff(row, minutes, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("row and minutes of %v differ (-row +minutes):\n%s", wanted[i], diff)
		}
	}
}

// TestCellsAddUpToTheRow takes random lakes, in which devices have both sides and
// several spellings.
func TestCellsAddUpToTheRow(t *testing.T) {
	queries := map[string]func(*report.Query){
		"whole":     func(*report.Query) {},
		"afternoon": func(q *report.Query) { q.From = q.From.Add(36 * time.Hour) },
		"Berlin":    func(q *report.Query) { q.From, q.To = q.From.Add(-time.Hour), q.To.Add(-25*time.Hour) },
		"device":    func(q *report.Query) { q.DeviceIDs = []string{"DEV1"} },
	}
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 11))
		s := lakeOf(t, randomSplit(r, randomRows(r, 400))...)
		for name, ask := range queries {
			t.Run(fmt.Sprint(name, " ", seed), func(t *testing.T) {
				q := report.Query{From: christmas().From, To: christmas().To.AddDate(0, 0, 2)}
				ask(&q)
				checkDetails(t, s, q)
			})
		}
	}
}

func TestDetailOfBothSides(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "10:00:05", hits: 3, front: true, taken: []int64{10, 20, 30}, user: `CONTOSO\anna`},
		seen{at: "10:00:05", hits: 2, back: true, taken: []int64{9, 19}, server: "MBX01", full: 1},
		seen{at: "10:00:06", back: true, taken: []int64{29}, eas: 142, errors: "DeviceNotProvisioned", server: "MBX01", full: 1},
		seen{at: "10:02", front: true, command: "Ping", status: 503, waited: []int64{900_000}, client: "198.51.100.7", agent: "Apple/2"},
		seen{at: "10:03", front: true, command: "X-Scan"},
		seen{at: "10:04", user: "bert"}, // another account
	)
	d := details(t, s, christmas(), report.Identity{User: `contoso\anna`, DeviceID: "a1"})[0]
	view := func(c report.Cell) string {
		return fmt.Sprintf("%s %d %d %q %s: %d hits %d failed %d by EAS %d errors %d full %d waiting %d ms",
			c.Command, c.Status, c.EASStatus, c.Error, c.LoggedBy, c.Hits, c.Failures, c.EASFailures, c.Errors, c.FullSyncs, c.Waiting, c.Time.Sum)
	}
	var cells []string
	for _, c := range d.Cells {
		cells = append(cells, view(c))
	}
	want := []string{
		`Sync 200 -1 "" both: 2 hits 0 failed 0 by EAS 0 errors 1 full 0 waiting 60 ms`,
		`Ping 503 -1 "" front: 1 hits 1 failed 0 by EAS 0 errors 0 full 1 waiting 900000 ms`,
		`Sync 200 142 "DeviceNotProvisioned" both: 1 hits 1 failed 1 by EAS 1 errors 1 full 0 waiting 0 ms`,
		`X-Scan 200 -1 "" front: 1 hits 0 failed 0 by EAS 0 errors 0 full 0 waiting 0 ms`,
	}
	if diff := gocmp.Diff(want, cells); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
	minutes := []report.Minute{
		{Start: instant(t, "10:00"), Hits: 3, Failures: 1, FullSyncs: 2, Commands: report.Tally[string]{{Key: "Sync", N: 3}}},
		{Start: instant(t, "10:02"), Hits: 1, Waiting: 1, Failures: 1, Commands: report.Tally[string]{{Key: "Ping", N: 1}}},
		{Start: instant(t, "10:03"), Hits: 1, Commands: report.Tally[string]{{Key: report.Other, N: 1}}},
	}
	if diff := gocmp.Diff(minutes, d.Minutes); diff != "" {
		t.Errorf("minutes (-want +got):\n%s", diff)
	}
	if d.Identity != (report.Identity{User: `contoso\anna`, DeviceID: "A1"}) || d.Hits() != 5 {
		t.Errorf("%+v has %d hits", d.Identity, d.Hits())
	}
	clients := report.Shares{Names: 2, Top: []report.Share{
		{Name: "203.0.113.9", Hits: 4, First: instant(t, "10:00:05"), Last: instant(t, "10:03")},
		{Name: "198.51.100.7", Hits: 1, First: instant(t, "10:02"), Last: instant(t, "10:02")},
	}}
	if diff := gocmp.Diff(clients, d.Clients); diff != "" {
		t.Errorf("clients (-want +got):\n%s", diff)
	}
	if d.Servers.Names != 1 || d.UserAgents.Names != 2 {
		t.Errorf("servers %+v, user agents %+v", d.Servers, d.UserAgents)
	}
}

func TestDetailsOfWhatIsNotThere(t *testing.T) {
	s := lakeOfRows(t, seen{at: "10:00"}, seen{at: "10:00", user: "HealthMailbox1", device: "P1"})
	all := details(t, s, christmas(), report.Identity{User: "nobody", DeviceID: "A1"}, report.Identity{User: "anna", DeviceID: "A1"}, report.Identity{User: "HealthMailbox1", DeviceID: "P1"}, report.Identity{User: "ANNA", DeviceID: "a1"})
	for i, hits := range []int64{0, 1, 0, 1} {
		if all[i].Hits() != hits {
			t.Errorf("detail %d has %d hits, want %d", i, all[i].Hits(), hits)
		}
	}
	if all[0].Identity != (report.Identity{User: "nobody", DeviceID: "A1"}) || all[3].Identity != (report.Identity{User: "ANNA", DeviceID: "A1"}) {
		t.Errorf("identities %v, %v", all[0].Identity, all[3].Identity)
	}
}

// unread is a store that must not be read.
type unread struct{ store.Reader }

func TestNoDetailsCostNothing(t *testing.T) {
	details(t, unread{}, christmas())
}

func TestDetailsOfDamagedFiles(t *testing.T) {
	s := lakeOfRows(t, seen{at: "10:00", hits: 3})
	putGroups(t, s, 60, 5, seen{at: "10:00", hits: 100}, seen{at: "10:01", hits: -1})
	if d := details(t, s, christmas(), report.Identity{User: "anna", DeviceID: "A1"})[0]; d.Hits() != 3 {
		t.Errorf("%d hits, want those of the good file", d.Hits())
	}
}

// TestDetailsAreBounded has a device that asks for everything, ever differently.
func TestDetailsAreBounded(t *testing.T) {
	const n = 3 * maxNames
	rows := make([]seen, n)
	for i := range rows {
		rows[i] = seen{
			at: fmt.Sprintf("%02d:%02d", i/60%24, i%60), command: fmt.Sprint("Cmd", i), status: int32(200 + i%400), win32: int64(i),
			errors: fmt.Sprint("E", i), client: fmt.Sprint("client", i), agent: fmt.Sprint("agent", i),
		}
	}
	files := []file{{name: "a.log", groups: 3}, {name: "b.log", groups: 2}}
	r := rand.New(rand.NewPCG(1, 1))
	for _, i := range r.Perm(n) {
		files[i%2].rows = append(files[i%2].rows, rows[i])
	}
	d := details(t, lakeOf(t, files...), christmas(), report.Identity{User: "anna", DeviceID: "A1"})[0]
	if len(d.Cells) != report.MaxCells+1 || d.Cells[0].Command != report.Other || d.Cells[0].Hits != n-report.MaxCells || d.Hits() != n {
		t.Errorf("%d cells, %d hits, the first %+v", len(d.Cells), d.Hits(), d.Cells[0])
	}
	if len(d.Clients.Top) != report.MaxShares || d.Clients.Names != maxNames || d.Clients.OtherHits != n-report.MaxShares {
		t.Errorf("clients %+v", d.Clients)
	}
	again := details(t, lakeOfRows(t, rows...), christmas(), report.Identity{User: "anna", DeviceID: "A1"})[0]
	if diff := gocmp.Diff(d, again); diff != "" {
		t.Errorf("in another order (-a +b):\n%.2000s", diff)
	}
}

// TestTooManyMinutes: what counts are the days with files, however long the span is.
func TestTooManyMinutes(t *testing.T) {
	const most = report.MaxDetailMinutes / minutesOfDay
	var rows []seen
	var wanted []report.Identity
	for i := range most + 1 {
		id := fmt.Sprint("DEV", i)
		rows, wanted = append(rows, seen{at: "10:00", device: id}), append(wanted, report.Identity{User: "anna", DeviceID: id})
	}
	s := lakeOfRows(t, rows...)
	for _, years := range []int{0, 20} {
		q := christmas()
		q.To = q.To.AddDate(years, 0, 0)
		all := details(t, s, q, wanted...)
		if d := &all[most-1]; d.NoMinutes || len(d.Minutes) != 1 {
			t.Errorf("%d years: the last that has minutes: %v", years, d.Minutes)
		}
		if d := &all[most]; !d.NoMinutes || len(d.Minutes) != 0 || d.Hits() != 1 {
			t.Errorf("%d years: one more: %v", years, d.Minutes)
		}
	}
}
