package page

import (
	"fmt"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// found is a finding as it is shown: what it quotes is bounded.
type found struct {
	story.Finding
	// Anchor is the id of one that the headline points at.
	Anchor, When string
}

func newFound(q *report.Query, f *story.Finding) found {
	shown := found{Finding: *f}
	if !f.First.IsZero() {
		shown.When = between(q, f.First, f.Last)
	}
	shown.Evidence, shown.Also = sentences(f.Evidence), sentences(f.Also)
	return shown
}

func sentences(all []string) []string {
	short := make([]string, len(all))
	for i, text := range all {
		short[i] = sentence(text)
	}
	return short
}

// sharedAnchor and deviceAnchor are the ids of a finding about what devices share, and of
// the sheet of a device.
func sharedAnchor(i int) string { return fmt.Sprintf("shared-%d", i) }
func deviceAnchor(i int) string { return fmt.Sprintf("device-%d", i) }
