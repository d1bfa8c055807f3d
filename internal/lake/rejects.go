package lake

import (
	"cmp"
	"maps"
	"slices"
)

// Rejects is the number of lines not counted.
func (r *Reading) Rejects() (n int64) {
	for _, c := range r.Rejected {
		n += c
	}
	return n
}

// Lossy reports whether so many lines were rejected that the log as a whole cannot be
// relied on: a tenth of them or more. One line is no loss, unless it is the only one: the
// last line of a log that is being written is cut as a rule.
func (r *Reading) Lossy() bool {
	rejected, lines := r.Rejects(), r.Records+r.Rejects()
	return rejected > 0 && (rejected == lines || rejected > 1 && rejected >= lines/10)
}

// MainReason is why most of the rejected lines were rejected, "" if none were.
func (r *Reading) MainReason() string {
	reasons := slices.Sorted(maps.Keys(r.Rejected))
	if len(reasons) == 0 {
		return ""
	}
	return slices.MaxFunc(reasons, func(a, b string) int { return cmp.Compare(r.Rejected[a], r.Rejected[b]) })
}

// RejectedServers are the servers that rejected lines name, of the lines that are kept as
// samples.
func (r *Reading) RejectedServers() []string {
	var names []string
	for _, s := range r.Samples {
		if s.Server != "" && !slices.Contains(names, s.Server) {
			names = append(names, s.Server)
		}
	}
	return names
}

// RejectsBetween reports whether lines of these days, the last one included, were
// rejected, as far as is known: lines without a day may be of any.
func (r *Reading) RejectsBetween(first, last Day) bool {
	if r.Rejects() == 0 {
		return false
	}
	return len(r.RejectedDays) == 0 || slices.ContainsFunc(r.RejectedDays, func(day Day) bool { return first <= day && day <= last })
}
