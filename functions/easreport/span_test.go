package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestSpanOfALake: the lake of testdata has requests on 2005-03-08, 2011-12-24, 2014-02-03,
// 2014-02-04, 2016-08-16 and 2022-07-20, there until 23:54 UTC, which is the next day in Berlin.
func TestSpanOfALake(t *testing.T) {
	for _, test := range []struct {
		name     string
		options  spanOptions
		zone     string
		now      string
		from, to string // UTC
		newest   bool
	}{
		{"long after", spanOptions{}, "UTC", "2026-01-01 10:00", "2022-07-20 00:00", "2022-07-21 00:00", true},
		{"the day after", spanOptions{}, "UTC", "2022-07-21 00:00", "2022-07-20 00:00", "2022-07-21 00:00", true},
		{"on the newest day", spanOptions{}, "UTC", "2022-07-20 23:59", "2016-08-16 00:00", "2016-08-17 00:00", true},
		{"a zone in which the day is over", spanOptions{}, "Asia/Tokyo", "2022-07-20 16:00", "2022-07-19 15:00", "2022-07-20 15:00", true},
		{"a file of two days of the zone", spanOptions{}, "Europe/Berlin", "2014-02-04 12:00", "2014-02-02 23:00", "2014-02-03 23:00", true},
		{"nothing is over", spanOptions{}, "UTC", "2005-03-08 23:00", "2022-07-20 00:00", "2022-07-21 00:00", true},
		{"last two", spanOptions{last: "2d"}, "UTC", "2022-07-20 23:59", "2016-08-15 00:00", "2016-08-17 00:00", false},
		{"a week across a change of clocks", spanOptions{last: "1w"}, "Europe/Berlin", "2026-01-01 10:00", "2022-07-14 22:00", "2022-07-21 22:00", false},
		{"from alone", spanOptions{from: "2022-07-01"}, "UTC", "2026-01-01 10:00", "2022-07-01 00:00", "2022-07-21 00:00", false},
		{"from alone, on the newest day", spanOptions{from: "2022-07-20 08:00"}, "UTC", "2022-07-20 10:00", "2022-07-20 08:00", "2022-07-21 00:00", false},
		{"from alone, after all", spanOptions{from: "yesterday"}, "UTC", "2026-01-02 10:00", "2026-01-01 00:00", "2026-01-02 00:00", false},
		{"hours", spanOptions{from: "2022-07-20 08:00", to: "2022-07-20 09:30"}, "UTC", "2026-01-02 10:00", "2022-07-20 08:00", "2022-07-20 09:30", false},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Skipf("no time zones here: %v", err)
		}
		q := report.Query{Now: utc(t, test.now).In(zone), Zone: zone}
		if q.From, q.To, err = test.options.span(q.Now); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if err := test.options.complete(t.Context(), origin{lake: ingested(t).lake}, &q); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if !q.From.Equal(utc(t, test.from)) || !q.To.Equal(utc(t, test.to)) || q.Newest != test.newest {
			t.Errorf("%s: %v to %v (newest %t), want %s to %s (%t)", test.name, q.From.UTC(), q.To.UTC(), q.Newest, test.from, test.to, test.newest)
		}
	}
	if _, err := newestOf(t.Context(), origin{lake: memstore.New()}, time.Now(), true); err != errNoDay { //nolint:errorlint // no more than that
		t.Errorf("an empty lake: %v", err)
	}
}

func utc(t *testing.T, text string) time.Time {
	t.Helper()
	u, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestNamesOfFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "suspects.txt")
	if err := os.WriteFile(file, []byte("\ufeffA1\r\n\r\n# not this one\r\n  B2  \r\nC3"), 0o600); err != nil {
		t.Fatal(err)
	}
	var v namesValue
	for _, text := range []string{"X", "@" + file, " Y "} {
		if err := v.Set(text); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"X", "A1", "B2", "C3", "Y"}; !slices.Equal(v.names, want) {
		t.Errorf("names %q, want %q", v.names, want)
	}
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, []byte("# nobody\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", " ", "@", "@nowhere.txt", "@" + empty} {
		if err := v.Set(text); err == nil {
			t.Errorf("Set(%q) is well", text)
		}
	}
}
