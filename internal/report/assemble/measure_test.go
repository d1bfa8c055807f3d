package assemble

import (
	"fmt"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

func viewPeak(r *report.Row) string {
	return fmt.Sprint(r.DeviceID, " ", r.PeakPerMinute, " of ", r.Hits)
}

func TestPeakPerMinute(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []file
		want  []string
	}{
		{
			"one row",
			[]file{{rows: []seen{{at: "10:00", hits: 7}, {at: "10:01", hits: 3}}}},
			[]string{"A1 7 of 10"},
		},
		{
			"several rows of a minute, not in order",
			[]file{{rows: []seen{{at: "10:01", hits: 4}, {at: "10:00", hits: 2}, {at: "10:01", hits: 1, command: "Ping"}, {at: "10:00", hits: 2, status: 503}}}},
			[]string{"A1 5 of 9"},
		},
		{
			"servers and row groups",
			[]file{
				{name: "a.log", groups: 3, rows: []seen{{at: "10:00", hits: 2}, {at: "10:01", hits: 2}, {at: "10:00", hits: 2}}},
				{name: "b.log", rows: []seen{{at: "10:00", hits: 1, server: "CAS02"}, {at: "10:01", hits: 2, server: "CAS02"}}},
			},
			[]string{"A1 5 of 9"},
		},
		{
			"the winning side's alone",
			[]file{{rows: []seen{{at: "10:00", hits: 2}, {at: "10:01", hits: 2}, {at: "10:00", hits: 3, back: true}}}},
			[]string{"A1 2 of 4"},
		},
		{
			"rows finer than a minute",
			[]file{{seconds: 15, rows: []seen{{at: "10:00:00", hits: 2}, {at: "10:00:45", hits: 2}, {at: "10:01:00", hits: 3}}}},
			[]string{"A1 4 of 7"},
		},
		{
			"coarse rows",
			[]file{{seconds: 300, rows: []seen{{at: "10:00", hits: 7}}}},
			[]string{"A1 -1 of 7"},
		},
		{
			"rows that make up no minute",
			[]file{{seconds: 45, rows: []seen{{at: "10:00", hits: 7}}}},
			[]string{"A1 -1 of 7"},
		},
		{
			"coarse rows beside fine ones",
			[]file{
				{name: "a.log", rows: []seen{{at: "10:00", hits: 7}}},
				{name: "b.log", seconds: 300, rows: []seen{{at: "10:00", hits: 2}}},
			},
			[]string{"A1 -1 of 9"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, build(t, lakeOf(t, c.files...), christmas()).Rows, viewPeak, c.want...)
		})
	}
}

// TestPeakOfManyMinutes has more minutes than are kept before equal ones are
// added up, from several files so that they are out of order.
func TestPeakOfManyMinutes(t *testing.T) {
	files := make([]file, 5)
	for i := range files {
		files[i].name = fmt.Sprint(i)
		for minute := range 1440 {
			hits := int64(1)
			if minute == 717 {
				hits = int64(i + 2)
			}
			files[i].rows = append(files[i].rows, seen{at: fmt.Sprintf("%02d:%02d", minute/60, minute%60), hits: hits})
		}
	}
	want(t, build(t, lakeOf(t, files...), christmas()).Rows, viewPeak, "A1 20 of 7215")
}

func TestPeakOfBuckets(t *testing.T) {
	s := lakeOfRows(t, seen{at: "10:00", hits: 2}, seen{at: "10:59", hits: 5}, seen{at: "11:00", hits: 3}, seen{at: "2011-12-25 11:00", hits: 4})
	q := report.Query{From: christmas().From, To: christmas().To.AddDate(0, 0, 1), BucketSeconds: 3600}
	want(t, build(t, s, q).Rows, viewPeak, "A1 5 of 7", "A1 3 of 3", "A1 4 of 4")
	q.BucketSeconds = 0
	want(t, build(t, s, q).Rows, viewPeak, "A1 5 of 14")
}

func TestTimes(t *testing.T) {
	s := lakeOf(t,
		file{name: "a.log", rows: []seen{
			{at: "10:00", hits: 3, taken: []int64{10, 20, 30}},
			{at: "10:01", hits: 2, command: "Ping", waited: []int64{900_000, 300_000}},
			{at: "10:02", hits: 5, taken: []int64{31}}, // IIS logged no time for four
		}},
		file{name: "b.log", rows: []seen{{at: "11:00", hits: 4}}},
	)
	want(t, build(t, s, christmas()).Rows, func(r *report.Row) string {
		median, _ := r.Times.Quantile(0.5)
		most, ok := r.Times.Quantile(1)
		return fmt.Sprintf("%d hits, %v, %d wait, median %v, most %v %v", r.Hits, r.TimeTaken, r.Waiting, median, most, ok)
	}, "14 hits, {1200091 900000 6}, 2 wait, median 20, most 31 true")

	// Who only waits has no percentiles.
	s = lakeOfRows(t, seen{at: "10:00", command: "Ping", waited: []int64{900_000}})
	if _, ok := build(t, s, christmas()).Rows[0].Times.Quantile(0.5); ok {
		t.Error("a waiting request is in the percentiles")
	}
}

func TestBytes(t *testing.T) {
	s := lakeOf(t,
		file{name: "a.log", rows: []seen{{at: "10:00", hits: 2, sent: 500}, {at: "10:01", sent: 70, received: 8}}},
		file{name: "b.log", rows: []seen{{at: "11:00", hits: 4}}},
	)
	r := build(t, s, christmas()).Rows[0]
	if got, wanted := r.BytesSent, (activity.Total{Sum: 570, Max: 500, Count: 3}); got != wanted {
		t.Errorf("bytes sent %v, want %v", got, wanted)
	}
	if got, wanted := r.BytesReceived, (activity.Total{Sum: 8, Max: 8, Count: 1}); got != wanted {
		t.Errorf("bytes received %v, want %v", got, wanted)
	}
}

func TestFirstAndLast(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "2011-12-24 10:00:07"}, seen{at: "2011-12-24 09:59:58", back: true},
		seen{at: "2011-12-25 11:00:30"}, seen{at: "2011-12-25 12:00:31", back: true},
	)
	q := report.Query{From: christmas().From, To: christmas().To.AddDate(0, 0, 1)}
	view := func(r *report.Row) string {
		return r.First.Format(time.DateTime) + " to " + r.Last.Format(time.DateTime)
	}
	want(t, build(t, s, q).Rows, view, "2011-12-24 10:00:07 to 2011-12-25 12:00:31")
}

func TestCommandsAndStatuses(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "10:00", hits: 3}, seen{at: "10:01", hits: 2, status: -1}, seen{at: "10:02", command: "-"},
		seen{at: "10:03", command: "Find", status: 501}, seen{at: "10:04", command: "Options"},
	)
	want(t, build(t, s, christmas()).Rows, viewRequests,
		"8 of :1 Find:1 Options:1 Sync:5, status 0:2 200:5 501:1, 1 failed (501:1), 0 by EAS, errors , syncs 0 0 0, ")
}
