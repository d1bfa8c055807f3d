package letter

import (
	"fmt"

	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render/wording"
	"github.com/easreport/easreport/internal/report"
)

// said is a verdict, and how it is meant.
type said struct {
	text string
	tone tone
}

// verdict says in a few words what there is to do.
func verdict(r *report.Report, d *diagnosis.Diagnosis) said {
	if r.Totals.Hits == 0 {
		return said{"no ActiveSync requests", plain}
	}
	if d == nil {
		return said{fmt.Sprintf("%s of %s",
			plural(r.Totals.Hits),
			wording.Plural(int64(r.Totals.Devices), "device", "devices", wording.Comma)), plain}
	}
	grave := d.Count(finding.Critical)
	v := said{wording.Plural(int64(grave+d.Count(finding.Warning)), "device needs attention", "devices need attention", wording.Comma), warning}
	switch {
	case grave > 0:
		v.text += fmt.Sprintf(" (%s critical)", wording.Number(int64(grave), wording.Comma))
		v.tone = critical
	case d.Count(finding.Warning) > 0:
	case d.LeftOut > 0:
		v = said{"nothing was found, but not all devices were looked at", info}
	default:
		v = said{"nothing needs attention", good}
	}
	return v
}

// subject is the line by which a mail is known in a list of many. The zone is not in
// it: the day is the reader's own.
func subject(r *report.Report, v said, o Options) string {
	line := "[easreport]"
	if !r.Coverage.Whole() {
		line += " INCOMPLETE"
	}
	return subjectOf(line, wording.Span(&r.Query), v.text, o)
}

// subjectOf puts a subject together.
func subjectOf(line, when, text string, o Options) string {
	if prefix := short(o.Prefix, maxName); prefix != "" {
		line += " " + prefix
	}
	if when != "" {
		line += " " + when
	}
	line += ": " + text
	if o.Revision > 1 {
		line += fmt.Sprintf(", revision %d", o.Revision)
	}
	return wording.Clip(line, MaxSubject)
}
