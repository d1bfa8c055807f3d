package render

import (
	"fmt"
	"strconv"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// figures are the headline figures; monitoring probes stand apart.
func figures(t *report.Totals) []figure {
	list := []figure{
		{Label: "Requests", Value: groupedInt(t.Hits, thinSpace)},
		{
			Label: "Failures", Value: groupedInt(t.Failures, thinSpace),
			Remark: percent(t.Failures, t.Hits) + " of requests", Alarm: t.Failures > 0,
		},
		{Label: "Devices", Value: groupedInt(int64(t.Devices), thinSpace)},
		{Label: "Users", Value: groupedInt(int64(t.Users), thinSpace)},
	}
	if t.Probes > 0 {
		list = append(list, figure{
			Label: "Monitoring probes", Value: groupedInt(int64(t.Probes), thinSpace),
			Remark: plural(t.ProbeHits, "request", "requests", thinSpace) + ", not counted elsewhere",
		})
	}
	return list
}

// question says what the report was asked for, but for the time, which is its title.
func question(q *report.Query, separator string) []asked {
	rows := "device and user"
	if q.ByUserAgent {
		rows = "device, user and user agent"
	}
	if q.BucketSeconds > 0 {
		rows += ", every " + bucket(q.BucketSeconds)
	}
	list := []asked{
		{"One row for each", rows},
	}
	if q.Newest {
		list = append(list, asked{"Day", "the newest in the lake"})
	}
	if q.DeviceID != "" {
		list = append(list, asked{"Only device", visible(q.DeviceID)})
	}
	if q.User != "" {
		list = append(list, asked{"Only user", visible(q.User)})
	}
	if q.MinimumHits > 0 {
		list = append(list, asked{"At least", plural(q.MinimumHits, "hit", "hits", separator)})
	}
	if q.TopHits > 0 {
		list = append(list, asked{"Only the", plural(int64(q.TopHits), "device", "devices", separator) + " with the most hits"})
	}
	if q.Sources != nil {
		list = append(list, asked{"Logs", groupedInt(int64(len(q.Sources)), separator)})
	}
	return list
}

// bucket writes a length of time in the largest unit that fits.
func bucket(seconds int) string {
	d := time.Duration(seconds) * time.Second
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if n := int(d / unit.length); d%unit.length == 0 && n == 1 {
			return unit.name
		} else if d%unit.length == 0 {
			return strconv.Itoa(n) + " " + unit.name + "s"
		}
	}
	return d.String()
}

// emptiness says why no row of a device is shown, empty if one is.
func emptiness(r *report.Report, s split, separator string) string {
	switch {
	case s.devices.n > 0:
		return ""
	case s.below > 0:
		return fmt.Sprintf("No device reached the minimum of %s.",
			plural(r.Query.MinimumHits, "hit", "hits", separator))
	case !r.Query.To.After(r.Query.From):
		return "No ActiveSync requests were found: the logs hold no records."
	case s.probes.n > 0:
		return fmt.Sprintf("No ActiveSync requests of devices were found for %s, only monitoring probes.", when(&r.Query))
	}
	return fmt.Sprintf("No ActiveSync requests were found for %s.", when(&r.Query))
}

// shown says which rows of devices the page leaves out.
func shown(s split, o PageOptions) string {
	text := ""
	if n := s.devices.n; n > o.MaxRows {
		text = fmt.Sprintf("These are the first %s of %s. ",
			plural(int64(o.MaxRows), "row", "rows", thinSpace), groupedInt(int64(n), thinSpace))
	}
	if s.below > 0 {
		text += fmt.Sprintf("Not shown: %s with fewer hits than asked for.",
			plural(int64(s.below), "row", "rows", thinSpace))
	}
	return text
}
