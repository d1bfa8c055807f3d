package wording

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/report"
)

// Notice is what is known to be missing, or doubled.
type Notice struct {
	Quarantined, Damaged []Gap
	Gaps                 []string
}

// Gap is something that could not be read, and why.
type Gap struct{ Name, Reason string }

// NewNotice is nil where nothing is known to be missing.
func NewNotice(c *report.Coverage) *Notice {
	if c.Whole() {
		return nil
	}
	n := &Notice{}
	for _, q := range c.Quarantined {
		n.Quarantined = append(n.Quarantined, Gap{SourceName(q.Bucket, q.Key), Visible(q.Reason)})
	}
	for _, d := range c.Damaged {
		reason := ""
		if d.Err != nil {
			reason = Visible(d.Err.Error())
		}
		n.Damaged = append(n.Damaged, Gap{Visible(d.Key), reason})
	}
	for _, problem := range c.Gaps() {
		n.Gaps = append(n.Gaps, sentence(problem))
	}
	return n
}

// sentence is a problem of the coverage as a sentence. It may have names from logs.
func sentence(problem string) string {
	first, n := utf8.DecodeRuneInString(problem)
	return string(unicode.ToUpper(first)) + Visible(problem[n:]) + "."
}

// Incomplete says in one line that something is missing in a report, and how
// much; empty where nothing is known to be.
func Incomplete(c *report.Coverage) string {
	if c.Whole() {
		return ""
	}
	var missing []string
	if n := len(c.Quarantined); n > 0 {
		missing = append(missing, Plural(int64(n), "log", "logs"))
	}
	if n := len(c.Damaged); n > 0 {
		missing = append(missing, Plural(int64(n), "file", "files")+" of the lake")
	}
	if len(missing) > 0 {
		return "INCOMPLETE: " + strings.Join(missing, " and ") + " could not be read"
	}
	gaps := c.Gaps()
	text := "INCOMPLETE: " + Visible(gaps[0])
	if more := len(gaps) - 1; more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return text
}

// SourceName is a source as people know it: its bucket and key.
func SourceName(bucket, key string) string {
	if bucket != "" {
		key = bucket + "/" + key
	}
	return Visible(key)
}
