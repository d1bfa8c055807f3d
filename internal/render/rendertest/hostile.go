package rendertest

import (
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store/memstore"
)

// HostileTexts are what an attacker would send: markup, formulas, marks that turn
// text around, what ends a script, and a user agent of 64 KB. A script that runs
// would set window.harmed.
func HostileTexts() []string {
	return []string{
		"<script>window.harmed=1</script>", `"><img src=x onerror="window.harmed=2">`, "</script><script>window.harmed=3</script>",
		"<!--<script>", "=cmd|' /C calc'!A0", "\u202egnp.exe\u202c \u200f\u2066משה", "javascript:window.harmed=4", "\u2028\u2029\x00\x1b[31m",
		"`${window.harmed=5}`", "{{.}}{%x%}", "__proto__", "' onmouseover='window.harmed=6", strings.Repeat("Mozilla/5.0 ", 5500),
	}
}

// HostileEstate has hostile texts in each field that can come from a log, of the
// diagnosis too.
func HostileEstate(t testing.TB) (*report.Report, *diagnosis.Diagnosis) {
	t.Helper()
	r := Hostile()
	d := &diagnosis.Diagnosis{Baseline: NoBaseline(t), LeftOut: 3}
	r.Totals.Devices = len(HostileTexts())
	var rows []report.Row
	rules := finding.Rules()
	for i, text := range HostileTexts() {
		row := Device(text, text, text, text, int64(900-i))
		row.Errors, row.AccessState = Tally(map[string]int64{text: 7}), text
		row.Commands = Tally(map[string]int64{text: 400, "Sync": 500 - int64(i)})
		row.Failures, row.FailureStatuses = 7, Tally(map[int32]int64{507: 7})
		rows = append(rows, row)
		rule := &rules[i%len(rules)]
		d.Devices = append(d.Devices, diagnosis.Device{
			Row: row, Detail: DetailOf(&row, text),
			Findings: []finding.Finding{{Rule: rule, Severity: rule.Severity, Evidence: []string{"It said " + text, text}, First: row.First, Last: row.Last}},
		})
		r.SharedUsers.Users = append(r.SharedUsers.Users, report.SharedUser{
			User: text, Hits: row.Hits, N: 2, Devices: []report.UserDevice{{DeviceID: text, DeviceType: text, Hits: 800}, {DeviceID: text + "2", DeviceType: text, Hits: 1}},
		})
		c := &r.Coverage
		hours := []report.HourState{report.Present, report.Empty, report.Missing}
		c.Servers = append(c.Servers, report.Part{Name: text, Expected: i%2 == 0, Hours: hours, Last: row.Last, Front: true})
		c.Sites = append(c.Sites, report.Part{Name: text, Hours: hours, Back: true, Servers: []string{text}})
		bad := stamp(text, 10, 4, []lake.Sample{{File: text, Line: 3, Reason: text, Text: text}})
		bad.Reading.Rejected = map[string]int64{text: 5}
		c.Rejected = append(c.Rejected, report.Rejects{Source: bad, Lines: 5})
		c.Doubles = append(c.Doubles, report.Double{Sources: []lake.Stamp{bad, stamp(text+"2", 1, 1, nil)}})
		r.Breakdown.Commands.Add(text, row.Hits)
		r.Breakdown.Errors.Add(text, 7)
	}
	r.SharedUsers.N = len(r.SharedUsers.Users)
	for i := range 3 {
		r.Coverage.Hours = append(r.Coverage.Hours, Midnight(0).Add(time.Duration(i)*time.Hour))
		r.Timeline = append(r.Timeline, report.Hour{Start: Midnight(0).Add(time.Duration(i) * time.Hour), Hits: 100, Failures: 7, Devices: 2})
	}
	r.Rows, r.Devices, r.Top = report.RowsOf(rows...), report.RowsOf(rows...), rows
	return r, d
}

// NoBaseline is that of a lake without a past.
func NoBaseline(t testing.TB) *baseline.Baseline {
	t.Helper()
	b, err := baseline.Read(t.Context(), memstore.New(), lake.DayOf(Midnight(0).Unix()), "UTC", baseline.DefaultDays)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
