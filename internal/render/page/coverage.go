package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// coverage is what the numbers rest on.
type coverage struct {
	Sentences      []string
	Servers, Sites presence
	// Quarantined are logs, Damaged files of the lake that could not be read.
	Quarantined, Damaged []story.Gap
	MoreUnread           string
	Doubles              []double
	MoreDoubles          string
	Copies               []copyOf
	MoreCopies           string
	Rejected             rejected
	Sources              sources
}

// double is a log that is there under several names.
type double struct{ Names []string }

// copyOf is a log that has nothing which another one has not.
type copyOf struct{ Name, Of string }

// maxListed bounds each list of what is missing or doubled.
const maxListed = 50

func newCoverage(r *report.Report, s *story.Story) coverage {
	c, q := &r.Coverage, &r.Query
	shown := coverage{
		Sentences: slices.Concat(s.Coverage[:1], s.Monitoring, s.Sides),
		Servers:   newPresence("Servers", "Server", q, c, c.Servers), Sites: newPresence("Sites", "Site", q, c, c.Sites),
		Rejected: newRejected(c), Sources: newSources(q, c),
	}
	if m := s.Missing; m != nil {
		shown.Quarantined, shown.Damaged = shortGaps(m.Logs, maxListed), shortGaps(m.Files, maxListed)
		shown.MoreUnread = andMore(len(m.Logs)+len(m.Files), len(shown.Quarantined)+len(shown.Damaged))
	}
	for _, d := range c.Doubles[:min(len(c.Doubles), maxListed)] {
		var one double
		for i := range d.Sources[:min(len(d.Sources), maxListed)] {
			one.Names = append(one.Names, sourceName(d.Sources[i].Bucket, d.Sources[i].Key))
		}
		shown.Doubles = append(shown.Doubles, one)
	}
	shown.MoreDoubles = andMore(len(c.Doubles), len(shown.Doubles))
	for i := range c.Copies[:min(len(c.Copies), maxListed)] {
		from, of := &c.Copies[i].Source, &c.Copies[i].Of
		shown.Copies = append(shown.Copies, copyOf{sourceName(from.Bucket, from.Key), sourceName(of.Bucket, of.Key)})
	}
	shown.MoreCopies = andMore(len(c.Copies), len(shown.Copies))
	return shown
}

// andMore says how many of a list are not shown.
func andMore(all, shown int) string {
	if all <= shown {
		return ""
	}
	return fmt.Sprintf("and %s more", count(int64(all-shown)))
}

func sourceName(bucket, key string) string {
	return name(strings.TrimSpace(story.SourceName(bucket, key)))
}
