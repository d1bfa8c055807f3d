package assemble

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/report"
)

func TestTimeRange(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "2011-12-23 23:59", device: "before"},
		seen{at: "2011-12-24 00:00", device: "first"},
		seen{at: "2011-12-24 23:59", device: "last"},
		seen{at: "2011-12-25 00:00", device: "after"},
	)
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{"2011-12-24 00:00", "2011-12-25 00:00", []string{"anna first 1", "anna last 1"}},
		{"2011-12-24 00:01", "2011-12-25 00:01", []string{"anna after 1", "anna last 1"}},
		{"2011-12-23 23:59", "2011-12-24 00:01", []string{"anna before 1", "anna first 1"}},
		{"2011-12-23 00:00", "2011-12-26 00:00", []string{"anna after 1", "anna before 1", "anna first 1", "anna last 1"}},
		{"2011-12-24 12:00", "2011-12-24 12:00", nil},
		{"2011-12-25 00:00", "2011-12-24 00:00", nil},
	} {
		t.Run(c.from+" to "+c.to, func(t *testing.T) {
			q := report.Query{From: instant(t, c.from), To: instant(t, c.to)}
			want(t, build(t, s, q).Rows, viewHits, c.want...)
		})
	}
}

func TestBuckets(t *testing.T) {
	for _, c := range []struct {
		name          string
		rows, buckets int
		at            []string
		want          []string
	}{
		{
			"an hour", 60, 3600,
			[]string{"10:00", "10:59", "11:00"},
			[]string{"2011-12-24 10:00:00 +00 A1 2", "2011-12-24 11:00:00 +00 A1 1"},
		},
		{
			"a day", 60, 86400,
			[]string{"00:00", "23:59"},
			[]string{"2011-12-24 00:00:00 +00 A1 2"},
		},
		{
			"a week: it began on a Thursday, as 1970 did", 60, 7 * 86400,
			[]string{"10:00"},
			[]string{"2011-12-22 00:00:00 +00 A1 1"},
		},
		{ // midnight is 1324684800 s, 5 more than a multiple of 7
			"7 seconds divide no day", 1, 7,
			[]string{"00:00:01", "00:00:02", "00:00:08", "00:00:09"},
			[]string{"2011-12-23 23:59:55 +00 A1 1", "2011-12-24 00:00:02 +00 A1 2", "2011-12-24 00:00:09 +00 A1 1"},
		},
		{
			"45 seconds", 15, 45,
			[]string{"00:00:44", "00:00:45", "00:01:29", "00:01:30"},
			[]string{"2011-12-24 00:00:00 +00 A1 1", "2011-12-24 00:00:45 +00 A1 2", "2011-12-24 00:01:30 +00 A1 1"},
		},
		{ // 1324684800 is 189240 times 7000 and 4800 more
			"7000 seconds over midnight", 20, 7000,
			[]string{"2011-12-23 22:39:40", "2011-12-23 22:40:00", "2011-12-24 00:36:39", "2011-12-24 00:36:40"},
			[]string{"2011-12-23 20:43:20 +00 A1 1", "2011-12-23 22:40:00 +00 A1 2", "2011-12-24 00:36:40 +00 A1 1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := file{name: "a.log", seconds: c.rows}
			for _, at := range c.at {
				f.rows = append(f.rows, seen{at: at})
			}
			q := report.Query{From: instant(t, "2011-12-23 00:00"), To: instant(t, "2011-12-25 00:00"), BucketSeconds: c.buckets}
			want(t, build(t, lakeOf(t, f), q).Rows, viewBuckets, c.want...)
		})
	}
}

func TestBucketsThatDoNotFit(t *testing.T) {
	fits := map[[2]int]bool{ // rows, buckets
		{60, 0}: true, {60, 60}: true, {60, 300}: true, {3600, 3600}: true, {3600, 7200}: true, {86400, 86400}: true,
		{60, 30}: false, {60, 90}: false, {60, 7}: false, {60, 7000}: false, {3600, 60}: false, {3600, 5400}: false, {300, 60}: false,
	}
	for c, ok := range fits {
		s := lakeOf(t, file{name: "a.log", seconds: c[0], rows: []seen{{at: "10:00"}}})
		q := christmas()
		q.BucketSeconds = c[1]
		if _, err := Report(t.Context(), s, q); ok != (err == nil) || err != nil && !errors.Is(err, ErrBucket) {
			t.Errorf("rows of %d s in buckets of %d s: %v", c[0], c[1], err)
		}
	}
	// The span must not cut a row either.
	s := lakeOf(t, file{name: "a.log", seconds: 3600, rows: []seen{{at: "10:00"}}})
	q := christmas()
	q.From = instant(t, "10:30")
	if _, err := Report(t.Context(), s, q); !errors.Is(err, ErrBucket) {
		t.Errorf("a span that begins within a row: %v", err)
	}
}

// dayIn asks for a day of a time zone.
func dayIn(t testing.TB, zone, day string) report.Query {
	t.Helper()
	z := zoneNamed(t, zone)
	from, err := time.ParseInLocation(time.DateOnly, day, z)
	if err != nil {
		t.Fatal(err)
	}
	return report.Query{From: from, To: from.AddDate(0, 0, 1), Zone: z}
}

