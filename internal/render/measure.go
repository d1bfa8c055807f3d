package render

import (
	"slices"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

func largest(t activity.Total) int64 {
	if t.Count == 0 {
		return activity.Absent
	}
	return t.Max
}

func total(t activity.Total) int64 {
	if t.Count == 0 {
		return activity.Absent
	}
	return t.Sum
}

// logged is how many different texts there were; none means that the logs do not
// carry them, for every request has one.
func logged(n int) int64 {
	if n == 0 {
		return activity.Absent
	}
	return int64(n)
}

// mean is rounded to the nearest whole number.
func mean(t activity.Total) int64 {
	if t.Count == 0 {
		return activity.Absent
	}
	return (2*t.Sum + t.Count) / (2 * t.Count)
}

// statuses counts hits by HTTP status, from low to high; activity.Absent where
// no hit has one.
func statuses(r *report.Row, low, high int32) int64 {
	logged, n := false, int64(0)
	for _, c := range r.Statuses {
		logged = logged || c.Key > 0
		if low <= c.Key && c.Key <= high {
			n += c.N
		}
	}
	if !logged {
		return activity.Absent
	}
	return n
}

// otherCommands counts hits whose command is not among the known.
func otherCommands(known []string) func(*report.Row) int64 {
	return func(r *report.Row) (n int64) {
		for _, c := range r.Commands {
			if !slices.Contains(known, c.Key) {
				n += c.N
			}
		}
		return n
	}
}

// otherErrors counts errors that have no column, otherErrorNames has them.
func otherErrors(r *report.Row) int64 { return otherErrorNames(r).Total() }

func otherErrorNames(r *report.Row) report.Tally[string] {
	if len(r.Errors) == 0 {
		return nil
	}
	known := append(scriptErrors(), missingEntry)
	return slices.DeleteFunc(slices.Clone(r.Errors), func(c report.Count[string]) bool {
		return slices.Contains(known, c.Key)
	})
}
