package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// notice is what is known to be missing, or doubled.
type notice struct {
	Quarantined, Damaged []gap
	Gaps                 []string
}

// gap is something that could not be read, and why.
type gap struct{ Name, Reason string }

// newNotice is nil where nothing is known to be missing.
func newNotice(c *report.Coverage) *notice {
	if c.Whole() {
		return nil
	}
	n := &notice{}
	for _, q := range c.Quarantined {
		n.Quarantined = append(n.Quarantined, gap{sourceName(q.Bucket, q.Key), visible(q.Reason)})
	}
	for _, d := range c.Damaged {
		reason := ""
		if d.Err != nil {
			reason = visible(d.Err.Error())
		}
		n.Damaged = append(n.Damaged, gap{visible(d.Key), reason})
	}
	for _, problem := range c.Gaps() {
		n.Gaps = append(n.Gaps, sentence(problem))
	}
	return n
}

// sentence is a problem of the coverage as a sentence. It may have names from logs.
func sentence(problem string) string {
	first, n := utf8.DecodeRuneInString(problem)
	return string(unicode.ToUpper(first)) + visible(problem[n:]) + "."
}

// Incomplete says in one line that something is missing in a report, and how
// much; empty where nothing is known to be.
func Incomplete(c *report.Coverage) string {
	if c.Whole() {
		return ""
	}
	var missing []string
	if n := len(c.Quarantined); n > 0 {
		missing = append(missing, plural(int64(n), "log", "logs", comma))
	}
	if n := len(c.Damaged); n > 0 {
		missing = append(missing, plural(int64(n), "file", "files", comma)+" of the lake")
	}
	if len(missing) > 0 {
		return "INCOMPLETE: " + strings.Join(missing, " and ") + " could not be read"
	}
	gaps := c.Gaps()
	text := "INCOMPLETE: " + visible(gaps[0])
	if more := len(gaps) - 1; more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return text
}

// maxSources bounds the table of sources in a page.
const maxSources = 1000

// coverage is what the numbers rest on.
type coverage struct {
	Summary string
	Sources []source
	// More says how many sources are not in Sources.
	More string
}

type source struct {
	Name                        string
	Records, Requests, Rejected string
	First, Last                 string
	Remarks                     []string
}

func newCoverage(r *report.Report) coverage {
	var c coverage
	var records, requests, rejected int64
	for i := range r.Coverage.Sources {
		s := &r.Coverage.Sources[i]
		records += s.Reading.Records
		requests += s.Reading.Requests
		rejected += s.Reading.Rejects()
		if i < maxSources {
			c.Sources = append(c.Sources, newSource(&r.Query, s))
		}
	}
	n := len(r.Coverage.Sources)
	if n > maxSources {
		c.More = fmt.Sprintf("The first %s of them are shown.", groupedInt(maxSources, thinSpace))
	}
	c.Summary = fmt.Sprintf("%s, %s, %s of ActiveSync, %s",
		plural(int64(n), "log", "logs", thinSpace),
		plural(records, "record", "records", thinSpace),
		groupedInt(requests, thinSpace),
		plural(rejected, "line rejected", "lines rejected", thinSpace))
	return c
}

func newSource(q *report.Query, s *lake.Stamp) source {
	return source{
		Name:     sourceName(s.Bucket, s.Key),
		Records:  groupedInt(s.Reading.Records, thinSpace),
		Requests: groupedInt(s.Reading.Requests, thinSpace),
		Rejected: groupedInt(s.Reading.Rejects(), thinSpace),
		First:    moment(q, s.Reading.First),
		Last:     moment(q, s.Reading.Last),
		Remarks:  remarks(&s.Reading),
	}
}

// remarks say what was odd about a source. The rejected lines themselves are not
// shown: they are in nobody's interest, and may hold anything.
func remarks(r *lake.Reading) []string {
	var list []string
	for _, s := range r.Samples {
		list = append(list, fmt.Sprintf("line %s: %s", groupedInt(s.Line, thinSpace), s.Reason))
	}
	if more := r.Rejects() - int64(len(r.Samples)); more > 0 && len(r.Samples) > 0 {
		list = append(list, fmt.Sprintf("and %s more", groupedInt(more, thinSpace)))
	}
	if r.BadNumbers > 0 {
		list = append(list, plural(r.BadNumbers, "byte count or time makes", "byte counts or times make", thinSpace)+" no sense")
	}
	if r.LocalTime {
		list = append(list, "has the server's local time, taken for UTC")
	}
	return list
}

func sourceName(bucket, key string) string {
	if bucket != "" {
		key = bucket + "/" + key
	}
	return visible(key)
}
