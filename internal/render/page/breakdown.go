package page

import (
	"cmp"
	"fmt"
	"html/template"
	"strconv"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// breakdown counts what all devices together did in one respect.
type breakdown struct {
	Title, Caption, Head string
	Bad                  bool // it is of failures
	Rows                 []part
	More                 string
}

type part struct {
	Name, Meaning, Count, Share string
	Chart                       template.HTML
}

// maxParts is how many rows a breakdown has.
const maxParts = 12

// breakdowns are those that have rows.
func breakdowns(b *report.Breakdown) (all []breakdown) {
	for _, one := range []breakdown{
		newBreakdown("Why requests failed", "Failures by EAS status (101 to 199), by a status of the command or else by HTTP status", "Status", b.FailureStatuses, activesync.Reason.String, wording.Status),
		newBreakdown("Errors", "Requests by the name of an error text", "Error", b.Errors, name, nil),
		newBreakdown("Answers", "Requests by HTTP status", "Status", b.Statuses, statusName, answer),
		newBreakdown("Commands", "Requests by command", "Command", b.Commands, commandName, command),
	} {
		if len(one.Rows) > 0 {
			all = append(all, one)
		}
	}
	for i := range all {
		all[i].Bad = all[i].Head == "Error" || all[i].Title == "Why requests failed"
	}
	return all
}

func newBreakdown[K cmp.Ordered](title, caption, head string, t report.Tally[K], name func(K) string, meaning func(K) string) breakdown {
	b := breakdown{Title: title, Caption: caption, Head: head}
	total, rest := t.Total(), int64(0)
	for i, c := range t.Ranked() {
		if i >= maxParts {
			rest += c.N
			continue
		}
		p := part{
			Name: name(c.Key), Count: count(c.N), Share: wording.Percent(c.N, total),
			Chart: chart.Share(float64(c.N) / float64(max(total, 1))),
		}
		if meaning != nil {
			p.Meaning = meaning(c.Key)
		}
		b.Rows = append(b.Rows, p)
	}
	if more := len(t) - maxParts; more > 0 {
		b.More = fmt.Sprintf("%s more, with %s", strconv.Itoa(more), plural(rest, "request", "requests"))
	}
	return b
}

// answer says what an HTTP status means where it is no failure by itself.
func answer(status int32) string {
	if status == 200 {
		return "answered; an EAS status or an error may be in it"
	}
	return wording.Status(activesync.Reason(status))
}

func command(name string) string {
	if name == "" {
		return ""
	}
	return wording.Command(name)
}
