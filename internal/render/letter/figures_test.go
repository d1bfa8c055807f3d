package letter

import (
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

func TestChange(t *testing.T) {
	for _, test := range []struct {
		today, usual float64
		want         string
	}{
		{0, 0, ""},
		{5, 0, "usually none"},
		{100, 98, "as usual (98 a day)"},
		{112, 100, "12 % above the usual 100 a day"},
		{88, 100, "12 % below the usual 100 a day"},
		{0, 100, "100 % below the usual 100 a day"},
		{8200, 1000, "8.2 times the usual 1,000 a day"},
		{1_234_000, 1000, "1,234 times the usual 1,000 a day"},
	} {
		if got := change(test.today, test.usual); got != test.want {
			t.Errorf("%v of %v: %q, want %q", test.today, test.usual, got, test.want)
		}
	}
}

func TestDaysOf(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	on := func(month time.Month, day, hour int, zone *time.Location) time.Time {
		return time.Date(2011, month, day, hour, 0, 0, 0, zone)
	}
	for name, test := range map[string]struct {
		q    report.Query
		want int
	}{
		"a day":                 {report.Query{From: on(12, 24, 0, time.UTC), To: on(12, 25, 0, time.UTC)}, 1},
		"a week":                {report.Query{From: on(12, 24, 0, time.UTC), To: on(12, 31, 0, time.UTC)}, 7},
		"some hours":            {report.Query{From: on(12, 24, 0, time.UTC), To: on(12, 24, 8, time.UTC)}, 0},
		"a day from noon":       {report.Query{From: on(12, 24, 12, time.UTC), To: on(12, 25, 12, time.UTC)}, 0},
		"23 hours":              {report.Query{From: on(3, 27, 0, berlin), To: on(3, 28, 0, berlin), Zone: berlin}, 1},
		"a week with 25 hours":  {report.Query{From: on(10, 28, 0, berlin), To: on(11, 4, 0, berlin), Zone: berlin}, 7},
		"a day of another zone": {report.Query{From: on(12, 24, 0, time.UTC), To: on(12, 25, 0, time.UTC), Zone: berlin}, 0},
		"logs without records":  {report.Query{}, 0},
	} {
		if got := daysOf(&test.q); got != test.want {
			t.Errorf("%s: %d days, want %d", name, got, test.want)
		}
	}
}

// TestUsual: a part of the estate, or of a day, is not held against a day of all.
func TestUsual(t *testing.T) {
	r, d := rendertest.Estate(t)
	all := func(r *report.Report) (text string) {
		for _, f := range figures(r, d) {
			text += strings.Join(f.Remarks, ", ") + "; "
		}
		return text
	}
	if got := all(r); strings.Count(got, "the usual") != 4 {
		t.Errorf("a day: %s", got)
	}
	for name, change := range map[string]func(*report.Query){
		"one device": func(q *report.Query) { q.DeviceID = "x" },
		"one user":   func(q *report.Query) { q.User = "x" },
		"hours":      func(q *report.Query) { q.To = q.From.Add(5 * time.Hour) },
	} {
		some := *r
		change(&some.Query)
		if got := all(&some); strings.Contains(got, "usual") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
