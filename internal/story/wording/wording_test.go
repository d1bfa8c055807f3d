package wording

import (
	"testing"
	"time"

	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

func TestTitle(t *testing.T) {
	f := func(want, prefix string, q report.Query) {
		t.Helper()
		if got := Title(&report.Report{Query: q}, prefix); got != want {
			t.Errorf("title is %q, want %q", got, want)
		}
	}
	berlin := time.FixedZone("Europe/Berlin", 3600)
	f("ActiveSync report Contoso 2011-12-24 (UTC)", "Contoso", report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(1)})
	f("ActiveSync report 2011-12-24 to 2011-12-31 (UTC)", "", report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(8)})
	f("ActiveSync report 2011-12-24 00:00 to 2011-12-24 08:00 (UTC)", "", report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(0).Add(8 * time.Hour)})
	f("ActiveSync report 2011-12-24 (Europe/Berlin)", "", report.Query{From: rendertest.Midnight(0).Add(-time.Hour), To: rendertest.Midnight(1).Add(-time.Hour), Zone: berlin})
	f("ActiveSync report 2011-12-24 (UTC+01:00)", "", report.Query{From: rendertest.Midnight(0).Add(-time.Hour), To: rendertest.Midnight(1).Add(-time.Hour), Zone: time.FixedZone("", 3600)})
}

func TestNumbers(t *testing.T) {
	f := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	f(Grouped(""), "")
	f(Grouped("999"), "999")
	f(Grouped("1000"), "1,000")
	f(Grouped("1234567.150"), "1,234,567.150")
	f(Percent(0, 0), "0 %")
	f(Percent(0, 7), "0 %")
	f(Percent(7, 7), "100 %")
	f(Percent(1, 3), "33.3 %")
	f(Percent(1, 1e6), "< 0.1 %")
	f(Percent(1e6-1, 1e6), "> 99.9 %")
	f(Bucket(3600), "hour")
	f(Bucket(900), "15 minutes")
	f(Bucket(86400), "day")
	f(Bucket(90), "90 seconds")
}

func TestDays(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	day := func(zone *time.Location, month time.Month, day, hour int) time.Time {
		return time.Date(2011, month, day, hour, 0, 0, 0, zone)
	}
	for _, test := range []struct {
		from, to time.Time
		want     int
	}{
		{day(time.UTC, 12, 24, 0), day(time.UTC, 12, 25, 0), 1},
		{day(time.UTC, 12, 24, 0), day(time.UTC, 12, 31, 0), 7},
		{day(time.UTC, 12, 24, 1), day(time.UTC, 12, 25, 1), 0},
		{day(time.UTC, 12, 24, 0), day(time.UTC, 12, 24, 6), 0},
		{day(time.UTC, 12, 24, 0), day(time.UTC, 12, 24, 0), 0},
		{day(berlin, 3, 27, 0), day(berlin, 3, 28, 0), 1},   // 23 hours
		{day(berlin, 10, 29, 0), day(berlin, 10, 31, 0), 2}, // 49 hours
	} {
		if got := Days(&report.Query{From: test.from, To: test.to, Zone: test.from.Location()}); got != test.want {
			t.Errorf("%v to %v are %d days, want %d", test.from, test.to, got, test.want)
		}
	}
}

func TestChange(t *testing.T) {
	for want, test := range map[string][2]float64{
		"":                         {0, 0},
		"usually none":             {7, 0},
		"39 times the usual 1,092": {42588, 1092},
		"2.3 times the usual 100":  {230, 100},
		"27 % above the usual 32":  {40.64, 32},
		"as usual (100)":           {103, 100},
		"50 % below the usual 100": {50, 100},
		"1,000 times the usual 1":  {1000, 1},
	} {
		if got := Change(test[0], test[1]); got != want {
			t.Errorf("%v against %v: %q, want %q", test[0], test[1], got, want)
		}
	}
}