// everyHalfHour has a request in each half hour of three UTC days.
func everyHalfHour(day string) (rows []seen) {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	for at = at.AddDate(0, 0, -1); len(rows) < 3*48; at = at.Add(30 * time.Minute) {
		rows = append(rows, seen{at: at.Format(time.DateTime)})
	}
	return rows
}

func TestDaysOfTimeZones(t *testing.T) {
	for _, c := range []struct {
		name, zone, day string
		hours           int
		first, last     string // hours of the day
	}{
		{"Berlin", "Europe/Berlin", "2016-08-16", 24, "2016-08-16 00:00:00 +02", "2016-08-16 23:00:00 +02"},
		{"the day of 23 hours", "Europe/Berlin", "2016-03-27", 23, "2016-03-27 00:00:00 +01", "2016-03-27 23:00:00 +02"},
		{"the day of 25 hours", "Europe/Berlin", "2016-10-30", 25, "2016-10-30 00:00:00 +02", "2016-10-30 23:00:00 +01"},
		{"half an hour off", "Asia/Kolkata", "2016-08-16", 24, "2016-08-16 00:00:00 +0530", "2016-08-16 23:00:00 +0530"},
		{"West of UTC", "America/New_York", "2016-11-06", 25, "2016-11-06 00:00:00 -04", "2016-11-06 23:00:00 -05"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := lakeOfRows(t, everyHalfHour(c.day)...)
			q := dayIn(t, c.zone, c.day)
			want(t, build(t, s, q).Rows, viewHits, fmt.Sprintf("anna A1 %d", 2*c.hours))

			q.BucketSeconds = 3600
			rows := build(t, s, q).Rows
			if len(rows) != c.hours {
				t.Fatalf("%d hours, want %d", len(rows), c.hours)
			}
			for i := range rows {
				if at := q.From.Add(time.Duration(i) * time.Hour); rows[i].Hits != 2 || !rows[i].Start.Equal(at) {
					t.Errorf("hour %d begins at %s with %d hits, want %s with 2", i, rows[i].Start, rows[i].Hits, at)
				}
			}
			for got, wanted := range map[time.Time]string{rows[0].Start: c.first, rows[c.hours-1].Start: c.last} {
				layout := time.DateTime + " -07"
				if len(wanted) > len(layout) {
					layout += "00"
				}
				if got := got.Format(layout); got != wanted {
					t.Errorf("an hour begins at %s, want %s", got, wanted)
				}
			}

			q.BucketSeconds = 86400
			want(t, build(t, s, q).Rows, viewBuckets, fmt.Sprintf("%s A1 %d", q.From.Format("2006-01-02 15:04:05 -07"), 2*c.hours))
		})
	}
}

// TestBucketsWhereTheClockIsChanged has buckets that hold the change, and
// one whose start on the clock does not exist.
func TestBucketsWhereTheClockIsChanged(t *testing.T) {
	for _, c := range []struct {
		name, day string
		seconds   int
		want      []string // of the first six hours UTC
	}{
		{
			"forward, from 02:00 to 03:00", "2016-03-27", 7200,
			[]string{"2016-03-27 00:00:00 +01 A1 4", "2016-03-27 03:00:00 +02 A1 2", "2016-03-27 04:00:00 +02 A1 4"},
		},
		{
			"forward, in a bucket from 01:30 to 03:00", "2016-03-27", 5400,
			[]string{"2016-03-27 00:00:00 +01 A1 3", "2016-03-27 01:30:00 +01 A1 1", "2016-03-27 03:00:00 +02 A1 3", "2016-03-27 04:30:00 +02 A1 3"},
		},
		{
			"back, from 03:00 to 02:00", "2016-10-30", 14400,
			[]string{"2016-10-30 00:00:00 +02 A1 10", "2016-10-30 04:00:00 +01 A1 2"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := dayIn(t, "Europe/Berlin", c.day)
			q.To, q.BucketSeconds = q.From.Add(6*time.Hour), c.seconds
			if c.seconds == 7200 || c.seconds == 5400 {
				q.To = q.From.Add(5 * time.Hour)
			}
			want(t, build(t, lakeOfRows(t, everyHalfHour(c.day)...), q).Rows, viewBuckets, c.want...)
		})
	}
}

// TestHalfHourZonesNeedFineRows: an hour of India begins within an hour of UTC.
func TestHalfHourZonesNeedFineRows(t *testing.T) {
	s := lakeOf(t, file{name: "a.log", seconds: 3600, rows: []seen{{at: "10:00"}}})
	q := dayIn(t, "Asia/Kolkata", "2011-12-24")
	if _, err := Report(t.Context(), s, q); !errors.Is(err, ErrBucket) {
		t.Errorf("a day of India from hours of UTC: %v", err)
	}
	q.From, q.To = christmas().From, christmas().To
	build(t, s, q)
	q.BucketSeconds = 3600
	if _, err := Report(t.Context(), s, q); !errors.Is(err, ErrBucket) {
		t.Errorf("hours of India from hours of UTC: %v", err)
	}
	s = lakeOf(t, file{name: "a.log", seconds: 1800, rows: []seen{{at: "10:00"}, {at: "10:30"}}})
	want(t, build(t, s, q).Rows, viewBuckets, "2011-12-24 15:00:00 +05 A1 1", "2011-12-24 16:00:00 +05 A1 1")
}
