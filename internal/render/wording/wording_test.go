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
	f(Grouped("", ","), "")
	f(Grouped("999", ","), "999")
	f(Grouped("1000", ","), "1,000")
	f(Grouped("1234567.150", ","), "1,234,567.150")
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
