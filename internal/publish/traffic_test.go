package publish

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
	"github.com/easreport/easreport/internal/traffic"
)

// addTraffic puts a source into the lake that has no ActiveSync requests: so many hits of
// OWA at each of these times.
func addTraffic(t testing.TB, s store.Store, name string, hits int64, times ...string) {
	t.Helper()
	days := make(map[lake.Day]lake.Traffic)
	for _, text := range times {
		at := instant(t, text)
		day := lake.DayOf(at.Unix())
		days[day] = append(days[day], traffic.Row{
			Hour: at.Truncate(time.Hour).UnixMilli(), Server: "EX01", Segment: "owa", Hits: hits,
			BytesSent: traffic.NotLogged, BytesReceived: 10 * hits, TimeTaken: traffic.NotLogged,
		})
	}
	for day, rows := range days {
		stamp := lake.Stamp{Schema: lake.SchemaVersion, Parser: 1, BucketSeconds: 60, Bucket: "logs", Key: name, Revision: "r1", Traffic: rows}
		stamp.Reading.First, stamp.Reading.Last = day.Start(), day.Start().Add(23*time.Hour)
		var b bytes.Buffer
		if err := lake.NewEncoder(&b).Close(stamp); err != nil {
			t.Fatal(err)
		}
		put(t, s, lake.ActivityKey(day, lake.NewSourceID("logs", name)), b.Bytes())
	}
}

// trafficRows are the traffic table of a day.
func trafficRows(t testing.TB, s store.Store, day string) (all []string) {
	t.Helper()
	file := read(t, s, "traffic/v2/dt="+day+"/traffic.parquet")
	rows, err := parquet.Read[traffic.Row](bytes.NewReader([]byte(file)), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		all = append(all, fmt.Sprint(time.UnixMilli(r.Hour).UTC().Format("2006-01-02 15:04 "), r.Server, " ", r.Segment, " ", r.Hits, " ", r.BytesReceived))
	}
	return all
}

func TestTrafficTable(t *testing.T) {
	s := christmas(t)
	mustPublish(t, s, christmasDay(t), nil)
	if all := contents(t, s, lake.TrafficPrefix); len(all) != 0 {
		t.Errorf("files of a day without traffic: %v", all)
	}
	before := mustPublish(t, s, christmasDay(t), nil)
	addTraffic(t, s, "b.log", 3, "2011-12-24 09:59", "2011-12-24 10:00", "2011-12-25 00:00")
	addTraffic(t, s, "c.log", 4, "2011-12-24 10:30")
	after := mustPublish(t, s, christmasDay(t), nil)
	want := []string{"2011-12-24 09:00 EX01 owa 3 30", "2011-12-24 10:00 EX01 owa 7 70"}
	if diff := cmp.Diff(want, trafficRows(t, s, "2011-12-24")); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the report changed with other traffic (-before +after):\n%s", diff)
	}
	if all := contents(t, s, lake.TrafficPrefix); len(all) != 1 {
		t.Errorf("%d files, want that of one day", len(all))
	}
}

// TestTrafficOfAZone: a day of a zone touches two UTC days, of which the report has all.
func TestTrafficOfAZone(t *testing.T) {
	s := christmas(t)
	addTraffic(t, s, "b.log", 1, "2011-12-23 01:00", "2011-12-23 23:30", "2011-12-24 10:00", "2011-12-24 23:30", "2011-12-25 01:00")
	mustPublish(t, s, on(t, "2011-12-24", "2011-12-24", "Europe/Berlin"), nil)
	for day, want := range map[string][]string{
		"2011-12-23": {"2011-12-23 01:00 EX01 owa 1 10", "2011-12-23 23:00 EX01 owa 1 10"},
		"2011-12-24": {"2011-12-24 10:00 EX01 owa 1 10", "2011-12-24 23:00 EX01 owa 1 10"},
	} {
		if diff := cmp.Diff(want, trafficRows(t, s, day)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", day, diff)
		}
	}
	if n := len(contents(t, s, lake.TrafficPrefix)); n != 2 {
		t.Errorf("%d files, want 2", n)
	}
}

// TestTrafficUnchanged: a table is written again only if it would have other rows, if it
// is damaged, or if its rows are gone from the lake.
func TestTrafficUnchanged(t *testing.T) {
	s := christmas(t)
	addTraffic(t, s, "b.log", 3, "2011-12-24 09:59")
	puts := 0
	counted := &faulty.Store{Store: s, Hook: faulty.Only(faulty.Put, lake.TrafficPrefix, func(_ context.Context, _ faulty.Call, next func() error) error {
		puts++
		return next()
	})}
	publish := func(want int, rows ...string) {
		t.Helper()
		puts = 0
		mustPublish(t, counted, christmasDay(t), nil)
		if puts != want {
			t.Errorf("%d writes, want %d", puts, want)
		}
		if diff := cmp.Diff(rows, trafficRows(t, s, "2011-12-24")); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	}
	publish(1, "2011-12-24 09:00 EX01 owa 3 30")
	publish(0, "2011-12-24 09:00 EX01 owa 3 30")
	put(t, s, "traffic/v2/dt=2011-12-24/traffic.parquet", []byte("not Parquet"))
	publish(1, "2011-12-24 09:00 EX01 owa 3 30")
	addTraffic(t, s, "c.log", 1, "2011-12-24 09:00")
	publish(1, "2011-12-24 09:00 EX01 owa 4 40")
	addSource(t, s, "b.log", seen{at: "2011-12-24 10:00", device: "A1", user: "anna", hits: 1})
	addSource(t, s, "c.log", seen{at: "2011-12-24 10:00", device: "A1", user: "anna", hits: 1})
	publish(1)
}

// TestTrafficOvertaken: as TestDevicesOvertaken.
func TestTrafficOvertaken(t *testing.T) {
	s := christmas(t)
	addTraffic(t, s, "b.log", 3, "2011-12-24 09:59")
	overtake := faulty.Only(faulty.Put, lake.TrafficPrefix, faulty.Times(1, func(_ context.Context, _ faulty.Call, next func() error) error {
		addTraffic(t, s, "c.log", 4, "2011-12-24 09:00")
		mustPublish(t, s, christmasDay(t), nil)
		return next()
	}))
	mustPublish(t, &faulty.Store{Store: s, Hook: overtake}, christmasDay(t), nil)
	if diff := cmp.Diff([]string{"2011-12-24 09:00 EX01 owa 7 70"}, trafficRows(t, s, "2011-12-24")); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}
