package render

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
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

func quantile(h activity.Histogram, q float64) int64 {
	ms, ok := h.Quantile(q)
	if !ok {
		return activity.Absent
	}
	return int64(math.Round(ms))
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

// otherCommands counts hits whose command has no column.
func otherCommands(r *report.Row) int64 {
	n := r.Commands.Total() - r.Commands.Of("Options")
	for _, command := range activesync.Commands() {
		n -= r.Commands.Of(command)
	}
	return n
}

// otherErrors are those that have no column.
func otherErrors(r *report.Row) report.Tally[string] {
	known := append(scriptErrors(), missingEntry)
	return slices.DeleteFunc(slices.Clone(r.Errors), func(c report.Count[string]) bool {
		return slices.Contains(known, c.Key)
	})
}

func failureStatuses(r *report.Row) string { return compact(r.FailureStatuses) }

// compact writes counts in one cell, largest first: "113:52 142:7".
func compact[K cmp.Ordered](t report.Tally[K]) string {
	var b strings.Builder
	for i, c := range t.Ranked() {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%v:%d", c.Key, c.N)
	}
	return b.String()
}
