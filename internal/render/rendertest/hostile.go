package rendertest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/baseline"
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
func HostileEstate(t testing.TB) (*report.Report, *finding.Diagnosis) {
	t.Helper()
	return TextEstate(t, HostileTexts())
}

// TextEstate has the same numbers as HostileEstate, and other texts.
func TextEstate(t testing.TB, texts []string) (*report.Report, *finding.Diagnosis) {
	t.Helper()
	r := Day()
	r.Query.DeviceIDs, r.Query.Users, r.Query.MinimumHits = texts[:1], texts[1:2], 0
	d := &finding.Diagnosis{Baseline: NoBaseline(t), LeftOut: 3}
	r.Totals.Devices, r.Coverage, r.Breakdown = len(texts), report.Coverage{}, report.Breakdown{FailureStatuses: Tally(map[activesync.Reason]int64{507: 7})}
	var rows []report.Row
	rules := finding.Rules()
	for i, text := range texts {
		row := Device(text, text, text, text, int64(900-i))
		row.Errors, row.AccessState = Tally(map[string]int64{text: 7}), text
		row.Commands = Tally(map[string]int64{text: 400, "Sync": 500 - int64(i)})
		row.Failures, row.FailureStatuses = 7, Tally(map[activesync.Reason]int64{507: 7})
		rows = append(rows, row)
		rule := &rules[i%len(rules)]
		d.Devices = append(d.Devices, finding.Device{
			Row: row, Detail: DetailOf(&row, text),
			Findings: []finding.Finding{{Rule: rule, Severity: rule.Severity, Evidence: []string{"It said " + text, text}, First: row.First, Last: row.Last}},
		})
		r.SharedUsers.Users = append(r.SharedUsers.Users, report.SharedUser{
			User: text, Hits: row.Hits, N: 2, Devices: []report.UserDevice{{DeviceID: text, DeviceType: text, Hits: 800}, {DeviceID: text + "2", DeviceType: text, Hits: 1}},
		})
		addText(&r.Coverage, text, i%2 == 0)
		r.Breakdown.Commands.Add(text, row.Hits)
		r.Breakdown.Errors.Add(text, 7)
	}
	r.SharedUsers.N = len(r.SharedUsers.Users)
	r.Places = textPlaces(texts)
	for i := range 3 {
		r.Coverage.Hours = append(r.Coverage.Hours, Midnight(0).Add(time.Duration(i)*time.Hour))
		r.Timeline = append(r.Timeline, report.Hour{Start: Midnight(0).Add(time.Duration(i) * time.Hour), Hits: 100, Failures: 7, Devices: 2})
	}
	probe := Device(texts[0], texts[1], texts[2], texts[3], 5)
	probe.Probe = true
	r.Devices, r.Top, r.Rows = report.RowsOf(rows...), rows, report.RowsOf(append(rows, probe)...)
	return r, d
}

// textPlaces are servers, networks and so on with such names.
func textPlaces(texts []string) *report.Places {
	p := &report.Places{All: report.Place{Span: report.Met{Hits: 900}}}
	for i, text := range texts {
		place := report.Place{Name: text, Span: report.Met{Hits: int64(90 - i), Devices: 2}, Hours: []report.ServerHour{{Start: Midnight(0), Hits: 9, Failures: 1, Most: 120}}}
		p.Servers, p.Mailboxes = append(p.Servers, place), append(p.Mailboxes, place)
		p.Networks, p.Agents = append(p.Networks, place), append(p.Agents, place)
		p.Addresses = append(p.Addresses, report.Address{Name: text, Hits: 9, Refused: 9, Accounts: 2, SucceededAs: []string{text}})
	}
	return p
}

// addText adds a log, a server and a site of a name to a coverage, and all that can
// be wrong with them.
func addText(c *report.Coverage, text string, expected bool) {
	hours := []report.HourState{report.Present, report.Empty, report.Missing}
	c.Servers = append(c.Servers, report.Part{Name: text, Expected: expected, Hours: hours, Last: Midnight(0), Front: true})
	c.Sites = append(c.Sites, report.Part{Name: text, Hours: hours, Back: true, Servers: []string{text, text + "2"}})
	bad := stamp(text, 10, 4, []lake.Sample{{File: text, Line: 3, Reason: text, Text: text}})
	bad.Bucket, bad.Reading.Rejected = text, map[string]int64{text: 5}
	c.Sources = append(c.Sources, bad)
	c.Rejected = append(c.Rejected, report.Rejects{Source: bad, Lines: 5})
	c.Doubles = append(c.Doubles, report.Double{Sources: []lake.Stamp{bad, stamp(text+"2", 1, 1, nil)}})
	c.Quarantined = append(c.Quarantined, lake.Quarantine{Bucket: text, Key: text, Reason: text})
	c.Damaged = append(c.Damaged, report.Damage{Key: text, Err: errors.New(text)})
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
