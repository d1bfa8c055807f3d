package page

import (
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// notice says first of all that something is missing, or doubled.
type notice struct {
	Gaps []string
	// Logs and Files (of the lake) could not be read.
	Logs, Files []wording.Gap
	// More is how much else there is: the coverage has it all.
	More string
}

// maxNoticed is how much of each kind a notice has: it stands before all else.
const maxNoticed = 4

// newNotice is nil where nothing is known to be missing.
func newNotice(c *report.Coverage) *notice {
	missing := wording.NewNotice(c)
	if missing == nil {
		return nil
	}
	n := &notice{
		Gaps: missing.Gaps[:min(len(missing.Gaps), maxNoticed)],
		Logs: shortGaps(missing.Quarantined, maxNoticed), Files: shortGaps(missing.Damaged, maxNoticed),
	}
	for i := range n.Gaps {
		n.Gaps[i] = sentence(n.Gaps[i])
	}
	left := len(missing.Gaps) + len(missing.Quarantined) + len(missing.Damaged) - len(n.Gaps) - len(n.Logs) - len(n.Files)
	if left > 0 {
		n.More = "And " + plural(int64(left), "more fault", "more faults") + "."
	}
	return n
}
