package render

import (
	"fmt"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Split are the rows by where they are shown.
type Split struct {
	Devices, Probes Shown
	// Below counts the devices' rows with fewer hits than asked for.
	Below int
	// Statuses are the failures of devices.
	Statuses report.Tally[activesync.Reason]
}

// Shown are rows of one table: the first of them, and what there is to tell
// of all n.
type Shown struct {
	First []*report.Row
	N     int
	Most  int64 // hits of one row
}

// SplitRows keeps so many rows of each table at most.
func SplitRows(r *report.Report, most int) (s Split) {
	var row report.Row
	for i := range r.Rows.Len() {
		r.Rows.Brief(i, &row)
		if !row.Probe {
			s.Statuses.Merge(row.FailureStatuses)
		}
		to := &s.Devices
		switch {
		case row.Probe:
			to = &s.Probes
		case !r.Query.Flagged(&row):
			s.Below++
			continue
		}
		to.N++
		to.Most = max(to.Most, row.Hits)
		if len(to.First) < most {
			whole := new(report.Row)
			r.Rows.Get(i, whole)
			to.First = append(to.First, whole)
		}
	}
	return s
}

// Emptiness says why no row of a device is shown, empty if one is.
func Emptiness(r *report.Report, s Split) string {
	switch {
	case s.Devices.N > 0:
		return ""
	case s.Below > 0:
		return fmt.Sprintf("No device reached the minimum of %s.",
			wording.Plural(r.Query.MinimumHits, "hit", "hits"))
	case !r.Query.To.After(r.Query.From):
		return "No ActiveSync requests were found: the logs hold no records."
	case s.Probes.N > 0:
		return fmt.Sprintf("No ActiveSync requests of devices were found for %s, only monitoring probes.", wording.When(&r.Query))
	}
	return fmt.Sprintf("No ActiveSync requests were found for %s.", wording.When(&r.Query))
}
