package rendertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
)

// Many is a day of so many devices, 500 of which have findings.
func Many(t testing.TB, devices int) (*report.Report, *finding.Diagnosis) {
	t.Helper()
	r, d := Large(devices), &finding.Diagnosis{Baseline: NoBaseline(t)}
	rows := make([]report.Row, devices)
	rules := finding.Rules()
	for i := range rows {
		r.Rows.Get(i, &rows[i])
		row := &rows[i]
		model := models[i%len(models)]
		row.Start = time.Time{}
		row.User = fmt.Sprintf(`contoso\%s%d`, people[i%len(people)], i/len(people))
		row.DeviceID, row.DeviceType, row.UserAgent = fmt.Sprintf(model.id, i), model.kind, model.agent
		row.Hits = int64(40 + (devices-i)*1200/devices)
		row.Commands = Tally(map[string]int64{"Ping": row.Hits / 2, "Sync": row.Hits - row.Hits/2 - 3, "FolderSync": 3})
		row.Last = Midnight(0).Add(20*time.Hour + time.Duration(i*7919%14400)*time.Second)
		if i%9 == 0 {
			row.Failures, row.FailureStatuses = int64(1+i%40), Tally(map[activesync.Reason]int64{500: int64(i % 40), 401: 1})
		}
		if i < 500 {
			rule := &rules[i%len(rules)]
			found := []finding.Finding{{Rule: rule, Severity: rule.Severity, Evidence: []string{"This and that was seen 1,234 times."}, First: row.First, Last: row.Last}}
			d.Devices = append(d.Devices, finding.Device{Row: *row, Detail: DetailOf(row, "CAS01"), Findings: found})
		}
		r.Totals.Hits += row.Hits
	}
	r.Rows, r.Devices, r.Top = report.RowsOf(rows...), report.RowsOf(rows...), rows[:min(devices, report.TopDevices)]
	r.Totals.Devices, r.Totals.Users = devices, devices
	for i := range 24 {
		r.Timeline = append(r.Timeline, report.Hour{Start: Midnight(0).Add(time.Duration(i) * time.Hour), Hits: r.Totals.Hits / 24, Failures: int64(i), Devices: devices})
	}
	return r, d
}

// DetailOf takes a row apart in some way: requests all day, of one server,
// address and user agent, all of that name.
func DetailOf(row *report.Row, name string) report.Detail {
	d := report.Detail{Identity: report.Identity{User: row.User, DeviceID: row.DeviceID}, DeviceType: row.DeviceType}
	left := row.Hits
	for i := int64(0); left > 0; i++ {
		n := min(left, 1+i%3)
		left -= n
		minute := report.Minute{Start: Midnight(0).Add(time.Duration(i) * time.Minute), Hits: n, Failures: i % 7 / 6}
		minute.Commands.Add([]string{"Ping", "Sync", name}[i%3], n)
		d.Minutes = append(d.Minutes, minute)
	}
	for _, c := range row.Commands.Ranked() {
		cell := report.Cell{Command: c.Key, Status: 200, EASStatus: 1, Error: name, Hits: c.N, First: row.First, Last: row.Last}
		cell.Time.Add(120)
		d.Cells = append(d.Cells, cell)
	}
	shares := report.Shares{Top: []report.Share{{Name: name, Hits: row.Hits, First: row.First, Last: row.Last}}, Names: 1}
	d.Servers, d.Clients, d.UserAgents = shares, shares, shares
	return d
}
