package publish

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

func devices(t testing.TB, s store.Store, day string) []lake.Device {
	t.Helper()
	file := read(t, s, "devices/v2/dt="+day+"/devices.parquet")
	rows, err := parquet.Read[lake.Device](bytes.NewReader([]byte(file)), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestDevicesTable(t *testing.T) {
	s := christmas(t)
	mustPublish(t, s, christmasDay(t), nil)
	var got []string
	for _, d := range devices(t, s, "2011-12-24") {
		got = append(got, strings.Join([]string{d.DeviceID, d.UserName, d.Kind, d.Statuses, time.UnixMilli(d.FirstTime).UTC().Format(time.TimeOnly)}, " "))
		if d.Hits != d.Sync || d.HitsWithoutPing != d.Hits || d.Servers != 1 || (d.AccessState == "BlockedI") != (d.DeviceID == "A1") || d.PeakPerMinute == 0 {
			t.Errorf("%+v", d)
		}
	}
	want := []string{"A1 anna device 200:120 10:00:00", "B2 bert device 200:40 10:30:00", "P9 healthmailbox0000000 probe 200:5000 11:00:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	stamp, _, err := lake.ReadDevicesStamp(t.Context(), s, lake.DayOf(instant(t, "2011-12-24 00:00").Unix()))
	if err != nil || stamp.Whole || stamp.TimeZone != "UTC" || !stamp.From.Equal(instant(t, "2011-12-24 00:00")) || !stamp.To.Equal(instant(t, "2011-12-25 00:00")) || stamp.Fingerprint == "" {
		t.Errorf("stamp %+v, %v", stamp, err)
	}
	addSource(t, s, "b.log", seen{at: "2011-12-24 22:59", device: "B2", user: "bert", hits: 1})
	if wholeDay(t, s) {
		t.Error("a day that ends at 22:59 is whole")
	}
	addSource(t, s, "c.log", seen{at: "2011-12-24 23:00", device: "B2", user: "bert", hits: 1})
	if !wholeDay(t, s) {
		t.Error("a day with a record of 23:00 is not whole")
	}
}

// wholeDay publishes Christmas Eve and tells whether its table counts for baselines.
func wholeDay(t *testing.T, s store.Store) bool {
	t.Helper()
	mustPublish(t, s, christmasDay(t), nil)
	stamp, _, err := lake.ReadDevicesStamp(t.Context(), s, lake.DayOf(christmasDay(t).From.Unix()))
	if err != nil {
		t.Fatal(err)
	}
	return stamp.Whole
}

// TestDevicesOfWhichReports: of each whole day on all devices, however its rows
// are cut, and of nothing else.
func TestDevicesOfWhichReports(t *testing.T) {
	plain := christmas(t)
	mustPublish(t, plain, christmasDay(t), nil)
	table := read(t, plain, "devices/v2/dt=2011-12-24/devices.parquet")
	for name, test := range map[string]struct {
		ask  func(*report.Query)
		want bool
	}{
		"hourly":      {func(q *report.Query) { q.BucketSeconds = 3600 }, true},
		"user agents": {func(q *report.Query) { q.ByUserAgent = true }, true},
		"top":         {func(q *report.Query) { q.TopHits = 1 }, true},
		"minimum":     {func(q *report.Query) { q.MinimumHits = 1000 }, true},
		"a device":    {func(q *report.Query) { q.DeviceIDs = []string{"A1"} }, false},
		"a user":      {func(q *report.Query) { q.Users = []string{"anna"} }, false},
		"two days":    {func(q *report.Query) { q.To = q.To.AddDate(0, 0, 1) }, false},
		"half a day":  {func(q *report.Query) { q.To = q.To.Add(-12 * time.Hour) }, false},
		"noon":        {func(q *report.Query) { q.From, q.To = q.From.Add(12*time.Hour), q.To.Add(12*time.Hour) }, false},
	} {
		s := christmas(t)
		q := christmasDay(t)
		test.ask(&q)
		r := mustPublish(t, s, q, nil)
		if got := r.Devices != ""; got != test.want {
			t.Errorf("%s: %q", name, r.Devices)
		} else if got && read(t, s, r.Devices) != table {
			t.Errorf("%s: another table", name)
		}
	}
}

// TestDevicesOfDaysWithAChangedClock: twice a year a day has 23 or 25 hours. In some
// zones the first of them begins at 01:00, or the second has two midnights.
func TestDevicesOfDaysWithAChangedClock(t *testing.T) {
	for _, test := range []struct {
		zone, day string
		hours     float64
	}{
		{"Europe/Berlin", "2012-03-25", 23},
		{"Europe/Berlin", "2011-10-30", 25},
		{"Africa/Cairo", "2024-04-26", 23},
		{"Africa/Cairo", "2024-04-25", 24},
		{"Africa/Cairo", "2024-10-31", 25},
		{"America/Santiago", "2023-09-03", 23},
		{"America/Santiago", "2023-09-02", 24},
		{"America/Havana", "2023-03-12", 23},
		{"America/Havana", "2023-11-05", 25},
		{"America/Havana", "2023-11-04", 24},
	} {
		day := test.day
		s := christmas(t)
		q := on(t, day, day, test.zone)
		addSource(t, s, "b.log",
			seen{at: q.From.Add(-time.Minute).UTC().Format("2006-01-02 15:04"), device: "C3", user: "carl", hits: 1000},
			seen{at: q.From.UTC().Format("2006-01-02 15:04"), device: "C3", user: "carl", hits: 1},
			seen{at: q.To.Add(-time.Minute).UTC().Format("2006-01-02 15:04"), device: "C3", user: "carl", hits: 2},
			seen{at: q.To.UTC().Format("2006-01-02 15:04"), device: "C3", user: "carl", hits: 1000})
		r := mustPublish(t, s, q, nil)
		if q.To.Sub(q.From).Hours() != test.hours || r.Totals.Hits != 3 || r.CSV[:len("reports/v2/dt=2011-10-30")] != "reports/v2/dt="+day {
			t.Errorf("%s: %v, %+v", day, q.To.Sub(q.From), r)
		}
		if rows := devices(t, s, day); len(rows) != 1 || rows[0].Hits != 3 {
			t.Errorf("%s: %+v", day, rows)
		}
	}
}

// TestDevicesOvertaken: a run that read the lake before another one must not put
// its table in the place of the other's.
func TestDevicesOvertaken(t *testing.T) {
	s := christmas(t)
	overtake := faulty.Only(faulty.Put, lake.DevicesPrefix, faulty.Times(1, func(_ context.Context, _ faulty.Call, next func() error) error {
		addSource(t, s, "b.log", seen{at: "2011-12-24 12:00", device: "C3", user: "carl", hits: 7})
		mustPublish(t, s, christmasDay(t), nil)
		return next()
	}))
	mustPublish(t, &faulty.Store{Store: s, Hook: overtake}, christmasDay(t), nil)
	if n := len(devices(t, s, "2011-12-24")); n != 4 {
		t.Errorf("%d devices, want the fourth too", n)
	}
}

// TestFillTables: a report of a week has a baseline though nobody reported on the days before,
// which are taken from the lake: the newest, as many as it needs.
func TestFillTables(t *testing.T) {
	s := memstore.New(memstore.WithContentETags())
	for day := 10; day <= 20; day++ {
		var rows []seen
		for hour := range 24 {
			rows = append(rows, seen{at: fmt.Sprintf("2011-12-%02d %02d:30", day, hour), device: "A1", user: "anna", hits: int64(day)})
		}
		addSource(t, s, fmt.Sprintf("%d.log", day), rows...)
	}
	q := on(t, "2011-12-18", "2011-12-20", "UTC")
	tables := func() (days []int) {
		for key := range contents(t, s, lake.DevicesPrefix) {
			_, day, _ := lake.ParseTableKey(key)
			days = append(days, day.Start().Day())
		}
		slices.Sort(days)
		return days
	}
	for range 2 { // asked again, it makes no more
		want := []int{13, 14, 15, 16, 17}
		if err := FillTables(t.Context(), s, &q, 14); err != nil {
			t.Fatal(err)
		}
		if got := tables(); !slices.Equal(got, want) {
			t.Errorf("tables of %v, want %v", got, want)
		}
	}
	usual, err := baseline.Read(t.Context(), s, lake.DayOf(q.From.Unix()), "UTC", 14)
	if err != nil {
		t.Fatal(err)
	}
	if habit, seen := usual.Device("anna", "A1"); !seen || usual.Days != 5 || habit.Hits.Median != 24*15 {
		t.Errorf("%d days, %+v", usual.Days, habit)
	}
}
