package assemble

import (
	"fmt"
	"math/rand/v2"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/report"
)

// viewTimeline writes the hours with requests.
func viewTimeline(r *report.Report) (lines []string) {
	for _, h := range r.Timeline {
		if h.Hits > 0 || h.Failures > 0 {
			lines = append(lines, fmt.Sprintf("%s %d hits %d failed %d devices", h.Start.Format("2006-01-02 15:04 -07"), h.Hits, h.Failures, h.Devices))
		}
	}
	return lines
}

func TestTimeline(t *testing.T) {
	mumbai := zoneNamed(t, "Asia/Kolkata")
	berlin := zoneNamed(t, "Europe/Berlin")
	for _, c := range []struct {
		name  string
		rows  []seen
		query report.Query
		hours int
		want  []string
	}{
		{
			"requests of two sides are of the front end's hour",
			[]seen{
				{at: "10:00", hits: 3, front: true},
				{at: "12:00", hits: 2, front: true},
				{at: "10:00", hits: 1, back: true, eas: 142},
				{at: "11:59", hits: 2, back: true, status: 503},
				{at: "13:00", hits: 1, back: true},
			},
			christmas(), 24,
			[]string{"2011-12-24 10:00 +00 3 hits 1 failed 1 devices", "2011-12-24 12:00 +00 2 hits 2 failed 1 devices", "2011-12-24 13:00 +00 1 hits 0 failed 1 devices"},
		},
		{
			"a device of two accounts is one, probes and requests without a device are none",
			[]seen{
				{at: "10:00"},
				{at: "10:30", user: "bert"},
				{at: "10:40", device: "B1"},
				{at: "10:41", device: "-"},
				{at: "10:50", user: "HealthMailbox0", device: "C1"},
			},
			christmas(), 24,
			[]string{"2011-12-24 10:00 +00 4 hits 0 failed 2 devices"},
		},
		{
			"an hour of two UTC days counts a device once",
			[]seen{{at: "2011-12-23 23:59"}, {at: "2011-12-24 00:10"}, {at: "2011-12-24 00:20", device: "B1"}},
			report.Query{From: instant(t, "2011-12-23 18:30"), To: instant(t, "2011-12-24 18:30"), Zone: mumbai},
			24,
			[]string{"2011-12-24 05:00 +05 3 hits 0 failed 2 devices"},
		},
		{
			"a day of 25 hours",
			[]seen{{at: "2011-10-30 00:30"}, {at: "2011-10-30 01:30"}, {at: "2011-10-30 22:30"}},
			report.Query{From: instant(t, "2011-10-29 22:00"), To: instant(t, "2011-10-30 23:00"), Zone: berlin},
			25,
			[]string{"2011-10-30 02:00 +02 1 hits 0 failed 1 devices", "2011-10-30 02:00 +01 1 hits 0 failed 1 devices", "2011-10-30 23:00 +01 1 hits 0 failed 1 devices"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := build(t, lakeOfRows(t, c.rows...), c.query)
			if len(r.Timeline) != c.hours {
				t.Errorf("%d hours, want %d", len(r.Timeline), c.hours)
			}
			if diff := gocmp.Diff(c.want, viewTimeline(r.Report)); diff != "" {
				t.Errorf("timeline (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoTimelineOfCoarseRows: a row of a day is in no hour.
func TestNoTimelineOfCoarseRows(t *testing.T) {
	s := lakeOf(t, file{name: "a.log", seconds: 86400, rows: []seen{{at: "10:00"}}})
	if r := build(t, s, christmas()); r.Timeline != nil || r.Breakdown.Commands.Of("Sync") != 1 {
		t.Errorf("timeline %v, breakdown %v", r.Timeline, r.Breakdown)
	}
}

// TestEstateIsTheSumOfRows compares what is counted along the way with the rows,
// however these are cut.
func TestEstateIsTheSumOfRows(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 7))
	s := lakeOf(t, randomSplit(r, randomRows(r, 1000))...)
	for _, c := range []struct {
		name string
		ask  func(*report.Query)
	}{
		{"days", func(*report.Query) {}},
		{"hours", func(q *report.Query) { q.BucketSeconds = 3600 }},
		{"user agents", func(q *report.Query) { q.ByUserAgent = true }},
		{"part of a day", func(q *report.Query) { q.From = q.From.Add(7 * 3600e9) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := christmas()
			q.To = q.To.AddDate(0, 0, 1)
			c.ask(&q)
			r := build(t, s, q)
			var want report.Breakdown
			for i := range r.Rows {
				if row := &r.Rows[i]; !row.Probe {
					want.Commands.Merge(row.Commands)
					want.Statuses.Merge(row.Statuses)
					want.FailureStatuses.Merge(row.FailureStatuses)
					want.Errors.Merge(row.Errors)
				}
			}
			if diff := gocmp.Diff(want, r.Breakdown); diff != "" {
				t.Errorf("breakdown (-want +got):\n%s", diff)
			}
			var hits, failures int64
			for _, h := range r.Timeline {
				hits, failures = hits+h.Hits, failures+h.Failures
			}
			if hits != r.Totals.Hits || failures != r.Totals.Failures || hits == 0 || failures == 0 {
				t.Errorf("timeline has %d hits and %d failures, totals are %+v", hits, failures, r.Totals)
			}
		})
	}
}

func TestSharedUsers(t *testing.T) {
	rows := []seen{
		{at: "10:00", user: `CONTOSO\Anna`, device: "A1", hits: 5},
		{at: "10:00", user: "anna", device: "a1"}, // one device
		{at: "10:00", user: "anna@contoso.com", device: "A2", hits: 2, status: 503},
		{at: "10:00", user: "bert", device: "B1", hits: 9},
		{at: "10:00", user: "bert", device: "-"},
		{at: "10:00", user: "-", device: "X1"},
		{at: "10:00", user: "-", device: "X2"},
		{at: "10:00", user: "HealthMailbox0", device: "P1"},
		{at: "10:00", user: "HealthMailbox0", device: "P2"},
	}
	for i := range report.MaxUserDevices + 5 {
		rows = append(rows, seen{at: "10:00", user: "carl", device: fmt.Sprintf("C%02d", i)})
	}
	got := build(t, lakeOfRows(t, rows...), christmas()).SharedUsers
	if got.N != 2 || len(got.Users) != 2 || got.Users[0].User != "carl" || got.Users[0].N != report.MaxUserDevices+5 || len(got.Users[0].Devices) != report.MaxUserDevices {
		t.Fatalf("shared users: %+v", got)
	}
	anna := report.SharedUser{
		User: `contoso\anna`, Hits: 8, N: 2,
		Devices: []report.UserDevice{
			{DeviceID: "A1", DeviceType: "iPhone", Hits: 6}, {DeviceID: "A2", DeviceType: "iPhone", Hits: 2, Failures: 2},
		},
	}
	if diff := gocmp.Diff(anna, got.Users[1]); diff != "" {
		t.Errorf("anna (-want +got):\n%s", diff)
	}
}
