package wording

import (
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// Title names a report, for the page and the subject of a mail, such as
// "ActiveSync report Contoso 2011-12-24 (UTC)". The prefix may be empty.
func Title(r *report.Report, prefix string) string {
	if prefix != "" {
		prefix += " "
	}
	return fmt.Sprintf("ActiveSync report %s%s", prefix, When(&r.Query))
}

// When writes the time that a query is about, and its zone.
func When(q *report.Query) string {
	if !q.To.After(q.From) {
		return "of no day" // logs without records
	}
	return fmt.Sprintf("%s (%s)", Span(q), ZoneName(q))
}

// Span writes the time that a query is about, by days if it is whole days of the
// zone; nothing for logs without records.
func Span(q *report.Query) string {
	if !q.To.After(q.From) {
		return ""
	}
	from, to := q.From.In(q.Location()), q.To.In(q.Location())
	layout := "2006-01-02 15:04"
	if midnight(from) && midnight(to) {
		layout = time.DateOnly
		to = to.AddDate(0, 0, -1) // the last day that belongs to it
	}
	first, last := from.Format(layout), to.Format(layout)
	if first == last {
		return first
	}
	return first + " to " + last
}

func midnight(t time.Time) bool {
	hour, minute, second := t.Clock()
	return hour == 0 && minute == 0 && second == 0
}

// Maker names the program with its version, if that is to be said.
func Maker(version string) string {
	if version == "" {
		return "easreport"
	}
	return "easreport " + version
}

// ZoneName names the query's time zone, such as Europe/Berlin or UTC+01:00.
func ZoneName(q *report.Query) string {
	name := q.Location().String()
	if name == "" || name == "Local" {
		return "UTC" + q.From.In(q.Location()).Format("-07:00")
	}
	return name
}
