package assemble

import (
	"fmt"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// TestGrain: rows of one span are in one bucket, or all outside; and spans are as long
// as that lets them be.
func TestGrain(t *testing.T) {
	berlin, mumbai := zoneNamed(t, "Europe/Berlin"), zoneNamed(t, "Asia/Kolkata")
	changed := on("2011-10-30") // the clock in Berlin goes back at 01:00 UTC
	for _, c := range []struct {
		name         string
		query        report.Query
		rows         int
		grain, phase int
	}{
		{"a day", christmas(), 60, 86400, 0},
		{"hours", report.Query{From: christmas().From, To: christmas().To, BucketSeconds: 3600}, 60, 3600, 0},
		{"each row", report.Query{From: christmas().From, To: christmas().To, BucketSeconds: 60}, 60, 60, 0},
		{"seven minutes", report.Query{From: christmas().From, To: christmas().To, BucketSeconds: 420}, 60, 420, 240},
		{"a day begins at 18:30", report.Query{From: instant(t, "2011-12-23 18:30"), To: instant(t, "2011-12-24 18:30"), Zone: mumbai}, 60, 86400, 66600},
		{"and its hours", report.Query{From: instant(t, "2011-12-23 18:30"), To: instant(t, "2011-12-24 18:30"), Zone: mumbai, BucketSeconds: 3600}, 60, 3600, 1800},
		{"some hours", report.Query{From: instant(t, "2011-12-24 07:00"), To: instant(t, "2011-12-24 10:00")}, 60, 10800, 3600},
		{"a clock is changed", report.Query{From: changed.From, To: changed.To, Zone: berlin, BucketSeconds: 7200}, 60, 7200, 3600},
		{"rows of ten seconds", report.Query{From: christmas().From, To: christmas().To, BucketSeconds: 30}, 10, 30, 0},
		{"other days", on("2011-12-20"), 60, 86400, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			day := christmas()
			if c.query.From.Equal(changed.From) {
				day = changed
			}
			first, _ := spanDays(&day)
			grain, phase := grainOf(&c.query, first, c.rows)
			if grain != c.grain || phase != c.phase {
				t.Errorf("spans of %d seconds, from %d; want %d, %d", grain, phase, c.grain, c.phase)
			}
			seen := make(map[int]string)
			for at := 0; at < activity.SecondsPerDay; at += c.rows {
				unix := first.Start().Add(time.Duration(at) * time.Second)
				place := "outside"
				if !unix.Before(c.query.From) && unix.Before(c.query.To) {
					place = fmt.Sprint(bucketStart(&c.query, unix.Unix()))
				}
				span := (at + grain - phase%grain) / grain
				if before, ok := seen[span]; ok && before != place {
					t.Fatalf("%s: %s and %s are in one span", unix, before, place)
				}
				seen[span] = place
			}
		})
	}
}
