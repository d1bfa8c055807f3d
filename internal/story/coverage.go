package story

import (
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// coverage says in a sentence what the numbers rest on, and in another whether that is all
// there should be.
func coverage(r *report.Report) []string {
	c, lines := &r.Coverage, r.Coverage.Lines()
	if len(c.Sources) == 0 {
		return []string{"No log has anything about this time."}
	}
	text := wording.Plural(int64(len(c.Sources)), "log", "logs")
	if n := len(c.Servers); n > 0 {
		text += " from " + wording.Plural(int64(n), "server", "servers")
	}
	if on := SidesOf(c.Front, c.Back); on != "" {
		text += " (" + on + ")"
	}
	text += ": " + wording.Plural(lines.Records, "record", "records") + ", " + wording.Number(lines.Requests) + " of them ActiveSync, " +
		wording.Plural(lines.Rejected, "line", "lines") + " rejected"
	if n := lines.Repaired; n > 0 {
		text += ", " + wording.Number(n) + " repaired (blanks in the user name)"
	}
	whole := "Nothing is known to be missing."
	if !c.Whole() {
		whole = "Something is missing: see the top."
	}
	return []string{text + ".", whole}
}

// SidesOf says which sides' requests were found.
func SidesOf(front, back bool) string {
	switch {
	case front && back:
		return "front and back ends"
	case front:
		return "front ends only"
	case back:
		return "back ends only"
	}
	return ""
}
