package letter

import (
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// maxGaps is how many of the things that are missing are named.
const maxGaps = 6

// missing says what is missing in a report: first all in a line, then one by one.
func missing(m *story.Missing) []string {
	if m == nil {
		return nil
	}
	lines := []string{short(m.Line, maxGap) + "."}
	gaps := (&story.Missing{Logs: laidGaps(m.Logs), Files: laidGaps(m.Files), Gaps: m.Gaps}).Sentences()
	if len(m.Logs)+len(m.Files) == 0 { // the line has the first gap itself
		gaps = gaps[1:]
	}
	for _, gap := range gaps[:min(len(gaps), maxGaps)] {
		lines = append(lines, short(gap, 2*maxGap))
	}
	if more := len(gaps) - maxGaps; more > 0 {
		lines = append(lines, "And "+wording.Number(int64(more))+" more.")
	}
	return lines
}

// laidGaps are names that can be copied, and reasons that may quote them.
func laidGaps(all []story.Gap) (laid []story.Gap) {
	for _, g := range all {
		laid = append(laid, story.Gap{Name: short(g.Name, maxGap), Reason: quoted(g.Reason, maxGap)})
	}
	return laid
}

// coverage says what the numbers rest on.
func coverage(s *story.Story) string {
	return strings.Join(slices.Concat(s.Coverage[:1], s.Monitoring, s.Sides, s.Coverage[1:]), " ")
}
