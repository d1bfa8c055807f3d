package render

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// textWidth is the most letters in a line of text.
const textWidth = 100

// Text writes the report for a terminal: what is missing, the headline, its figures, and
// the devices with the most hits, so many at most. No line has more than 100 letters, but
// for what is missing: paths and commands there are copied.
func Text(w io.Writer, r *report.Report, s *story.Story, top int) error {
	out := bufio.NewWriter(w)
	line := func(format string, args ...any) {
		fmt.Fprintln(out, wording.Clip(fmt.Sprintf(format, args...), textWidth)) //nolint:errcheck // Flush tells
	}
	if s.Missing != nil {
		textMissing(out, s.Missing) // first of all: the numbers are to be read with it in mind
	}
	line("%s", wording.Title(r, ""))
	line("")
	for i := range s.Headline {
		textSentence(out, "", "", s.Headline[i].String())
	}
	for _, remark := range s.Remarks {
		line("%s", remark)
	}
	line("")
	for i := range s.Figures {
		f := &s.Figures[i]
		line("%-10s %s", f.Label, f.Value+beside(f.Remark)+beside(f.Change))
	}
	for _, sentence := range slices.Concat(s.Monitoring, s.Sides) {
		fmt.Fprintf(out, "Also       %s\n", wording.Wrap(wording.Visible(sentence), strings.Repeat(" ", 11), 11, textWidth)) //nolint:errcheck // Flush tells
	}
	for _, a := range s.Asked[1:] { // the rows are plain to see
		line("%-10s %s", a.Label, a.Value)
	}
	line("")
	rows := SplitRows(r, 0)
	if empty := Emptiness(r, rows); empty != "" {
		line("%s", empty)
	} else {
		textTable(line, r, top)
		textPlaces(line, s)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing text: %w", err)
	}
	return nil
}

type printer func(format string, args ...any)

// textGaps is how many of the things that are missing are named.
const textGaps = 10

// maxSentence is the most letters of a sentence about what is missing.
const maxSentence = 600

func textMissing(w io.Writer, m *story.Missing) {
	line := func(format string, args ...any) {
		fmt.Fprintln(w, wording.Clip(fmt.Sprintf(format, args...), maxSentence)) //nolint:errcheck // Flush tells
	}
	if len(m.Logs)+len(m.Files) > 0 {
		line("%s", m.Line)
	} else {
		line("INCOMPLETE") // a gap would be said twice
	}
	sentences := m.Sentences()
	for _, sentence := range sentences[:min(len(sentences), textGaps)] {
		line("  %s", sentence)
	}
	if more := len(sentences) - textGaps; more > 0 {
		line("  And %s more.", wording.Number(int64(more)))
	}
	line("")
}

// beside writes a remark, if there is one.
func beside(remark string) string {
	if remark == "" {
		return ""
	}
	return ", " + remark
}
