package render

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// textWidth is the most letters in a line of text.
const textWidth = 100

// Text writes the report for a terminal: what is missing, the headline figures, and
// the devices with the most hits, so many at most. No line has more than 100 letters.
func Text(w io.Writer, r *report.Report, top int) error {
	out := bufio.NewWriter(w)
	line := func(format string, args ...any) {
		fmt.Fprintln(out, wording.Clip(fmt.Sprintf(format, args...), textWidth)) //nolint:errcheck // Flush tells
	}
	textNotice(line, &r.Coverage) // first of all: the numbers are to be read with it in mind
	line("%s", wording.Title(r, ""))
	line("")
	textFigures(line, &r.Totals)
	for _, sentence := range slices.Concat(wording.Monitoring(r), wording.Sides(r)) {
		line("%-10s %s", "Also", sentence)
	}
	for _, a := range wording.Question(&r.Query)[1:] { // the rows are plain to see
		line("%-10s %s", a.Label, a.Value)
	}
	line("")
	rows := SplitRows(r, 0)
	if empty := Emptiness(r, rows); empty != "" {
		line("%s", empty)
	} else {
		textTable(line, r, top)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing text: %w", err)
	}
	return nil
}

type printer func(format string, args ...any)

// textGaps is how many of the logs that could not be read are named.
const textGaps = 10

func textNotice(line printer, c *report.Coverage) {
	n := wording.NewNotice(c)
	if n == nil {
		return
	}
	line("INCOMPLETE")
	for _, part := range []struct {
		one, many string
		gaps      []wording.Gap
	}{
		{"log could not be read:", "logs could not be read:", n.Quarantined},
		{"file of the lake could not be read:", "files of the lake could not be read:", n.Damaged},
	} {
		if len(part.gaps) == 0 {
			continue
		}
		line("  %s", wording.Plural(int64(len(part.gaps)), part.one, part.many))
		for _, g := range part.gaps[:min(len(part.gaps), textGaps)] {
			line("    %s", strings.TrimSuffix(g.Name+": "+g.Reason, ": "))
		}
	}
	for _, gap := range n.Gaps[:min(len(n.Gaps), textGaps)] {
		line("  %s", gap)
	}
	line("")
}

func textFigures(line printer, t *report.Totals) {
	line("%-10s %s", "Requests", wording.Number(t.Hits))
	line("%-10s %s (%s)", "Failures", wording.Number(t.Failures), wording.Percent(t.Failures, t.Hits))
	line("%-10s %s", "Devices", wording.Number(int64(t.Devices)))
	line("%-10s %s", "Users", wording.Number(int64(t.Users)))
}
