package assemble

import (
	"fmt"
	"testing"

	"github.com/easreport/easreport/internal/report"
)

func viewRequests(r *report.Row) string {
	return fmt.Sprintf("%d of %s, status %s, %d failed (%s), %d by EAS, errors %s, syncs %d %d %d, %s",
		r.Hits, tally(r.Commands), tally(r.Statuses), r.Failures, tally(r.FailureStatuses), r.EASFailures, tally(r.Errors),
		r.FullSyncs, r.RecoverySyncs, r.InvalidSyncs, r.AccessState)
}

// TestRowsOfTwoSides writes down what was sent and what each side noted of it: each request
// counts once, with what either side knows.
func TestRowsOfTwoSides(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []seen
		want []string
	}{
		{
			"behind HTTP 200 the back end knows of failures",
			[]seen{
				{at: "10:00", hits: 8, front: true},
				{at: "10:00", hits: 5, back: true},
				{at: "10:00", hits: 3, back: true, eas: 142, errors: "DeviceNotProvisioned", access: "AllowedG", full: 2, recovery: 1, invalid: 1},
			},
			[]string{"8 of Sync:8, status 200:8, 3 failed (142:3), 3 by EAS, errors DeviceNotProvisioned:3, syncs 2 1 1, AllowedG"},
		},
		{
			"refused at the door, and refused behind HTTP 200",
			[]seen{
				{at: "09:00", hits: 10, front: true, user: "-", queryUser: "anna", status: 401, win32: 1326},
				{at: "10:00", hits: 10, front: true},
				{at: "10:00", hits: 10, back: true, eas: 142},
			},
			[]string{"20 of Sync:20, status 200:10 401:10, 20 failed (142:10 401:10), 10 by EAS, errors , syncs 0 0 0, "},
		},
		{
			"overloaded at the door: no back end saw it",
			[]seen{
				{at: "10:00", hits: 4, front: true},
				{at: "10:00", hits: 5, front: true, status: 503},
				{at: "10:00", hits: 4, back: true, eas: 113},
			},
			[]string{"9 of Sync:9, status 200:4 503:5, 9 failed (113:4 503:5), 4 by EAS, errors , syncs 0 0 0, "},
		},
		{
			"503 behind the door, with its reason",
			[]seen{
				{at: "10:00", hits: 3, front: true, status: 503},
				{at: "10:00", hits: 3, back: true, status: 503, errors: "DeviceIsAutoBlocked"},
			},
			[]string{"3 of Sync:3, status 503:3, 3 failed (503:3), 0 by EAS, errors DeviceIsAutoBlocked:3, syncs 0 0 0, "},
		},
		{
			"a failure that both sides logged is one",
			[]seen{
				{at: "10:00", hits: 3, front: true, status: 507},
				{at: "10:00", hits: 3, back: true, status: 507, errors: "QuotaExceeded"},
			},
			[]string{"3 of Sync:3, status 507:3, 3 failed (507:3), 0 by EAS, errors MailboxQuotaExceeded:3, syncs 0 0 0, "},
		},
		{
			"a status that the front end wrote anew",
			[]seen{{at: "10:00", hits: 5, front: true}, {at: "10:00", hits: 4, back: true}, {at: "10:00", hits: 1, back: true, status: 500}},
			[]string{"5 of Sync:5, status 200:5, 1 failed (500:1), 0 by EAS, errors , syncs 0 0 0, "},
		},
		{
			"a front end that is silent, and a back end",
			[]seen{{at: "10:00", hits: 5, front: true}, {at: "10:00", hits: 2, back: true}, {at: "14:00", hits: 4, back: true, eas: 113}, {at: "16:00", hits: 3, front: true}},
			[]string{"12 of Sync:12, status 200:12, 4 failed (113:4), 4 by EAS, errors , syncs 0 0 0, "},
		},
		{
			"other commands",
			[]seen{{at: "10:00", hits: 3, front: true}, {at: "10:00", hits: 2, back: true, command: "Ping"}},
			[]string{"5 of Ping:2 Sync:3, status 200:5, 0 failed (), 0 by EAS, errors , syncs 0 0 0, "},
		},
		{
			"two people with one device",
			[]seen{
				{at: "10:00", hits: 9, front: true, user: `CONTOSO\anna`},
				{at: "10:00", hits: 8, back: true, user: `CONTOSO\anna`},
				{at: "10:00", front: true, user: `CONTOSO\bert`},
				{at: "10:00", hits: 2, back: true, user: `CONTOSO\bert`},
			},
			[]string{
				"9 of Sync:9, status 200:9, 0 failed (), 0 by EAS, errors , syncs 0 0 0, ",
				"2 of Sync:2, status 200:2, 0 failed (), 0 by EAS, errors , syncs 0 0 0, ",
			},
		},
		{
			"by way of a third server, and a proxy before them",
			[]seen{
				{at: "10:00", hits: 2, proxy: true, user: "-"},
				{at: "10:00", hits: 2, front: true},
				{at: "10:00", hits: 2, middle: true, user: `CONTOSO\CAS1$`},
				{at: "10:00", hits: 2, back: true, user: `CONTOSO\CAS2$`, eas: 113},
			},
			[]string{"2 of Sync:2, status 200:2, 2 failed (113:2), 2 by EAS, errors , syncs 0 0 0, "},
		},
		{
			"Exchange 2010: one row each",
			[]seen{{at: "10:00", hits: 2}, {at: "10:01", hits: 3, eas: 142}},
			[]string{"5 of Sync:5, status 200:5, 3 failed (142:3), 3 by EAS, errors , syncs 0 0 0, "},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, build(t, lakeOfRows(t, c.rows...), christmas()).Rows, viewRequests, c.want...)
		})
	}
}

