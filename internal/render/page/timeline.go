package page

import (
	"fmt"
	"html/template"
	"time"

	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
)

// timeline is what all devices together did, as a picture and as a table.
type timeline struct {
	Chart template.HTML
	Hours []hour
	// Each is how long a part of it is.
	Each string
}

type hour struct{ When, Hits, Failures, Devices string }

// maxBars is how many bars a timeline has: hours are put together for fewer.
const maxBars = 7 * 24

// newTimeline is nil where nothing is known of hours.
func newTimeline(r *report.Report) *timeline {
	if len(r.Timeline) == 0 || r.Totals.Hits == 0 {
		return nil
	}
	together := 1
	for _, n := range []int{2, 3, 4, 6, 12, 24} {
		if len(r.Timeline) > maxBars*together {
			together = n
		}
	}
	t := &timeline{Each: "hour"}
	devices := "devices"
	if together > 1 {
		t.Each = fmt.Sprintf("%d hours", together)
		devices = "devices in an hour, at most"
	}
	var bars []chart.Bar
	busiest := 0
	for i := 0; i < len(r.Timeline); i += together {
		bar, most := chart.Bar{}, 0
		for _, h := range r.Timeline[i:min(i+together, len(r.Timeline))] {
			bar.Hits += h.Hits
			bar.Failures += h.Failures
			most = max(most, h.Devices)
		}
		h := hour{hourName(&r.Query, r.Timeline[i].Start), count(bar.Hits), count(bar.Failures), count(int64(most))}
		bar.Title = fmt.Sprintf("%s: %s requests, %s failed, %s %s", h.When, h.Hits, h.Failures, h.Devices, devices)
		bars = append(bars, bar)
		t.Hours = append(t.Hours, h)
		if bar.Hits > bars[busiest].Hits {
			busiest = len(bars) - 1
		}
	}
	label := fmt.Sprintf("Requests and failures by the %s; most at %s. The table below has the numbers.", t.Each, bars[busiest].Title)
	t.Chart = chart.Timeline(label, bars, ticks(&r.Query), count)
	return t
}

func hourName(q *report.Query, t time.Time) string {
	if q.To.Sub(q.From) <= 24*time.Hour {
		return t.In(q.Location()).Format("15:04")
	}
	return t.In(q.Location()).Format("2006-01-02 15:04")
}
