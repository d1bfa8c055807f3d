package render

import (
	"strconv"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// Kind says how the cells of a column are aligned and sorted.
type Kind string

// The kinds of columns. Texts are as logged and hostile, numbers and times are
// written by this package.
const (
	Textual Kind = "text"
	Number  Kind = "number"
	Instant Kind = "time"
)

// Column is a column of the CSV file, and one that the page can show.
type Column struct {
	// Name is the column's header in the CSV file.
	Name string
	// Heading is the column's header in the page, for people.
	Heading string
	// Meaning is one line about what is in the column.
	Meaning string
	Kind    Kind

	// cell is the CSV cell; empty for NULL, what the logs do not tell.
	cell func(*report.Query, *report.Row) string
	// page is the cell in the page where that is not the CSV cell.
	page func(*report.Row) string
	// hint is the cell's tooltip.
	hint func(*report.Row) string
	// missing is what the page says in an empty cell.
	missing string
}

// timeLayout is that of the script's Date column, and sorts as text.
const timeLayout = "2006-01-02 15:04:05"

func textColumn(name, heading, meaning string, of func(*report.Row) string) Column {
	return Column{
		Name: name, Heading: heading, Meaning: meaning, Kind: Textual,
		cell: func(_ *report.Query, r *report.Row) string { return of(r) },
	}
}

// countColumn is one of whole numbers, activity.Absent for NULL.
func countColumn(name, heading, meaning string, of func(*report.Row) int64) Column {
	return Column{
		Name: name, Heading: heading, Meaning: meaning, Kind: Number,
		cell: func(_ *report.Query, r *report.Row) string { return count(of(r)) },
	}
}

// secondsColumn is one of seconds, made of milliseconds, activity.Absent for NULL.
func secondsColumn(name, heading, meaning string, of func(*report.Row) int64) Column {
	return Column{
		Name: name, Heading: heading, Meaning: meaning, Kind: Number,
		cell: func(_ *report.Query, r *report.Row) string { return seconds(of(r)) },
	}
}

func timeColumn(name, heading, meaning string, of func(*report.Row) time.Time) Column {
	return Column{
		Name: name, Heading: heading, Meaning: meaning, Kind: Instant,
		cell: func(q *report.Query, r *report.Row) string { return moment(q, of(r)) },
	}
}

func count(n int64) string {
	if n == activity.Absent {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func seconds(ms int64) string {
	if ms == activity.Absent {
		return ""
	}
	return strconv.FormatFloat(float64(ms)/1000, 'f', 3, 64)
}

// moment writes a time in the query's zone.
func moment(q *report.Query, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone(q)).Format(timeLayout)
}

func zone(q *report.Query) *time.Location {
	if q.Zone == nil {
		return time.UTC
	}
	return q.Zone
}
