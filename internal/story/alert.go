package story

import (
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Alert is what an alert says first.
type Alert struct {
	// When is the hour, or from which hour to which.
	When string
	// Brief says what is wrong with what devices share, and how many devices sent how much,
	// for a subject line.
	Brief Sentence
	// Shared are the findings about what devices share.
	Shared []Shared
}

// NewAlert is about findings that devices share, and about devices that sent as many
// requests within an hour as the query's minimum, or more: rows, one for each hour of a
// device.
func NewAlert(q *report.Query, rows []report.Row, shared []finding.Shared) Alert {
	a := Alert{When: hours(q, rows)}
	var briefs []Sentence
	for i := range shared {
		a.Shared = append(a.Shared, newShared(&shared[i]))
		if i < maxSharedNamed {
			briefs = append(briefs, a.Shared[i].brief(i))
		}
	}
	if more := len(shared) - maxSharedNamed; more > 0 {
		briefs = append(briefs, Sentence{{Text: wording.Plural(int64(more), "more finding", "more findings")}})
	}
	if devices := different(rows); devices > 0 || len(shared) == 0 {
		briefs = append(briefs, Sentence{{Text: fmt.Sprintf("%s sent %s requests or more within an hour",
			wording.Plural(int64(devices), "device", "devices"), wording.Number(q.MinimumHits))}})
	}
	a.Brief = joined(briefs)
	return a
}

// joined puts sentences of a subject line together.
func joined(briefs []Sentence) Sentence {
	all := briefs[0]
	for _, b := range briefs[1:] {
		all = append(append(all, Phrase{Text: "; "}), b...)
	}
	return all
}

// different counts the devices of rows.
func different(rows []report.Row) int {
	seen := make(map[report.Identity]bool)
	for i := range rows {
		seen[report.Identity{User: activesync.Account(rows[i].User), DeviceID: activesync.FoldDevice(rows[i].DeviceID)}] = true
	}
	return len(seen)
}

// hours is the hour of the rows, or from which to which hour they are; with the zone
// where it is not UTC.
func hours(q *report.Query, rows []report.Row) string {
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
	const full = "2006-01-02 15:04"
	text := first.In(zone).Format(full)
	if !first.Equal(last) {
		end, layout := last.Add(time.Hour).In(zone), "15:04"
		if end.YearDay() != first.In(zone).YearDay() {
			layout = full
		}
		text += " to " + end.Format(layout)
	}
	if name := wording.ZoneName(q); name != "UTC" {
		text += " (" + name + ")"
	}
	return text
}
