package assemble

import (
	"fmt"
	"testing"

	"github.com/easreport/easreport/internal/report"
)

func viewSides(r *report.Row) string {
	return fmt.Sprintf("%d of %s, status %s", r.Hits, tally(r.Commands), tally(r.Statuses))
}

func TestFrontAndBackAreNeverAdded(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []seen
		want []string
	}{
		{
			"the front end has more",
			[]seen{{at: "10:00", hits: 3}, {at: "10:00", hits: 2, back: true, command: "Ping", status: 503}},
			[]string{"3 of Sync:3, status 200:3"},
		},
		{
			"the back end has more",
			[]seen{{at: "10:00", hits: 2}, {at: "10:00", hits: 3, back: true, command: "Ping", status: 503}},
			[]string{"3 of Ping:3, status 503:3"},
		},
		{
			"as many: the front end",
			[]seen{{at: "10:00", hits: 2}, {at: "10:00", hits: 2, back: true, command: "Ping", status: 503}},
			[]string{"2 of Sync:2, status 200:2"},
		},
		{
			"one side only",
			[]seen{{at: "10:00", hits: 2, back: true}},
			[]string{"2 of Sync:2, status 200:2"},
		},
		{
			"chosen for each account of a device",
			[]seen{
				{at: "10:00", hits: 9},
				{at: "10:00", hits: 8, back: true, command: "Ping"},
				{at: "10:00", hits: 1, user: "bert"},
				{at: "10:00", hits: 2, user: "bert", back: true, command: "Ping"},
			},
			[]string{"9 of Sync:9, status 200:9", "2 of Ping:2, status 200:2"},
		},
		{
			"spellings of one account and device are one unit",
			[]seen{
				{at: "10:00", hits: 2, user: `CONTOSO\anna`},
				{at: "10:00", hits: 2, user: "anna@contoso.com", device: "a1"},
				{at: "10:00", hits: 3, back: true, command: "Ping"},
			},
			[]string{"4 of Sync:4, status 200:4"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, build(t, lakeOfRows(t, c.rows...), christmas()).Rows, viewSides, c.want...)
		})
	}
}

// TestSideIsOfTheWholeDay cuts a day so that each side has more in one hour: the
// side of the day counts in both, or the hours would not add up to the day.
func TestSideIsOfTheWholeDay(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "10:00", hits: 5}, seen{at: "10:00", hits: 1, back: true, command: "Ping"},
		seen{at: "11:00", hits: 1}, seen{at: "11:00", hits: 4, back: true, command: "Ping"},
	)
	q := christmas()
	q.BucketSeconds = 3600
	r := build(t, s, q)
	want(t, r.Rows, viewSides, "5 of Sync:5, status 200:5", "1 of Sync:1, status 200:1")
	if r.Totals.Hits != 6 {
		t.Errorf("%d hits in all, want 6", r.Totals.Hits)
	}
	q.From = instant(t, "11:00") // the rest of the day still has its say
	want(t, build(t, s, q).Rows, viewSides, "1 of Sync:1, status 200:1")
}

// TestSideIsOfTheUTCDay reports on a day of Tokyo, which has parts of two UTC
// days: each chooses its side by all of itself, also by what is not shown.
func TestSideIsOfTheUTCDay(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "2011-12-23 10:00", hits: 9}, // not shown: Tokyo's 24th begins at 15:00
		seen{at: "2011-12-23 16:00", hits: 1},
		seen{at: "2011-12-23 16:00", hits: 4, back: true, command: "Ping"},
		seen{at: "2011-12-24 10:00", hits: 2},
		seen{at: "2011-12-24 10:00", hits: 3, back: true, command: "Ping"},
		seen{at: "2011-12-24 16:00", hits: 7}, // Tokyo's 25th
		seen{at: "2011-12-24 16:00", hits: 7, back: true},
	)
	tokyo := zoneNamed(t, "Asia/Tokyo")
	q := report.Query{From: instant(t, "2011-12-23 15:00"), To: instant(t, "2011-12-24 15:00"), Zone: tokyo}
	want(t, build(t, s, q).Rows, viewSides, "4 of Ping:3 Sync:1, status 200:4")
	q.BucketSeconds = 3600
	want(t, build(t, s, q).Rows, viewSides, "1 of Sync:1, status 200:1", "3 of Ping:3, status 200:3")
}

func TestSideMayDifferFromDayToDay(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "2011-12-23 10:00", hits: 3}, seen{at: "2011-12-23 10:00", hits: 2, back: true, command: "Ping"},
		seen{at: "2011-12-24 10:00", hits: 2}, seen{at: "2011-12-24 10:00", hits: 3, back: true, command: "Ping"},
	)
	q := report.Query{From: instant(t, "2011-12-23 00:00"), To: instant(t, "2011-12-25 00:00")}
	want(t, build(t, s, q).Rows, viewSides, "6 of Ping:3 Sync:3, status 200:6")
}

