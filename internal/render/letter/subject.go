package letter

import (
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// said is a verdict, and how it is meant.
type said struct {
	text string
	tone tone
}

// verdict says in a few words what there is to do.
func verdict(r *report.Report, d *finding.Diagnosis) said {
	if r.Totals.Hits == 0 {
		return said{"no ActiveSync requests", plain}
	}
	if d == nil {
		return said{fmt.Sprintf("%s of %s",
			plural(r.Totals.Hits),
			wording.Plural(int64(r.Totals.Devices), "device", "devices")), plain}
	}
	var parts []string
	for i := range d.Shared {
		if f := &d.Shared[i]; f.Severity > finding.Info && len(parts) < 2 {
			parts = append(parts, shortly(f))
		}
	}
	grave, warned := d.Count(finding.Critical), d.Count(finding.Warning)
	if grave+warned > 0 {
		devices := wording.Plural(int64(grave+warned), "device needs attention", "devices need attention")
		if grave > 0 {
			devices += fmt.Sprintf(" (%s critical)", wording.Number(int64(grave)))
		}
		parts = append(parts, devices)
	}
	worst, _ := d.Worst()
	switch {
	case len(parts) > 0:
		return said{strings.Join(parts, "; "), toneOf(worst)}
	case d.LeftOut > 0:
		return said{"nothing was found, but not all devices were looked at", info}
	}
	return said{"nothing needs attention", good}
}

// shortly says in a few words what is wrong with something that devices share.
func shortly(f *finding.Shared) string {
	text := strings.ToLower(f.Rule.Title[:1]) + f.Rule.Title[1:]
	if f.About.Name != "" {
		text += " (" + short(f.About.Name, maxName) + ")"
	}
	return text
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
