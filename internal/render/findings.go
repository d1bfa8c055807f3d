package render

import (
	"bufio"
	"cmp"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/story/wording"
)

// textFindings is how many findings of a device are written as text.
const textFindings = 3

// Findings writes what is wrong with devices for a terminal: how many of each
// severity, and those that need attention, so many at most. No line has more than
// 100 letters.
func Findings(w io.Writer, d *finding.Diagnosis, top int) error {
	out := bufio.NewWriter(w)
	line := func(format string, args ...any) {
		fmt.Fprintln(out, wording.Clip(fmt.Sprintf(format, args...), textWidth)) //nolint:errcheck // Flush tells
	}
	for i := range d.Shared {
		f := &d.Shared[i]
		line("%s: %s (%s)", f.Severity, f.Rule.Title, f.Rule.Name)
		fmt.Fprintf(out, "    %s\n", wording.Wrap(wording.Visible(f.Evidence[0]), "    ", 4, textWidth)) //nolint:errcheck // Flush tells
	}
	line("%-10s %s, %s, %s", "Findings", wording.Plural(int64(d.Count(finding.Critical)), "device critical", "devices critical"),
		wording.Plural(int64(d.Count(finding.Warning)), "with warnings", "with warnings"), wording.Plural(int64(d.Count(finding.Info)), "with notes", "with notes"))
	if d.LeftOut > 0 {
		line("%-10s %s not looked at closely", "", wording.Plural(int64(d.LeftOut), "more device was", "more devices were"))
	}
	line("%-10s %s", "Baseline", baselineText(d))
	for i := range d.Devices[:min(len(d.Devices), max(top, 0))] {
		device := &d.Devices[i]
		if device.Severity() == finding.Info {
			break
		}
		line("")
		line("%s  %s  %s  %s", wording.Visible(cmp.Or(device.Row.User, "(no user)")), wording.Visible(cmp.Or(device.Row.DeviceID, "(no device id)")),
			wording.Visible(device.Row.DeviceType), wording.Plural(device.Row.Hits, "request", "requests"))
		for n, f := range device.Findings {
			if n == textFindings {
				line("  and %s", wording.Plural(int64(len(device.Findings)-n), "more finding", "more findings"))
				break
			}
			line("  %s: %s (%s)", f.Severity, f.Rule.Title, f.Rule.Name)
			fmt.Fprintf(out, "    %s\n", wording.Wrap(wording.Visible(f.Evidence[0]), "    ", 4, textWidth)) //nolint:errcheck // Flush tells
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing findings: %w", err)
	}
	return nil
}

// baselineText says what today is compared with.
func baselineText(d *finding.Diagnosis) string {
	b := d.Baseline
	if b.Days == 0 {
		return "none yet: no whole day before has been reported on"
	}
	return fmt.Sprintf("of %d of the %s before", b.Days, wording.Plural(int64(b.Wanted), "day", "days"))
}