// TestRequestInTwoBuckets has a request that the back end logs in one minute and the front
// end in the next: it is the front end's minute that counts, and the hour before midnight
// the one of its own day.
func TestRequestInTwoBuckets(t *testing.T) {
	q := christmas()
	q.BucketSeconds = 60
	view := func(r *report.Row) string { return fmt.Sprint(viewBuckets(r), " failed ", r.Failures) }
	s := lakeOfRows(t, seen{at: "10:00:59", back: true, eas: 142}, seen{at: "10:01:00", front: true})
	want(t, build(t, s, q).Rows, view, "2011-12-24 10:01:00 +00 A1 1 failed 1")

	// Rows of a whole day are paired, also those that are not asked for.
	q.From = instant(t, "10:01")
	want(t, build(t, s, q).Rows, view, "2011-12-24 10:01:00 +00 A1 1 failed 1")
	q.From, q.To = instant(t, "09:00"), instant(t, "10:01")
	want(t, build(t, s, q).Rows, view)
}

// TestDaysArePairedApart reports on a day of Tokyo, which has parts of two UTC days.
func TestDaysArePairedApart(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "2011-12-23 16:00", front: true}, seen{at: "2011-12-23 16:00", hits: 4, back: true},
		seen{at: "2011-12-23 23:59:59", back: true}, seen{at: "2011-12-24 00:00", front: true}, // one request, two days
		seen{at: "2011-12-24 10:00", hits: 2, front: true}, seen{at: "2011-12-24 10:00", hits: 3, back: true},
		seen{at: "2011-12-24 16:00", hits: 7, front: true}, seen{at: "2011-12-24 16:00", hits: 7, back: true}, // Tokyo's 25th
	)
	q := report.Query{From: instant(t, "2011-12-23 15:00"), To: instant(t, "2011-12-24 15:00"), Zone: zoneNamed(t, "Asia/Tokyo")}
	want(t, build(t, s, q).Rows, viewHits, "anna A1 9")
}

// TestBytesAndTimes: what the client got and waited for is the front end's; whether it
// waited by design is what the row with Log= says.
func TestBytesAndTimes(t *testing.T) {
	view := func(r *report.Row) string {
		return fmt.Sprint(r.BytesSent, r.BytesReceived, r.TimeTaken, " ", r.Times.Count(), r.Waiting)
	}
	for name, c := range map[string]struct {
		rows []seen
		want string
	}{
		"both sides": {[]seen{
			{at: "10:00", hits: 3, front: true, sent: 900, received: 90, taken: []int64{10, 20, 500}},
			{at: "10:00", hits: 3, back: true, sent: 7000, received: 700, taken: []int64{3, 4}, waited: []int64{400}},
		}, "{900 900 3} {90 90 3} {530 500 3} 2 1"},
		"the front end logs no bytes": {[]seen{
			{at: "10:00", hits: 2, front: true, taken: []int64{10, 20}},
			{at: "10:00", hits: 2, back: true, sent: 7000, received: 700, taken: []int64{3, 4}},
		}, "{7000 7000 2} {700 700 2} {30 20 2} 2 0"},
		"the front end alone does not know what waits": {[]seen{
			{at: "10:00", hits: 2, front: true, taken: []int64{10, 470_000}}, {at: "10:00", front: true, command: "FolderSync", taken: []int64{30}},
		}, "{0 0 0} {0 0 0} {470040 470000 3} 1 0"},
		"2010 knows": {[]seen{{at: "10:00", hits: 2, taken: []int64{10}, waited: []int64{470_000}}}, "{0 0 0} {0 0 0} {470010 470000 2} 1 1"},
		"a row whose requests end in two ways": {[]seen{
			{at: "10:00", hits: 3, front: true, sent: 900, taken: []int64{10, 20, 30}},
			{at: "10:00", hits: 2, back: true, taken: []int64{1, 2}},
			{at: "10:00", hits: 1, back: true, eas: 142, taken: []int64{3}},
		}, "{900 900 3} {0 0 0} {60 30 3} 3 0"},
	} {
		t.Run(name, func(t *testing.T) {
			want(t, build(t, lakeOfRows(t, c.rows...), christmas()).Rows, view, c.want)
		})
	}
}
