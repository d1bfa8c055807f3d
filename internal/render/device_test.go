package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// stormView is a device whose mailbox is full, seen on so many days.
func stormView(t *testing.T, days int, text string) *finding.Device {
	t.Helper()
	rule, known := finding.Find("mailbox-full-storm")
	if !known {
		t.Fatal("no such rule")
	}
	v := &finding.Device{
		Row:      rendertest.Device("contoso\\anna"+text, "ApplDNQHX1234567"+text, "iPhone"+text, "Apple-iPhone3C1/801.293", 25310),
		Findings: []finding.Finding{{Rule: &rule, Severity: rule.Severity, Evidence: []string{"24,890 of 25,310 requests: HTTP 507" + text}}},
	}
	v.Row.Failures = 24901
	d := &v.Detail
	for i := range days * 24 {
		for _, minute := range []int{3, 4} {
			d.Minutes = append(d.Minutes, report.Minute{
				Start: rendertest.Midnight(0).Add(time.Duration(i*60+minute) * time.Minute), Hits: int64(100 - i%24), Failures: int64(50 * (i % 2)),
				Commands: rendertest.Tally(map[string]int64{"Sync": 80, "": 3}),
			})
		}
	}
	for i := range 20 {
		c := report.Cell{Command: "Sync", Status: 507, EASStatus: activity.Absent, Win32Status: int64(i), Error: "QuotaExceeded" + text, Hits: int64(100 - i), Failures: 7}
		c.Times.Add(int64(400 * i))
		d.Cells = append(d.Cells, c)
	}
	for i := range 12 {
		d.Clients.Top = append(d.Clients.Top, report.Share{Name: fmt.Sprintf("203.0.113.%d%s", i, text), Hits: int64(50 - i)})
	}
	d.Clients.Names = 40
	return v
}

func TestDevice(t *testing.T) {
	q := &report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(1)}
	told := func(d *finding.Device) *story.Device {
		all := finding.Diagnosis{Well: []finding.Device{*d}, Baseline: new(baseline.Baseline)}
		return &story.New(&report.Report{Query: *q}, &all).Well[0]
	}
	golden(t, "device.golden.txt", func(w io.Writer) error { return Device(w, q, told(stormView(t, 1, ""))) })
	hostile := " \u202e\x1b[31m\r\n" + strings.Repeat("ü", 300)
	for name, v := range map[string]*finding.Device{
		"hostile": stormView(t, 3, hostile), "nothing": {},
	} {
		var b bytes.Buffer
		if err := Device(&b, q, told(v)); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if line != wording.Visible(line) || len([]rune(line)) > textWidth {
				t.Errorf("%s: line %q", name, line)
			}
		}
		if name == "hostile" && !strings.Contains(b.String(), "2011-12-26 ") {
			t.Error("three days are not told by day")
		}
	}
	if err := Device(brokenWriter{}, q, told(&finding.Device{})); err == nil {
		t.Error("a write that fails is no error")
	}
}
