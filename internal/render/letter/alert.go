package letter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// maxAlarms is how many rows an alert shows.
const maxAlarms = 25

// NewAlert writes the letter of an alert, whose rows are the hours of devices with too many
// requests.
func NewAlert(r *report.Report, rows []report.Row, a story.Alert, o Options) (Letter, error) {
	q, s := &r.Query, story.New(r, nil)
	c := newContent(r, s, o)
	c.Subject = subjectOf("[easreport] ALERT", a.When, laid(a.Brief, maxSubjectName), s, o)
	c.Heading = strings.Replace(c.Heading, "report", "alert", 1)
	verdict := laid(a.Brief, maxName) // it begins with a word or number of ours
	c.Verdict, c.Tone = []string{strings.ToUpper(verdict[:1]) + verdict[1:] + "."}, story.Critical
	c.Remarks = []string{"Each finding, and each device, is mailed about once a day."}
	for i := range a.Shared {
		c.Shared = append(c.Shared, newFound(&a.Shared[i].Finding, nil))
	}
	c.Alarms = alarms(q, rows)
	c.MoreAlarms = len(rows) - len(c.Alarms)
	if len(rows) > 0 {
		c.Footer = append(c.Footer, "What to look for: easreport explain high-usage", oneDevice)
	}
	return c.letter()
}

// alarms are the rows, those with the most requests first.
func alarms(q *report.Query, rows []report.Row) (bars []bar) {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b report.Row) int { return cmp.Compare(b.Hits, a.Hits) })
	for i := range rows[:min(len(rows), maxAlarms)] {
		row := &rows[i]
		line := barOf(row, rows[0].Hits)
		line.note(strings.TrimSuffix(row.Start.In(q.Location()).Format("2006-01-02 15:04")+": "+story.Besides(row), ": "))
		line.note(commands(row))
		bars = append(bars, line)
	}
	return bars
}

// commands names the most frequent commands of a row.
func commands(r *report.Row) string {
	const most = 3
	var list []string
	for i, c := range r.Commands.Ranked() {
		if i == most {
			break
		}
		list = append(list, fmt.Sprintf("%s %s", quoted(cmp.Or(c.Key, "no command"), maxName), wording.Number(c.N)))
	}
	return strings.Join(list, ", ")
}
