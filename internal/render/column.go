package render

import (
	"strconv"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
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

	// append appends the cell's text; nothing for NULL, what the logs do not tell.
	append func([]byte, *report.Query, *report.Row) []byte
	// Short is the cell for people where that is not the CSV cell; Hint says the rest.
	Short, Hint func(*report.Row) string
	// Missing is what people are told in an empty cell.
	Missing string
}

func textColumn(name, heading, meaning string, of func(*report.Row) string) Column {
	return Column{
		Name: name, Heading: heading, Meaning: meaning, Kind: Textual,
		append: func(dst []byte, _ *report.Query, r *report.Row) []byte { return append(dst, of(r)...) },
	}
}

// tallyColumn is one of counts, largest first: "113:52 142:7".
func tallyColumn[K int32 | string | activesync.Reason](name, heading, meaning string, of func(*report.Row) report.Tally[K]) Column {
	return Column{
		Name: name, Heading: heading, Meaning: meaning, Kind: Textual,
		append: func(dst []byte, _ *report.Query, r *report.Row) []byte { return report.AppendTally(dst, of(r)) },
	}
}

// countColumn is one of whole numbers, activity.Absent for NULL.
func countColumn(name, heading, meaning string, of func(*report.Row) int64) Column {
	return Column{
		Name: name, Heading: heading, Meaning: meaning, Kind: Number,
		append: func(dst []byte, _ *report.Query, r *report.Row) []byte { return appendCount(dst, of(r)) },
	}
}

// secondsColumn is one of seconds, made of milliseconds, negative for NULL.
func secondsColumn(name, heading, meaning string, of func(*report.Row) int64) Column {
	return Column{
		Name: name, Heading: heading, Meaning: meaning, Kind: Number,
		append: func(dst []byte, _ *report.Query, r *report.Row) []byte { return appendSeconds(dst, of(r)) },
	}
}

func timeColumn(name, heading, meaning string, of func(*report.Row) time.Time) Column {
	return Column{
		Name: name, Heading: heading, Meaning: meaning, Kind: Instant,
		append: func(dst []byte, q *report.Query, r *report.Row) []byte { return wording.AppendMoment(dst, q, of(r)) },
	}
}

// Text is the cell's text; empty for NULL.
func (c *Column) Text(q *report.Query, r *report.Row) string { return string(c.append(nil, q, r)) }

func appendCount(dst []byte, n int64) []byte {
	switch {
	case n == activity.Absent:
		return dst
	case 0 <= n && n <= 9: // most are 0
		return append(dst, byte('0'+n))
	}
	return strconv.AppendInt(dst, n, 10)
}

func appendSeconds(dst []byte, ms int64) []byte {
	if ms < 0 {
		return dst
	}
	thousandths := ms % 1000
	return append(strconv.AppendInt(dst, ms/1000, 10),
		'.', byte('0'+thousandths/100), byte('0'+thousandths/10%10), byte('0'+thousandths%10))
}
