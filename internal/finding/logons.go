package finding

import (
	"fmt"
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

// lockedOut is ERROR_ACCOUNT_LOCKED_OUT of Windows.
const lockedOut = 1909

// wrongLogon reports whether a cell's logons were refused for what the device sent.
func wrongLogon(c *report.Cell) bool {
	return c.Answer().RefusedLogon() && c.Answer().Owner() != activesync.Server
}

// uncheckedLogon reports whether the server could not check a cell's logons.
func uncheckedLogon(c *report.Cell) bool {
	return c.Answer().RefusedLogon() && c.Answer().Owner() == activesync.Server
}

func isLocked(c *report.Cell) bool { return wrongLogon(c) && c.Win32Status == lockedOut }

// logons finds refused ones, and where they come from.
func logons(match func(*report.Cell) bool, most limit) check {
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return failuresOf(s.Row, 401) >= most(t) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			g := s.cells(match)
			if !g.daily(most(t)) {
				return e
			}
			e = g.evidence(s)
			if from := s.Detail.Clients; len(from.Top) > 0 {
				// Beside the numbers: it is what one acts by.
				e.sentences = slices.Insert(e.sentences, 1, fmt.Sprintf("The device's requests come from %s.", addresses(from)))
			}
			return e
		},
	}
}

// certificate finds clients whose certificate IIS refuses.
func certificate(c *report.Cell) bool { return c.Answer().ClientCertificate() }

// addresses writes where most requests come from.
func addresses(from report.Shares) string {
	var counts report.Tally[string]
	for _, share := range from.Top {
		counts.Add(share.Name, share.Hits)
	}
	const most = 3
	text := list(counts, most)
	if from.Names > len(from.Top) {
		text += fmt.Sprintf("; %d addresses in all", from.Names)
	}
	return text
}
