package finding

import (
	"cmp"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/report"
)

// Severity says how much a finding matters.
type Severity uint8

const (
	// Info is worth knowing: nothing need be done today.
	Info Severity = iota
	// Warning is trouble of the device or its user.
	Warning
	// Critical is trouble that harms the server, or an account, while it lasts.
	Critical
)

func (s Severity) String() string {
	switch s {
	case Critical:
		return "critical"
	case Warning:
		return "warning"
	}
	return "info"
}

// Finding is what a rule has to say about a device.
type Finding struct {
	Rule     *Rule
	Severity Severity
	// Evidence are sentences with the numbers, times, statuses and errors that the
	// rule goes by. What they quote of a log is bounded in length and else as it
	// was logged, so it can hold anything.
	Evidence []string
	// First and Last are the times of the first and last request that it is about.
	First, Last time.Time
}

// Subject is a device of a user, and what there is to know about it.
type Subject struct {
	// Row is over the whole span of the report, Detail of the same device.
	Row    *report.Row
	Detail *report.Detail
	// Zone is the report's time zone: of its days, and of times in the evidence.
	Zone *time.Location
	// Baseline is of the days before; nil is none.
	Baseline *baseline.Baseline
	// UserDevices is how many devices the user has in the report; 0 for all but the
	// one with the most hits, so that a user is told of once.
	UserDevices int

	daily []day // once a rule has asked for days
}

// Judge gives the findings about a device, the most severe first and those about
// more requests before others.
func Judge(s *Subject, t *Thresholds) []Finding {
	var found []judged
	for _, rule := range Rules() {
		if e := rule.judge(s, t); len(e.sentences) > 0 {
			found = append(found, judged{Finding{&rule, rule.Severity, e.sentences, e.first, e.last}, e.hits})
		}
	}
	slices.SortStableFunc(found, func(a, b judged) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.hits, a.hits))
	})
	findings := make([]Finding, len(found))
	for i := range found {
		findings[i] = found[i].Finding
	}
	return findings
}

type judged struct {
	Finding
	hits int64
}
