package page

import (
	"fmt"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/wording"
	"github.com/easreport/easreport/internal/report"
)

// figures are the headline figures; monitoring probes stand apart.
func figures(t *report.Totals) []figure {
	list := []figure{
		{Label: "Requests", Value: wording.Number(t.Hits, wording.ThinSpace)},
		{
			Label: "Failures", Value: wording.Number(t.Failures, wording.ThinSpace),
			Remark: wording.Percent(t.Failures, t.Hits) + " of requests", Alarm: t.Failures > 0,
		},
		{Label: "Devices", Value: wording.Number(int64(t.Devices), wording.ThinSpace)},
		{Label: "Users", Value: wording.Number(int64(t.Users), wording.ThinSpace)},
	}
	if t.Probes > 0 {
		list = append(list, figure{
			Label: "Monitoring probes", Value: wording.Number(int64(t.Probes), wording.ThinSpace),
			Remark: wording.Plural(t.ProbeHits, "request", "requests", wording.ThinSpace) + ", not counted elsewhere",
		})
	}
	return list
}

// shown says which rows of devices the page leaves out.
func shown(s render.Split, o Options) string {
	text := ""
	if n := s.Devices.N; n > o.MaxRows {
		text = fmt.Sprintf("These are the first %s of %s. ",
			wording.Plural(int64(o.MaxRows), "row", "rows", wording.ThinSpace), wording.Number(int64(n), wording.ThinSpace))
	}
	if s.Below > 0 {
		text += fmt.Sprintf("Not shown: %s with fewer hits than asked for.",
			wording.Plural(int64(s.Below), "row", "rows", wording.ThinSpace))
	}
	return text
}
