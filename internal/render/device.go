package render

import (
	"bufio"
	"cmp"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Device takes a device apart for a terminal: what is wrong with it and what to do,
// hours, busiest minutes, how its requests ended, and from where they came. No line
// has more than 100 letters.
func Device(w io.Writer, q *report.Query, v *finding.Device, usual *baseline.Baseline) error {
	out := bufio.NewWriter(w)
	line := func(format string, args ...any) {
		fmt.Fprintln(out, wording.Clip(fmt.Sprintf(format, args...), textWidth)) //nolint:errcheck // Flush tells
	}
	r := &v.Row
	line("%s  %s  %s", wording.Visible(cmp.Or(r.User, "(no user)")), wording.Visible(cmp.Or(r.DeviceID, "(no device id)")), wording.Visible(r.DeviceType))
	line("  %s, %s failed (%s), from %s to %s", wording.Plural(r.Hits, "request", "requests"),
		wording.Number(r.Failures), wording.Percent(r.Failures, r.Hits), wording.Moment(q, r.First), wording.Moment(q, r.Last))
	line("  %s", habit(&v.Row, usual))
	if r.AccessState != "" {
		line("  Access state %s", wording.Visible(r.AccessState))
	}
	viewFindings(out, line, v.Findings)
	viewHours(line, q, &v.Detail)
	viewBusiest(line, q, &v.Detail)
	viewOutcomes(line, v.Detail.Cells)
	viewShares(line, "Servers", v.Detail.Servers)
	viewShares(line, "Addresses", v.Detail.Clients)
	viewShares(line, "User agents", v.Detail.UserAgents)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing a device: %w", err)
	}
	return nil
}

// habit says what is usual for the device.
func habit(r *report.Row, b *baseline.Baseline) string {
	if b == nil || b.Days == 0 {
		return "There is no baseline yet"
	}
	usual, seen := b.Device(r.User, r.DeviceID)
	if !seen {
		return fmt.Sprintf("Not seen on the %s before that count", wording.Plural(int64(b.Days), "day", "days"))
	}
	return fmt.Sprintf("Usually %s requests a day (median of %s), %s of them failed", wording.Number(int64(usual.Hits.Median)),
		wording.Plural(int64(usual.Days), "day", "days"), wording.Number(int64(usual.Failures.Median)))
}

func viewFindings(out io.Writer, line printer, findings []finding.Finding) {
	line("")
	if len(findings) == 0 {
		line("No rule has anything to say about it")
	}
	for _, f := range findings {
		line("%s: %s (%s)", f.Severity, f.Rule.Title, f.Rule.Name)
		for _, sentence := range f.Evidence {
			fmt.Fprintf(out, "  %s\n", wording.Wrap(wording.Visible(sentence), "    ", 2, explainWidth)) //nolint:errcheck // Flush tells
		}
		for _, also := range f.Also {
			fmt.Fprintf(out, "  %s\n", wording.Wrap("Also: "+wording.Visible(also), "    ", 2, explainWidth)) //nolint:errcheck // Flush tells
		}
		for i, step := range f.Do {
			fmt.Fprintf(out, "  %s\n", wording.Wrap(fmt.Sprintf("%d. %s", i+1, wording.Visible(step.String())), "     ", 2, explainWidth)) //nolint:errcheck // Flush tells
		}
		fmt.Fprintf(out, "  %s\n", wording.Wrap("Source: "+f.Rule.Source, "    ", 2, explainWidth)) //nolint:errcheck // Flush tells
	}
}
