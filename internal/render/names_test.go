package render

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/report"
)

func TestNames(t *testing.T) {
	for prefix, want := range map[string][]string{
		"":         {"easreport.csv", "easreport_min_hits_1000.csv", "easreport.html", "easreport.zip"},
		"Köln 1-2": {"Köln 1-2_easreport.csv", "Köln 1-2_easreport_min_hits_1000.csv", "Köln 1-2_easreport.html", "Köln 1-2_easreport.zip"},
	} {
		n, err := NewNames(prefix)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, []string{n.CSV(), n.MinimumCSV(1000), n.HTML(), n.Zip()}); diff != "" {
			t.Errorf("%q (-want +got):\n%s", prefix, diff)
		}
	}
	for _, prefix := range []string{"a/b", `a\b`, "..", ".a", "a:b", "a\nb", "a\x00", "a\u202eb", "\xff", "*", strings.Repeat("x", 65)} {
		if _, err := NewNames(prefix); !errors.Is(err, ErrPrefix) {
			t.Errorf("prefix %q gives error %v", prefix, err)
		}
	}
}

func TestTitle(t *testing.T) {
	f := func(want, prefix string, q report.Query) {
		t.Helper()
		if got := Title(&report.Report{Query: q}, prefix); got != want {
			t.Errorf("title is %q, want %q", got, want)
		}
	}
	berlin := time.FixedZone("Europe/Berlin", 3600)
	f("ActiveSync report Contoso 2011-12-24 (UTC)", "Contoso", report.Query{From: day(0), To: day(1)})
	f("ActiveSync report 2011-12-24 to 2011-12-31 (UTC)", "", report.Query{From: day(0), To: day(8)})
	f("ActiveSync report 2011-12-24 00:00 to 2011-12-24 08:00 (UTC)", "", report.Query{From: day(0), To: day(0).Add(8 * time.Hour)})
	f("ActiveSync report 2011-12-24 (Europe/Berlin)", "", report.Query{From: day(0).Add(-time.Hour), To: day(1).Add(-time.Hour), Zone: berlin})
	f("ActiveSync report 2011-12-24 (UTC+01:00)", "", report.Query{From: day(0).Add(-time.Hour), To: day(1).Add(-time.Hour), Zone: time.FixedZone("", 3600)})
}

func TestZip(t *testing.T) {
	pack := func() []byte {
		var b bytes.Buffer
		modified := time.Date(2011, 12, 25, 1, 0, 0, 0, time.FixedZone("", 3600))
		err := Zip(&b, modified, []File{
			{"easreport.csv", strings.NewReader(strings.Repeat("a,b\n", 1000))}, {"easreport.html", strings.NewReader("<p>")},
		})
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := pack()
	if !bytes.Equal(first, pack()) {
		t.Error("the same files give other bytes")
	}
	r, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range r.File {
		names = append(names, f.Name)
		if f.Method != zip.Deflate || !f.Modified.Equal(day(1)) {
			t.Errorf("%s has method %d, time %s", f.Name, f.Method, f.Modified)
		}
	}
	if diff := cmp.Diff([]string{"easreport.csv", "easreport.html"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	body, err := r.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(body); err != nil || len(text) != 4000 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

func TestText(t *testing.T) {
	for name, model := range models() {
		var b bytes.Buffer
		if err := Text(&b, model, 100); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if n := len([]rune(line)); n > textWidth {
				t.Errorf("%s: a line has %d letters: %s", name, n, line)
			}
			if line != visible(line) {
				t.Errorf("%s: line %q has control characters", name, line)
			}
		}
	}
	var b bytes.Buffer
	if err := Text(&b, models()["day"], 1); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.Contains(got, "anna") || strings.Contains(got, "björn") {
		t.Errorf("text with one row:\n%s", got)
	}
}

func TestNumbers(t *testing.T) {
	f := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	f(grouped("", ","), "")
	f(grouped("999", ","), "999")
	f(grouped("1000", ","), "1,000")
	f(grouped("1234567.150", ","), "1,234,567.150")
	f(percent(0, 0), "0 %")
	f(percent(0, 7), "0 %")
	f(percent(7, 7), "100 %")
	f(percent(1, 3), "33.3 %")
	f(percent(1, 1e6), "< 0.1 %")
	f(percent(1e6-1, 1e6), "> 99.9 %")
	f(bucket(3600), "hour")
	f(bucket(900), "15 minutes")
	f(bucket(86400), "day")
	f(bucket(90), "90 seconds")
}
