package letter

import (
	"slices"

	"github.com/easreport/easreport/internal/report"
)

// stretch is a part of a report's time in which a device did as much, as the name of
// a look.
type stretch struct {
	Look    string
	Percent int // of the time
}

// stretches are a report's time and what a device did in it; nil where its minutes are
// not known.
func stretches(q *report.Query, d *report.Detail) (all []stretch) {
	const parts = 24
	each := q.To.Sub(q.From) / parts
	if len(d.Minutes) == 0 || each <= 0 {
		return nil
	}
	var hits, failed [parts]int64
	for _, m := range d.Minutes {
		i := max(0, min(int(m.Start.Sub(q.From)/each), parts-1))
		hits[i] += m.Hits
		failed[i] += m.Failures
	}
	most := slices.Max(hits[:])
	for i := range parts {
		look := "busy"
		switch {
		case hits[i] == 0:
			look = "idle"
		case 2*failed[i] >= hits[i]:
			look = "failing"
		case 2*hits[i] <= most:
			look = "calm"
		}
		width := 100*(i+1)/parts - 100*i/parts // so that equal times of devices are in one line
		if n := len(all); n > 0 && all[n-1].Look == look {
			all[n-1].Percent += width
		} else {
			all = append(all, stretch{look, width})
		}
	}
	return all
}
