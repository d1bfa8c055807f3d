package render

import (
	"bufio"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// Device takes a device apart for a terminal: what is wrong with it and what to do,
// hours, busiest minutes, how its requests ended, and from where they came. No line
// has more than 100 letters.
func Device(w io.Writer, q *report.Query, d *story.Device) error {
	out := bufio.NewWriter(w)
	line := func(format string, args ...any) {
		fmt.Fprintln(out, wording.Clip(fmt.Sprintf(format, args...), textWidth)) //nolint:errcheck // Flush tells
	}
	r := d.Row
	line("%s", textWho(&d.Who))
	line("  %s", d.Numbers)
	if d.Met != "" {
		line("  %s", d.Met)
	}
	line("  From %s to %s", wording.Moment(q, r.First), wording.Moment(q, r.Last))
	if d.Habit.Text != "" {
		line("  %s", d.Habit.Text)
	}
	if r.AccessState != "" {
		line("  Access state %s", wording.Visible(r.AccessState))
	}
	viewFindings(out, line, d.Findings)
	viewHours(line, q, d.Detail)
	viewBusiest(line, q, d.Detail)
	viewOutcomes(line, d.Detail.Cells)
	viewShares(line, "Servers", d.Detail.Servers)
	viewShares(line, "Addresses", d.Detail.Clients)
	viewShares(line, "User agents", d.Detail.UserAgents)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing a device: %w", err)
	}
	return nil
}

func viewFindings(out io.Writer, line printer, findings []story.Finding) {
	line("")
	if len(findings) == 0 {
		line("No rule has anything to say about it")
	}
	for i := range findings {
		f := &findings[i]
		line("%s: %s (%s)", f.Tone, f.Title, f.Rule)
		for _, sentence := range f.Evidence {
			textSentence(out, "  ", "  ", sentence)
		}
		for _, also := range f.Also {
			textSentence(out, "  ", "  ", "Also: "+also)
		}
		for n, step := range f.Steps {
			textSentence(out, "  ", "   ", fmt.Sprintf("%d. %s", n+1, step))
		}
		textSentence(out, "  ", "  ", "Source: "+f.Source)
	}
}
