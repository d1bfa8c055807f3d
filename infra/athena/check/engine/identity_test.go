package engine

import (
	"testing"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// queries are a report in all its options.
func queries(t testing.TB) map[string]func(q *report.Query) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Skipf("no time zones here: %v", err)
		}
		return z
	}
	berlin, mumbai := zone("Europe/Berlin"), zone("Asia/Kolkata")
	return map[string]func(q *report.Query){
		"a day":       func(*report.Query) {},
		"hourly":      func(q *report.Query) { q.BucketSeconds = 3600 },
		"7 minutes":   func(q *report.Query) { q.BucketSeconds = 420 },
		"each minute": func(q *report.Query) { q.BucketSeconds = 60 },
		"Berlin": func(q *report.Query) {
			q.BucketSeconds, q.Zone, q.From, q.To = 3600, berlin, q.From.Add(-time.Hour), q.To.Add(-time.Hour)
		},
		"Mumbai": func(q *report.Query) {
			q.BucketSeconds, q.Zone, q.From, q.To = 7200, mumbai, q.From.Add(-330*time.Minute), q.To.Add(-330*time.Minute)
		},
		"three days":  func(q *report.Query) { q.To = q.To.AddDate(0, 0, 2) },
		"a few hours": func(q *report.Query) { q.From, q.To = q.From.Add(7*time.Hour), q.From.Add(10*time.Hour) },
		"user agents": func(q *report.Query) { q.ByUserAgent, q.BucketSeconds = true, 3600 },
		"top":         func(q *report.Query) { q.TopHits, q.BucketSeconds = 3, 3600 },
		"a device":    func(q *report.Query) { q.DeviceIDs = []string{"DEV1"} },
		"a user":      func(q *report.Query) { q.Users = []string{`dom\U0`} },
		"flagged":     func(q *report.Query) { q.MinimumHits = 20 },
		"expected":    func(q *report.Query) { q.Expected = report.Expected{Days: 14, Servers: []string{"CAS09"}} },
	}
}

func christmas() report.Query {
	from := time.Unix(midnight, 0).UTC()
	return report.Query{From: from, To: from.AddDate(0, 0, 1)}
}

func TestRandomRows(t *testing.T) {
	w := newWorld(t, random(1))
	for name, ask := range queries(t) {
		t.Run(name, func(t *testing.T) {
			q := christmas()
			ask(&q)
			w.sameModel(t, q)
			w.same(t, q)
			w.sameDetails(t, q)
		})
	}
}

// TestLogs reports on each day of the logs of all versions of Exchange.
func TestLogs(t *testing.T) {
	w := newWorld(t, logs("../../../../testdata/logs"))
	days, err := lake.Days(t.Context(), w.lake)
	if err != nil {
		t.Fatal(err)
	}
	if len(days) < 3 {
		t.Fatalf("days %v", days)
	}
	for i, day := range days {
		q := report.Query{From: day.Start(), To: (day + 1).Start(), Expected: report.Expected{Days: report.DefaultExpectedDays}}
		if i%2 == 1 {
			q.BucketSeconds, q.ByUserAgent, q.MinimumHits = 900, true, 5
		}
		w.same(t, q)
		w.sameDetails(t, q)
	}
}
