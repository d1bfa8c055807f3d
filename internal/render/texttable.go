package render

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// textTable writes a line for each of the top devices, over the whole span also
// where the report is cut by time, and below it why its requests failed.
func textTable(line printer, r *report.Report, top int) {
	rows := r.Top[:min(len(r.Top), max(top, 0))]
	if len(rows) == 0 {
		return
	}
	columns := textColumns(rows)
	line("%s", columns.line(0))
	for i := range rows {
		line("%s", columns.line(i+1))
		if why := textFailures(&rows[i]); why != "" {
			line("%*s%s", columns[0].width+2, "", why)
		}
	}
}

// textFailures are the most frequent statuses of failures, with their meanings.
func textFailures(r *report.Row) string {
	var list []string
	ranked := r.FailureStatuses.Ranked()
	for _, c := range ranked[:min(len(ranked), shortStatuses)] {
		list = append(list, fmt.Sprintf("%s: %s", wording.NamedStatus(c.Key), wording.Number(c.N)))
	}
	if len(ranked) > shortStatuses {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}

func textColumns(rows []report.Row) (columns grid) {
	add := func(head string, right bool, bound int, of func(*report.Row) string) {
		columns.column(head, right, bound, len(rows), func(i int) string { return of(&rows[i]) })
	}
	add("Hits", true, 11, func(r *report.Row) string { return wording.Number(r.Hits) })
	add("Failures", true, 11, func(r *report.Row) string { return wording.Number(r.Failures) })
	add("Peak/min", true, 8, peak)
	add("User", false, 24, func(r *report.Row) string { return cmp.Or(r.User, "(no user)") })
	add("DeviceId", false, 32, func(r *report.Row) string { return cmp.Or(r.DeviceID, "(no device id)") })
	add("DeviceType", false, 14, func(r *report.Row) string { return r.DeviceType })
	return columns
}

// peak is the most hits in a minute, empty where that is not known.
func peak(r *report.Row) string {
	if r.PeakPerMinute == activity.Absent {
		return ""
	}
	return wording.Number(r.PeakPerMinute)
}