// TestRequestInTwoBuckets has a request that the front end logs in one minute
// and the back end in the next: it counts once, where the winning side has it.
func TestRequestInTwoBuckets(t *testing.T) {
	s := lakeOfRows(t, seen{at: "10:00:59"}, seen{at: "10:01:00", back: true, access: "AllowedG"})
	q := christmas()
	q.BucketSeconds = 60
	want(t, build(t, s, q).Rows, viewBuckets, "2011-12-24 10:00:00 +00 A1 1")

	// What only the other side knows stays where it was logged.
	s = lakeOfRows(t, seen{at: "10:00:59"}, seen{at: "10:01:00", back: true, eas: 142})
	r := build(t, s, q)
	want(t, r.Rows, func(r *report.Row) string { return fmt.Sprint(viewBuckets(r), " failed ", r.Failures) },
		"2011-12-24 10:00:00 +00 A1 1 failed 0", "2011-12-24 10:01:00 +00 A1 0 failed 1")
	if r.Totals.Hits != 1 || r.Totals.Failures != 1 {
		t.Errorf("totals %+v, want one hit and one failure", r.Totals)
	}
}

func TestBothSidesTellWhatTheyKnow(t *testing.T) {
	view := func(r *report.Row) string {
		return fmt.Sprintf("%d hits, %d failed (%s), %d by EAS, errors %s, syncs %d %d %d, %s",
			r.Hits, r.Failures, tally(r.FailureStatuses), r.EASFailures, tally(r.Errors),
			r.FullSyncs, r.RecoverySyncs, r.InvalidSyncs, r.AccessState)
	}
	for _, c := range []struct {
		name string
		rows []seen
		want string
	}{
		{
			"the back end sees what hides behind HTTP 200",
			[]seen{
				{at: "10:00", hits: 9},
				{at: "10:00", hits: 5, back: true},
				{at: "10:00", hits: 3, back: true, eas: 142, errors: "DeviceNotProvisioned", access: "AllowedG", full: 2, recovery: 1, invalid: 1},
			},
			"9 hits, 3 failed (142:3), 3 by EAS, errors DeviceNotProvisioned:3, syncs 2 1 1, AllowedG",
		},
		{
			"the front end sees what never came through",
			[]seen{
				{at: "10:00", hits: 4},
				{at: "10:00", hits: 5, status: 503},
				{at: "10:00", hits: 4, back: true, eas: 113},
			},
			"9 hits, 5 failed (503:5), 4 by EAS, errors , syncs 0 0 0, ",
		},
		{
			"failures of the two sides are never added",
			[]seen{
				{at: "10:00", hits: 3, status: 507},
				{at: "10:00", hits: 3, back: true, status: 507, errors: "QuotaExceeded"},
			},
			"3 hits, 3 failed (507:3), 0 by EAS, errors MailboxQuotaExceeded:3, syncs 0 0 0, ",
		},
		{
			"the side with more of each",
			[]seen{
				{at: "10:00", hits: 9, full: 1, errors: "A"},
				{at: "10:00", hits: 8, back: true, full: 3, errors: "B"},
			},
			"9 hits, 9 failed (200:9), 0 by EAS, errors A:9, syncs 3 0 0, ",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, build(t, lakeOfRows(t, c.rows...), christmas()).Rows, view, c.want)
		})
	}
}

func TestBytesAndTimesAreTheWinningSides(t *testing.T) {
	view := func(r *report.Row) string {
		return fmt.Sprint(r.BytesSent, r.BytesReceived, r.TimeTaken, r.Times.Count(), r.Waiting)
	}
	s := lakeOfRows(t,
		seen{at: "10:00", hits: 3, sent: 900, received: 90, taken: []int64{10, 20}, waited: []int64{500}},
		seen{at: "10:00", hits: 2, back: true, sent: 7000, received: 700, taken: []int64{3000, 4000}},
	)
	want(t, build(t, s, christmas()).Rows, view, "{900 900 3} {90 90 3} {530 500 3} 2 1")

	// What the winning side does not log is unknown, whatever the other has.
	s = lakeOfRows(t, seen{at: "10:00", hits: 3}, seen{at: "10:00", hits: 2, back: true, sent: 7000, received: 700, taken: []int64{3000}})
	want(t, build(t, s, christmas()).Rows, view, "{0 0 0} {0 0 0} {0 0 0} 0 0")
}
