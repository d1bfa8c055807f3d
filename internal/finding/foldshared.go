package finding

import (
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// machine is the short name of a server or mailbox server: EX2 of ex2.contoso.com. Front ends
// are logged by their own name, mailbox servers by that of the domain (Mbx of Log=).
func (a About) machine() string {
	if a.Kind != AboutServer && a.Kind != AboutMailbox {
		return ""
	}
	name, _, _ := strings.Cut(a.Name, ".")
	return strings.ToLower(name)
}

// same reports whether two findings are about the same place.
func (a About) same(b About) bool {
	return a == b || a.machine() != "" && a.machine() == b.machine()
}

// reloadsFollow is how long after the errors of a server phones still reload for them.
const reloadsFollow = 2 * time.Hour

// explains reports whether another finding follows from this one: the same servers failed
// in another way at the same time, or phones reloaded after that.
func (s *Shared) explains(follower *Shared) bool {
	causes := []string{"mailbox-server-down", "server-errors", "server-refuses", "server-restart"}
	if s == follower || !slices.Contains(causes, s.Rule.Name) || s.Severity < follower.Severity {
		return false
	}
	apart := follower.First.Sub(s.Last)
	switch follower.Rule.Name {
	case "reload-storm": // of phones that met the errors, wherever they reload
		return s.Rule.Name != "mailbox-server-down" && !follower.Last.Before(s.First) && apart <= reloadsFollow
	case "server-errors", "server-refuses", "server-failing", "server-restart":
		return s.About.same(follower.About) && apart <= quarter && s.First.Sub(follower.Last) <= quarter
	}
	return false
}

// alsoThere reports whether most of what another finding tells happened at the place of this one:
// a dead back end is answered for by several front ends, in several ways.
func (j *estateJudge) alsoThere(s, follower *Shared) bool {
	kinds := map[string]report.Kind{"server-refuses": report.Busy, "server-errors": report.ServerError}
	kind, of := kinds[follower.Rule.Name]
	if _, errors := kinds[s.Rule.Name]; !errors || !of || s == follower || s.About == follower.About || s.About.Kind != AboutMailbox || s.Severity < follower.Severity {
		return false
	}
	var windows []window
	for _, x := range follower.troubles {
		if x.From.Before(s.Last) && x.To.After(s.First) {
			windows = append(windows, window{x.From, x.To})
		}
	}
	there := within(j.place(s.About), kind, windows)
	return float64(there.met) >= leastCover*float64(follower.Hits)
}

// foldShared puts what follows from another finding beneath it: one cause is told once. Of
// two that explain each other the one about more requests is the cause.
func (j *estateJudge) foldShared(found []Shared) (causes []Shared) {
	explains := func(s, follower *Shared) bool { return s.explains(follower) || j.alsoThere(s, follower) }
	cause := make([]int, len(found))
	for i := range found {
		cause[i] = i
		for k := range found {
			mutual := explains(&found[i], &found[k])
			if explains(&found[k], &found[i]) && (!mutual || found[k].Hits > found[i].Hits || found[k].Hits == found[i].Hits && k < i) {
				cause[i] = k
				break
			}
		}
	}
	for i := range found {
		root := i
		for range found { // a cause may follow from another one; if they went in a circle it ends
			root = cause[root]
		}
		if root != i {
			found[root].take(&found[i])
		}
	}
	for i := range found {
		if cause[i] == i {
			causes = append(causes, found[i])
		}
	}
	return causes
}

// take puts a finding that follows from this one beneath it, with what it explains of devices.
func (s *Shared) take(follower *Shared) {
	s.Also = append(s.Also, follower.Rule.Title+": "+follower.Evidence[0])
	s.troubles = append(s.troubles, follower.troubles...)
	s.Devices = max(s.Devices, follower.Devices)
	if follower.Rule.Name == "server-failing" { // which counts failures of all kinds
		s.Failures = max(s.Failures, follower.Failures)
		return
	}
	s.Failures += follower.Failures
}
