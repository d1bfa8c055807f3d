package assemble

import (
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestLost: a marker whose ingest has ended, or should have, has a file. One of an ingest
// that is under way need not, nor one whose rows have expired.
func TestLost(t *testing.T) {
	const year = 365 * 24 * time.Hour
	there := file{name: "there.log", rows: []seen{{at: "10:00"}}}
	for _, c := range []struct {
		name   string
		marked time.Duration // ago
		done   time.Duration // ago, -1: never
		day    string
		lost   bool
	}{
		{"deleted after its ingest", time.Minute, time.Minute, "2011-12-24", true},
		{"deleted long after its ingest", year, year, "2011-12-24", true},
		{"being written", time.Minute, -1, "2011-12-24", false},
		{"a day more, being written", time.Minute, time.Hour, "2011-12-24", false},
		{"an ingest that was killed", 2 * time.Hour, -1, "2011-12-24", true},
		{"another day's", time.Minute, time.Minute, "2011-12-26", false},
		{"expired", year, year, "2011-12-23", false},
		{"deleted, and the oldest", time.Minute, time.Minute, "2011-12-23", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := time.Now().Add(-3 * year)
			s := memstore.New(memstore.WithClock(func() time.Time { return at }))
			there.put(t, s)
			lost := file{name: "lost.log"}
			day := lake.DayOf(instant(t, c.day+" 00:00").Unix())
			mark := func() {
				at = time.Now().Add(-c.marked)
				put(t, s, lake.Output{Table: lake.ActivityTable, Day: day}.MarkerKey(lost.id()), nil)
			}
			var want []report.Lost
			if c.lost {
				want = []report.Lost{{Log: report.Log{Source: lost.id()}, Day: day}}
			}
			if c.done <= c.marked {
				mark()
			}
			if c.done >= 0 {
				at = time.Now().Add(-c.done)
				body, err := lake.EncodeDone(lost.stamp(t))
				if err != nil {
					t.Fatal(err)
				}
				put(t, s, lake.DoneKey(lost.id()), body)
				if c.lost {
					want[0].Bucket, want[0].Key = "logs", "lost.log"
				}
			}
			if c.done > c.marked {
				mark()
			}
			q := christmas()
			q.From = q.From.AddDate(0, 0, -1)
			r := build(t, s, q)
			if diff := gocmp.Diff(want, r.Coverage.Lost); diff != "" {
				t.Errorf("lost (-want +got):\n%s", diff)
			}
			if c.lost && r.Coverage.Whole() {
				t.Error("the report is whole")
			}
		})
	}
}
