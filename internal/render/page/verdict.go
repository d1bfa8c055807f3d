package page

import (
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
)

// verdict is what there is to do, in a sentence.
type verdict struct {
	// Severity is that of the gravest finding, or "well", or empty where nobody looked.
	Severity, Text string
	Remarks        []string
}

func newVerdict(r *report.Report, d *finding.Diagnosis) verdict {
	if r.Totals.Hits == 0 {
		return verdict{Text: "No ActiveSync requests."}
	}
	if d == nil {
		return verdict{Text: fmt.Sprintf("%s of %s.",
			plural(r.Totals.Hits, "request", "requests"), plural(int64(r.Totals.Devices), "device", "devices"))}
	}
	critical, warning, info := int64(d.Count(finding.Critical)), int64(d.Count(finding.Warning)), int64(d.Count(finding.Info))
	headlines := d.Headlines()
	v := verdict{Severity: "well", Text: "No device needs attention."}
	if len(headlines) > 0 {
		v.Text = ""
	}
	if worst, found := d.Worst(); found && worst > finding.Info {
		v.Severity = worst.String()
	}
	if critical+warning > 0 {
		v.Text = plural(critical+warning, "device needs attention", "devices need attention")
		switch {
		case critical == 0:
		case warning == 0 && critical == 1:
			v.Text += ", it is critical"
		case warning == 0:
			v.Text += ", all critical"
		default:
			v.Text += fmt.Sprintf(", %s critical", count(critical))
		}
		v.Text += "."
	}
	for i := range headlines {
		headlines[i] = sentence(headlines[i])
	}
	v.Text = strings.TrimSpace(strings.Join(headlines, " ") + " " + v.Text)
	if info > 0 {
		v.Remarks = append(v.Remarks, plural(info, "device has a note", "devices have notes")+" worth knowing.")
	}
	if d.LeftOut > 0 {
		v.Remarks = append(v.Remarks, plural(int64(d.LeftOut), "more device was", "more devices were")+" not looked at closely.")
	}
	return v
}

// baselineText says what today is compared with.
func baselineText(q *report.Query, d *finding.Diagnosis) string {
	switch {
	case d == nil:
		return ""
	case d.Baseline.Wanted == 0:
		return "No baseline was asked for."
	case d.Baseline.Days == 0:
		return "No baseline yet: no whole day before this has been reported on."
	}
	text := fmt.Sprintf("Usual is the median day of %d of the %s before", d.Baseline.Days, plural(int64(d.Baseline.Wanted), "day", "days"))
	if d.Baseline.Ignored > 0 {
		text += fmt.Sprintf("; %s", plural(int64(d.Baseline.Ignored), "day that is not whole does not count", "days that are not whole do not count"))
	}
	if days(q) == 0 {
		text += ". This report is not of whole days, so it is not compared with it"
	}
	return text + "."
}
