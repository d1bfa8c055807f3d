package assemble

import (
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// office is some devices over two hours and two days.
func office() []seen {
	return []seen{
		{at: "2011-12-24 10:00", device: "A1", hits: 5},
		{at: "2011-12-24 11:00", device: "A1", hits: 1},
		{at: "2011-12-24 10:00", device: "B2", user: "bert", hits: 3},
		{at: "2011-12-24 11:00", device: "B2", user: "bert", hits: 4},
		{at: "2011-12-24 11:00", device: "C3", user: "clara", hits: 6, status: 503},
		{at: "2011-12-24 11:00", device: "C3", user: "anna", hits: 2},
		{at: "2011-12-24 11:00", device: "D4", user: "-", hits: 1},
		{at: "2011-12-25 11:00", device: "E5", user: "emil", hits: 9},
	}
}

func TestOrder(t *testing.T) {
	s := lakeOfRows(t, office()...)
	q := christmas()
	want(t, build(t, s, q).Rows, viewHits, "bert B2 7", "anna A1 6", "clara C3 6", "anna C3 2", " D4 1")
	q.BucketSeconds = 3600
	want(t, build(t, s, q).Rows, viewBuckets,
		"2011-12-24 10:00:00 +00 A1 5", "2011-12-24 10:00:00 +00 B2 3",
		"2011-12-24 11:00:00 +00 C3 6", "2011-12-24 11:00:00 +00 B2 4", "2011-12-24 11:00:00 +00 C3 2",
		"2011-12-24 11:00:00 +00 D4 1", "2011-12-24 11:00:00 +00 A1 1",
	)
}

// TestOrderIsStable builds a report with many equal rows several times: Go's
// maps would give them in another order each time.
func TestOrderIsStable(t *testing.T) {
	var rows []seen
	for i := range 40 {
		rows = append(rows, seen{at: "10:00", device: fmt.Sprint("D", i%8), user: fmt.Sprint("u", i%5), agent: fmt.Sprint("agent", i%3)})
	}
	s := lakeOfRows(t, rows...)
	q := christmas()
	q.ByUserAgent = true
	first := build(t, s, q)
	for range 5 {
		compareReports(t, first, build(t, s, q))
	}
}

func TestTotals(t *testing.T) {
	r := build(t, lakeOfRows(t, office()...), christmas())
	if wanted := (report.Totals{Hits: 22, Failures: 6, Devices: 4, Users: 3}); r.Totals != wanted {
		t.Errorf("totals %+v, want %+v", r.Totals, wanted)
	}
}

func TestTopHits(t *testing.T) {
	s := lakeOfRows(t, office()...)
	q := christmas()
	q.TopHits = 2
	r := build(t, s, q)
	want(t, r.Rows, viewHits, "bert B2 7", "anna A1 6")
	want(t, r.Top, viewHits, "bert B2 7", "anna A1 6")
	if r.Totals.Hits != 22 {
		t.Errorf("totals %+v: they are over all devices", r.Totals)
	}
	q.TopHits = 99
	want(t, build(t, s, q).Rows, viewHits, "bert B2 7", "anna A1 6", "clara C3 6", "anna C3 2", " D4 1")
}

// TestTopHitsWithBuckets gives all the buckets of the top devices, not the top
// buckets.
func TestTopHitsWithBuckets(t *testing.T) {
	q := christmas()
	q.TopHits, q.BucketSeconds = 2, 3600
	r := build(t, lakeOfRows(t, office()...), q)
	want(t, r.Rows, viewBuckets,
		"2011-12-24 10:00:00 +00 A1 5", "2011-12-24 10:00:00 +00 B2 3",
		"2011-12-24 11:00:00 +00 B2 4", "2011-12-24 11:00:00 +00 A1 1")
	want(t, r.Top, viewHits, "bert B2 7", "anna A1 6")
}

func TestTopIsBounded(t *testing.T) {
	var rows []seen
	for i := range report.TopDevices + 50 {
		rows = append(rows, seen{at: "10:00", device: fmt.Sprintf("D%03d", i), hits: int64(1 + i%100)})
	}
	r := build(t, lakeOfRows(t, rows...), christmas())
	if len(r.Top) != report.TopDevices || len(r.Rows) != len(rows) {
		t.Fatalf("%d top devices and %d rows, want %d and %d", len(r.Top), len(r.Rows), report.TopDevices, len(rows))
	}
	want(t, r.Top[:2], viewHits, "anna D099 100", "anna D098 99")
}

func TestMinimumHitsFlags(t *testing.T) {
	q := christmas()
	q.MinimumHits = 6
	r := build(t, lakeOfRows(t, office()...), q)
	flagged := func(r *report.Row) string { return fmt.Sprint(viewHits(r), " ", q.Flagged(r)) }
	want(t, r.Rows, flagged, "bert B2 7 true", "anna A1 6 true", "clara C3 6 true", "anna C3 2 false", " D4 1 false")
}

func TestOneDevice(t *testing.T) {
	s := lakeOfRows(t, office()...)
	for id, lines := range map[string][]string{
		"C3": {"clara C3 6", "anna C3 2"},
		"c3": {"clara C3 6", "anna C3 2"},
		"C":  nil, // no prefix
		"E5": nil, // another day
	} {
		q := christmas()
		q.DeviceID = id
		r := build(t, s, q)
		want(t, r.Rows, viewHits, lines...)
		if lines != nil && r.Totals != (report.Totals{Hits: 8, Failures: 6, Devices: 1, Users: 2}) {
			t.Errorf("totals of one device: %+v", r.Totals)
		}
	}
}

func TestOneUser(t *testing.T) {
	s := lakeOfRows(t, office()...)
	for _, user := range []string{"anna", "ANNA", `contoso\Anna`, "anna@contoso.com"} {
		q := christmas()
		q.User = user
		want(t, build(t, s, q).Rows, viewHits, "anna A1 6", "anna C3 2")
		q.DeviceID = "C3"
		want(t, build(t, s, q).Rows, viewHits, "anna C3 2")
	}
	q := christmas()
	q.User = "ann"
	want(t, build(t, s, q).Rows, viewHits)
}

func TestSources(t *testing.T) {
	a := file{name: "a.log", rows: []seen{{at: "10:00", hits: 3}}}
	b := file{name: "b.log", rows: []seen{{at: "10:00", hits: 5}}}
	s := lakeOf(t, a, b)
	damage(t, s, "c.log")
	quarantine(t, s, lake.Quarantine{Key: "d.log"})
	q := christmas()
	for _, c := range []struct {
		name    string
		sources []lake.SourceID
		want    []string
	}{
		{"two", []lake.SourceID{a.id(), b.id()}, []string{"anna A1 8"}},
		{"one", []lake.SourceID{b.id()}, []string{"anna A1 5"}},
		{"none", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			q.Sources = make(map[lake.SourceID]bool)
			for _, id := range c.sources {
				q.Sources[id] = true
			}
			r := build(t, s, q) // the damaged one is not asked for
			want(t, r.Rows, viewHits, c.want...)
			if len(r.Coverage.Sources) != len(c.sources) || r.Coverage.Whole() != (len(c.sources) > 0) {
				t.Errorf("coverage %+v", r.Coverage)
			}
		})
	}
}

// TestDevices: one row for each device, whichever way the rows are cut, and those
// without buckets are the same.
func TestDevices(t *testing.T) {
	s := lakeOfRows(t, append(office(), seen{at: "10:00", device: "P", user: "HealthMailbox1"})...)
	q := christmas()
	plain := rowsOf(build(t, s, q).Devices)
	want(t, plain, viewHits, "bert B2 7", "anna A1 6", "clara C3 6", "anna C3 2", " D4 1")
	q.BucketSeconds, q.ByUserAgent = 3600, true
	cut := rowsOf(build(t, s, q).Devices)
	if diff := gocmp.Diff(plain, cut, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("devices (-plain +by the hour):\n%s", diff)
	}
}
