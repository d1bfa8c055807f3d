package page

import (
	"fmt"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/render/wording"
	"github.com/easreport/easreport/internal/report"
)

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
		c.More = fmt.Sprintf("The first %s of them are shown.", wording.Number(maxSources, wording.ThinSpace))
	}
	c.Summary = fmt.Sprintf("%s, %s, %s of ActiveSync, %s",
		wording.Plural(int64(n), "log", "logs", wording.ThinSpace),
		wording.Plural(records, "record", "records", wording.ThinSpace),
		wording.Number(requests, wording.ThinSpace),
		wording.Plural(rejected, "line rejected", "lines rejected", wording.ThinSpace))
	return c
}

func newSource(q *report.Query, s *lake.Stamp) source {
	return source{
		Name:     wording.SourceName(s.Bucket, s.Key),
		Records:  wording.Number(s.Reading.Records, wording.ThinSpace),
		Requests: wording.Number(s.Reading.Requests, wording.ThinSpace),
		Rejected: wording.Number(s.Reading.Rejects(), wording.ThinSpace),
		First:    wording.Moment(q, s.Reading.First),
		Last:     wording.Moment(q, s.Reading.Last),
		Remarks:  remarks(&s.Reading),
	}
}

// remarks say what was odd about a source. The rejected lines themselves are not
// shown: they are in nobody's interest, and may hold anything.
func remarks(r *lake.Reading) []string {
	var list []string
	for _, s := range r.Samples {
		list = append(list, fmt.Sprintf("line %s: %s", wording.Number(s.Line, wording.ThinSpace), s.Reason))
	}
	if more := r.Rejects() - int64(len(r.Samples)); more > 0 && len(r.Samples) > 0 {
		list = append(list, fmt.Sprintf("and %s more", wording.Number(more, wording.ThinSpace)))
	}
	if r.BadNumbers > 0 {
		list = append(list, wording.Plural(r.BadNumbers, "byte count or time makes", "byte counts or times make", wording.ThinSpace)+" no sense")
	}
	if r.LocalTime {
		list = append(list, "has the server's local time, taken for UTC")
	}
	return list
}
