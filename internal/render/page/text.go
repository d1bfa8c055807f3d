package page

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// What a log can fill a page with, in letters: a device writes its own user agent.
const (
	maxName     = 120 // of a device, server, log or command
	maxSentence = 400
)

// name makes a short text of a log fit to be shown, sentence a longer one.
func name(text string) string     { return bounded(text, maxName) }
func sentence(text string) string { return bounded(text, maxSentence) }

func bounded(text string, letters int) string {
	if limit := 4*letters + 4; len(text) > limit { // more than are shown, so that each need not be looked at
		text = strings.ToValidUTF8(text[:limit], "")
	}
	return wording.Clip(wording.Visible(text), letters)
}

// soft is a name as HTML of which long ones break behind its parts, and not within a word.
func soft(text string) template.HTML {
	var b strings.Builder
	for {
		i := strings.IndexAny(text, "\\@._-") + 1
		if i == 0 || i == len(text) {
			b.WriteString(template.HTMLEscapeString(text))
			return template.HTML(b.String()) //nolint:gosec // all of it is escaped
		}
		b.WriteString(template.HTMLEscapeString(text[:i]) + "<wbr>")
		text = text[i:]
	}
}

// count and plural write numbers as the page does.
func count(n int64) string { return wording.Number(n) }

func plural(n int64, one, many string) string {
	return wording.Plural(n, one, many)
}

// clock writes a time of the report in as few words as tell it apart: the day only
// where there are several.
func clock(q *report.Query, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if wording.Days(q) == 1 {
		return t.In(q.Location()).Format("15:04")
	}
	return t.In(q.Location()).Format("2006-01-02 15:04")
}

// between writes from when to when.
func between(q *report.Query, first, last time.Time) string {
	from, to := clock(q, first), clock(q, last)
	if from == to {
		return from
	}
	return fmt.Sprintf("%s – %s", from, to)
}
