package story

import (
	"slices"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// TestFolded: it is said for whom rows stand, of several days together, with the numbers.
func TestFolded(t *testing.T) {
	r := new(report.Report)
	if got := folded(r); got != nil {
		t.Errorf("of nothing: %q", got)
	}
	r.Folded.Days = map[lake.Day]*lake.Folds{
		1: {Strangers: 20_001, Beyond: map[string]int64{`contoso\mallory`: 7, "a": 1}},
		2: {Strangers: 2, Beyond: map[string]int64{`contoso\mallory`: 5, "b": 1, "c": 1, "d": 1}, Texts: 30_000},
	}
	got := folded(r)
	for i, want := range []string{
		"20,003 device ids sent requests and never logged on.", `contoso\mallory logged on with 12 device ids more than the 1,000`, "a logged on with 1 device id more",
		"b logged on", "So have 2 more users.", "30,000 texts that senders chose",
	} {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Fatalf("sentence %d of %q is not %q", i, got, want)
		}
	}
	if slices.ContainsFunc(got, func(s string) bool { return !strings.HasSuffix(s, ".") }) {
		t.Errorf("%q", got)
	}
	r.Folded.Days[2].About = true
	if got := folded(r)[0]; !strings.HasPrefix(got, "About 20,003 device ids sent requests") {
		t.Errorf("of a sample: %q", got)
	}
	totals := report.Totals{Devices: 10}
	if r.Folded.DevicesIn(&totals); totals.Devices != 10+20_003-1+12+1+1+1+1-1 {
		t.Errorf("%d devices", totals.Devices)
	}
}
