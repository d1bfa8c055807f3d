package page

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// sources are the logs that were read.
type sources struct {
	Rows []source
	// More says how many are not in Rows.
	More string
}

type source struct {
	Name                        string
	Records, Requests, Rejected string
	First, Last                 string
	Remarks                     []string
}

// maxSources bounds the table of sources in a page.
const maxSources = 500

func newSources(q *report.Query, c *report.Coverage) (all sources) {
	for i := range c.Sources[:min(len(c.Sources), maxSources)] {
		s := &c.Sources[i]
		all.Rows = append(all.Rows, source{
			Name: sourceName(s.Bucket, s.Key), Records: count(s.Reading.Records), Requests: count(s.Reading.Requests), Rejected: count(s.Reading.Rejects()),
			First: wording.Moment(q, s.Reading.First), Last: wording.Moment(q, s.Reading.Last), Remarks: remarks(&s.Reading),
		})
	}
	if len(c.Sources) > maxSources {
		all.More = fmt.Sprintf("The first %s of them are shown.", count(maxSources))
	}
	return all
}

// remarks say what was odd about a source. The rejected lines themselves are not
// shown: they are in nobody's interest, and may hold anything.
func remarks(r *lake.Reading) []string {
	var list []string
	for _, s := range r.Samples {
		list = append(list, fmt.Sprintf("line %s: %s", count(s.Line), sentence(s.Reason)))
	}
	if more := r.Rejects() - int64(len(r.Samples)); more > 0 && len(r.Samples) > 0 {
		list = append(list, fmt.Sprintf("and %s more", count(more)))
	}
	if r.BadNumbers > 0 {
		list = append(list, plural(r.BadNumbers, "byte count or time makes", "byte counts or times make")+" no sense")
	}
	if r.LocalTime {
		list = append(list, "has the server's local time, taken for UTC")
	}
	return list
}

// rejected are the lines that were not counted, by log.
type rejected struct {
	Rows []rejects
	More string
}

type rejects struct{ Name, Lines, Share, Why string }

func newRejected(c *report.Coverage) (all rejected) {
	for i := range c.Rejected[:min(len(c.Rejected), maxListed)] {
		s := &c.Rejected[i]
		r := &s.Source.Reading
		why := ""
		for n, reason := range byCount(r.Rejected) {
			if n > 0 {
				why += ", "
			}
			why += fmt.Sprintf("%s (%s)", reason, count(r.Rejected[reason]))
		}
		all.Rows = append(all.Rows, rejects{
			sourceName(s.Source.Bucket, s.Source.Key), count(s.Lines), wording.Percent(s.Lines, r.Records+r.Rejects()), sentence(why),
		})
	}
	all.More = andMore(len(c.Rejected), len(all.Rows))
	return all
}

// byCount are the names of counts, the largest first.
func byCount(counts map[string]int64) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}
