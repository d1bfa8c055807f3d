package render

import (
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// shortStatuses is how many statuses of failures a short cell shows.
const shortStatuses = 2

// shortFailures writes the most frequent statuses of failures.
func shortFailures(r *report.Row) string {
	var list []string
	for i, c := range r.FailureStatuses.Ranked() {
		if i == shortStatuses {
			return strings.Join(list, ", ") + " …"
		}
		list = append(list, fmt.Sprintf("%s × %s", c.Key, wording.Number(c.N)))
	}
	return strings.Join(list, ", ")
}

// failureNames explains all statuses of failures, a line each.
func failureNames(r *report.Row) string {
	var list []string
	for _, c := range r.FailureStatuses.Ranked() {
		list = append(list, wording.NamedStatus(c.Key)+": "+wording.Plural(c.N, "request", "requests"))
	}
	return strings.Join(list, "\n")
}
