package letter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// maxAlarms is how many rows an alert shows.
const maxAlarms = 25

// NewAlert writes the letter about devices that sent as many requests within an hour
// as the query's minimum, or more: rows, one for each hour of a device.
func NewAlert(r *report.Report, rows []report.Row, o Options) (Letter, error) {
	q := &r.Query
	c := newContent(r, o)
	devices := devicesOf(rows)
	said := fmt.Sprintf("%s sent %d requests or more within an hour",
		wording.Plural(int64(devices), "device", "devices"), q.MinimumHits)
	line := "[easreport] ALERT"
	if !r.Coverage.Whole() {
		line += " INCOMPLETE"
	}
	c.Subject = subjectOf(line, hoursOf(q, rows), said, o)
	c.Heading = strings.Replace(c.Heading, "report", "alert", 1)
	c.Verdict, c.Tone = said, critical
	c.Remarks = []string{"Each device is mailed about once a day."}
	c.Alarms = alarms(q, rows)
	c.MoreAlarms = len(rows) - len(c.Alarms)
	c.Coverage = coverage(r)
	c.Footer = append(c.Footer, "What to look for: easreport explain high-usage", oneDevice)
	return c.letter()
}

// alarms are the rows, those with the most requests first.
func alarms(q *report.Query, rows []report.Row) (bars []bar) {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b report.Row) int { return cmp.Compare(b.Hits, a.Hits) })
	for i := range rows[:min(len(rows), maxAlarms)] {
		row := &rows[i]
		line := barOf(row, rows[0].Hits)
		line.note(strings.TrimSuffix(row.Start.In(q.Location()).Format("2006-01-02 15:04")+": "+besides(row, nil), ": "))
		line.note(commands(row))
		bars = append(bars, line)
	}
	return bars
}

// commands names the most frequent commands of a row.
func commands(r *report.Row) string {
	const most = 3
	var list []string
	for i, c := range r.Commands.Ranked() {
		if i == most {
			break
		}
		list = append(list, fmt.Sprintf("%s %s", quoted(cmp.Or(c.Key, "no command"), maxName), wording.Number(c.N)))
	}
	return strings.Join(list, ", ")
}

// devicesOf counts the different devices of rows.
func devicesOf(rows []report.Row) int {
	seen := make(map[report.Identity]bool)
	for i := range rows {
		seen[report.Identity{User: activesync.Account(rows[i].User), DeviceID: activesync.FoldDevice(rows[i].DeviceID)}] = true
	}
	return len(seen)
}

// hoursOf is the hour of the rows, or from which to which hour they are; with the zone
// where it is not UTC.
func hoursOf(q *report.Query, rows []report.Row) string {
	if len(rows) == 0 {
		return wording.Span(q)
	}
	first, last := rows[0].Start, rows[0].Start
	for i := range rows {
		if at := rows[i].Start; at.Before(first) {
			first = at
		} else if at.After(last) {
			last = at
		}
	}
	zone := q.Location()
	text := first.In(zone).Format("2006-01-02 15:04")
	if !first.Equal(last) {
		end, layout := last.Add(time.Hour).In(zone), "15:04"
		if end.YearDay() != first.In(zone).YearDay() {
			layout = "2006-01-02 15:04"
		}
		text += " to " + end.Format(layout)
	}
	if name := wording.ZoneName(q); name != "UTC" {
		text += " (" + name + ")"
	}
	return text
}
