package page

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

func TestTicks(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	march := func(day, hour int) time.Time { return time.Date(2011, 3, day, hour, 0, 0, 0, berlin) }
	for _, test := range []struct {
		from, to time.Time
		want     string
	}{
		{march(1, 0), march(2, 0), "00:00 03:00 06:00 09:00 12:00 15:00 18:00 21:00 00:00"},
		{march(1, 8), march(1, 10), "08:00 08:15 08:30 08:45 09:00 09:15 09:30 09:45 10:00"},
		{march(27, 0), march(28, 0), "00:00 04:00 07:00 10:00 13:00 16:00 19:00 22:00"}, // of 23 hours
		{march(1, 0), march(3, 0), "03-01 06:00 12:00 18:00 03-02 06:00 12:00 18:00 03-03"},
		{march(25, 0), march(30, 0), "03-25 03-26 03-27 03-28 03-29 03-30"}, // over the change of clocks
		{march(1, 0), march(31, 0), "03-01 03-08 03-15 03-22 03-29"},
		{march(1, 0), march(1, 0), ""},
	} {
		var got []string
		for _, tick := range ticks(&report.Query{From: test.from, To: test.to, Zone: berlin}) {
			got = append(got, tick.Text)
			if tick.At < 0 || tick.At > 1 {
				t.Errorf("%s is at %v", tick.Text, tick.At)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%v to %v: %q, want %q", test.from, test.to, got, test.want)
		}
	}
}

func TestLongTimeline(t *testing.T) {
	const hours = 92 * 24
	r := &report.Report{Query: report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(92)}, Totals: report.Totals{Hits: hours}}
	for i := range hours {
		r.Timeline = append(r.Timeline, report.Hour{Start: rendertest.Midnight(0).Add(time.Duration(i) * time.Hour), Hits: 1, Devices: i % 24})
	}
	shown := newTimeline(r)
	if len(shown.Hours) != 92 || shown.Each != "24 hours" {
		t.Fatalf("%d parts of %s", len(shown.Hours), shown.Each)
	}
	if diff := cmp.Diff(hour{"2011-12-25 00:00", "24", "0", "23"}, shown.Hours[1]); diff != "" {
		t.Errorf("part (-want +got):\n%s", diff)
	}
	if newTimeline(&report.Report{Totals: report.Totals{Hits: 7}}) != nil {
		t.Error("a timeline of no hours")
	}
}

func TestPresence(t *testing.T) {
	r := rendertest.Day()
	c := &r.Coverage
	c.Hours = []time.Time{rendertest.Midnight(0), rendertest.Midnight(0).Add(time.Hour), rendertest.Midnight(0).Add(2 * time.Hour)}
	c.Servers = []report.Part{
		{Name: "CAS01", Expected: true, Hours: []report.HourState{report.Present, report.Present, report.Missing}, Front: true},
		{Name: "CAS02", Hours: []report.HourState{report.Empty, report.Present, report.Present}},
	}
	c.Sites = []report.Part{{Name: "a", Servers: []string{"CAS01"}}, {Name: "b", Servers: []string{"CAS02"}}}
	p := newPresence("Servers", "Server", &r.Query, c, c.Servers)
	strip := string(p.Parts[0].Strip)
	for _, want := range []string{"2 hours with requests, 0 without, 1 missing", "00:00 – 02:00: requests", "02:00 – 03:00: no log", `class="missing"`} {
		if !strings.Contains(strip, want) {
			t.Errorf("no %q in %s", want, strip)
		}
	}
	if p.Parts[0].Unexpected || !p.Parts[1].Unexpected || p.Parts[0].Sides != "front ends only" {
		t.Errorf("%+v", p.Parts)
	}
	if sites := newPresence("Sites", "Site", &r.Query, c, c.Sites); sites.Parts != nil {
		t.Error("sites that are servers are told of twice")
	}
	c.Sites[0].Servers = []string{"CAS01", "CAS02"}
	if sites := newPresence("Sites", "Site", &r.Query, c, c.Sites); len(sites.Parts) != 2 {
		t.Error("sites of several servers are left out")
	}
}

func TestBounded(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"anna":                        "anna",
		"a\u202eb\n":                  "a\ufffdb\ufffd",
		strings.Repeat("ä", 10):       strings.Repeat("ä", 10),
		strings.Repeat("ä", 11):       strings.Repeat("ä", 9) + "…",
		strings.Repeat("\u2603", 1e5): strings.Repeat("\u2603", 9) + "…",
	} {
		if got := bounded(text, 10); got != want {
			t.Errorf("%.20q is %q, want %q", text, got, want)
		}
	}
}

// TestNear: of a long report the pictures of a device are of its own days.
func TestNear(t *testing.T) {
	q := report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(60)}
	d := report.Detail{Minutes: []report.Minute{{Start: rendertest.Midnight(7).Add(time.Hour), Hits: 1, Commands: rendertest.Tally(map[string]int64{"Ping": 1})}}}
	shown, why := newDay(&q, &d)
	for name, picture := range map[string]string{"day": string(shown.Chart), "minutes": string(minutes(near(&q, d.Minutes), &d))} {
		if !strings.Contains(picture, ">03:00<") || strings.Contains(picture, "02-") {
			t.Errorf("%s is not of one day (%s): %s", name, why, picture)
		}
	}
}
