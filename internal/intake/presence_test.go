package intake

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// place is a server, a side and an hour counted from the beginning of a span.
type place struct {
	server string
	back   bool
	hour   int64
}

// TestPresence: the hours of a span in which there are requests can be told from quarters, on
// whichever minute the span begins.
func TestPresence(t *testing.T) {
	midnight := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	sides := []activesync.Side{activesync.FrontEnd, activesync.BackEnd, activesync.Middle, activesync.Proxy}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		from := midnight.Add(time.Duration(r.IntN(1000)) * time.Minute)
		to := from.Add(time.Duration(1+r.IntN(2000)) * time.Minute)
		in := New(Options{From: from, To: to})
		all, part := in.Sightings(), in.Sightings()
		want := make(map[place]bool)
		spans := make(map[lake.Day][2]int64)
		for range r.IntN(60) {
			at := midnight.UnixMilli() + r.Int64N(3*24*3_600_000)
			q := activesync.Request{UnixMilli: at, Server: []byte{'A' + byte(r.IntN(3))}, Side: sides[r.IntN(len(sides))]}
			part.See(&q)
			if r.IntN(4) == 0 {
				all.Add(part)
				part.Reset()
			}
			if from.UnixMilli() <= at && at < to.UnixMilli() {
				back := q.Side == activesync.BackEnd || q.Side == activesync.Middle
				want[place{string(q.Server), back, (at - from.UnixMilli()) / 3_600_000}] = true
			}
			day := lake.DayOf(at / 1000)
			span, seen := spans[day]
			if !seen {
				span = [2]int64{at, at}
			}
			spans[day] = [2]int64{min(span[0], at), max(span[1], at)}
		}
		all.Add(part)
		got, gotSpans := make(map[place]bool), make(map[lake.Day][2]int64)
		for day, p := range all.Days() {
			gotSpans[day] = [2]int64{p.First.UnixMilli(), p.Last.UnixMilli()}
			for i := range p.Servers {
				s := &p.Servers[i]
				hour := func(second int64) int64 { return (day.Start().Unix() + second - from.Unix()) / 3600 }
				in.EachQuarter(&s.Front, func(second int64) { got[place{s.Server, false, hour(second)}] = true })
				in.EachQuarter(&s.Back, func(second int64) { got[place{s.Server, true, hour(second)}] = true })
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d, %s to %s (-want +got):\n%s", seed, from, to, diff)
		}
		if diff := cmp.Diff(spans, gotSpans); diff != "" {
			t.Fatalf("seed %d (-want +got):\n%s", seed, diff)
		}
	}
}

// TestNewestBefore: the newest request before a time is found by the spans of the files.
func TestNewestBefore(t *testing.T) {
	at := func(text string) time.Time {
		u, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	in := New(Options{})
	for _, span := range [][2]string{{"2026-03-02 10:00", "2026-03-02 12:00"}, {"2026-03-02 09:00", "2026-03-02 11:00"}, {"2026-03-04 08:00", "2026-03-04 20:00"}} {
		in.AddFile(lake.DayOf(at(span[0]).Unix()), File{Presence: Presence{First: at(span[0]), Last: at(span[1])}})
	}
	in.AddFile(lake.DayOf(at("2026-03-09 00:00").Unix()), File{}) // of other traffic
	for end, want := range map[string]string{
		"2027-01-01 00:00": "2026-03-04 20:00",
		"2026-03-04 08:00": "2026-03-02 12:00",
		"2026-03-02 09:30": "2026-03-02 09:29",
		"2026-03-02 09:00": "",
	} {
		newest, found := in.NewestBefore(at(end))
		got := ""
		if found {
			got = newest.Format("2006-01-02 15:04")
		}
		if got != want {
			t.Errorf("before %s: %q, want %q", end, got, want)
		}
	}
}
