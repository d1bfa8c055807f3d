package page

import (
	"fmt"
	"html/template"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// sheet is all there is to say of one device.
type sheet struct {
	identity
	// Tone is empty where there are no findings. Judged reports whether the rules were asked.
	Tone    story.Tone
	Judged  bool
	Facts   []story.Asked
	Habit   habit
	Found   []found
	Minutes template.HTML
	// NoMinutes says why there is no picture of them.
	NoMinutes string
	Day       *day
	Matrix    matrix
	Outcomes  outcomes
	Shares    []shares
}

// sheets are those of the devices that have one.
func sheets(q *report.Query, told *story.Story) []sheet {
	devices, busiest := sheeted(told), len(told.Busiest)
	all := make([]sheet, len(devices))
	for i := range all {
		device := &devices[i]
		s := &all[i]
		s.identity, s.Tone, s.Judged = newIdentity(i, device), device.Tone, i < len(devices)-busiest
		s.Facts, s.Habit = facts(q, device.Row), newHabit(device)
		for n := range device.Findings {
			s.Found = append(s.Found, newFound(q, &device.Findings[n]))
		}
		s.Day, s.NoMinutes = newDay(q, device.Detail)
		if s.Day != nil {
			s.Minutes = minutes(near(q, device.Detail.Minutes), device.Detail)
		}
		s.Matrix, s.Outcomes = newMatrix(device.Detail.Cells), newOutcomes(q, device.Detail.Cells)
		s.Shares = []shares{
			newShares("User agents", &device.Detail.UserAgents, device.Row.Hits, q),
			newShares("Servers", &device.Detail.Servers, device.Row.Hits, q),
			newShares("Addresses", &device.Detail.Clients, device.Row.Hits, q),
		}
	}
	return all
}

// sheeted are the devices that have a sheet, by its number.
func sheeted(s *story.Story) []story.Device {
	return slices.Concat(s.Devices[:min(len(s.Devices), maxDevices)], s.Well, s.Busiest)
}

// facts are the numbers of a row that the other parts of a sheet do not have.
func facts(q *report.Query, row *report.Row) []story.Asked {
	list := []story.Asked{{Label: "Requests", Value: count(row.Hits)}}
	add := func(label, value string) { list = append(list, story.Asked{Label: label, Value: value}) }
	add("Failures", fmt.Sprintf("%s (%s)", count(row.Failures), wording.Percent(row.Failures, row.Hits)))
	if row.PeakPerMinute != activity.Absent {
		add("Most in a minute", count(row.PeakPerMinute))
	}
	if row.Waiting > 0 {
		add("Waited by design", count(row.Waiting))
	}
	if ms := row.Quantile(0.5); ms != activity.Absent {
		add("Half took up to", wording.Duration(ms))
		add("95 % took up to", wording.Duration(row.Quantile(0.95)))
	}
	if row.FullSyncs > 0 {
		add("Full syncs", count(row.FullSyncs))
	}
	if row.AccessState != "" {
		add("Access state", name(row.AccessState))
	}
	add("First request", wording.Moment(q, row.First))
	add("Last request", wording.Moment(q, row.Last))
	return list
}

// maxPoints is how many minutes a picture has side by side: of a longer time several
// share a place, and the one with most hits is seen.
const maxPoints = 1440

// minutes draws the minutes of a device.
func minutes(q *report.Query, d *report.Detail) template.HTML {
	all := int(q.To.Sub(q.From) / time.Minute)
	together := max(1, (all+maxPoints-1)/maxPoints)
	var points []chart.Point
	for _, m := range d.Minutes {
		at := int(m.Start.Sub(q.From)/time.Minute) / together
		p := chart.Point{At: at, Hits: m.Hits, Failures: m.Failures}
		if n := len(points); n > 0 && points[n-1].At == at {
			last := &points[n-1]
			last.Hits, last.Failures = max(last.Hits, p.Hits), max(last.Failures, p.Failures)
			continue
		}
		points = append(points, p)
	}
	most := int64(0)
	for _, p := range points {
		most = max(most, p.Hits)
	}
	label := fmt.Sprintf("Requests in each minute, %s at most, and failures among them", count(most))
	return chart.Minutes(label, max(1, all/together), points, ticks(q), func(n int64) string { return count(n) + " a minute" })
}
