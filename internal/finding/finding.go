package finding

import (
	"strings"
	"time"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/report"
)

// Severity says how much a finding matters.
type Severity uint8

const (
	// Info is worth knowing: nothing need be done today.
	Info Severity = iota
	// Warning is trouble of a device, its user or a server.
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

// maxOf is how many commands a title names at most.
const maxOf = 2

// Finding is what a rule has to say about a subject.
type Finding struct {
	Rule     *Rule
	Severity Severity
	// Of is what it is about where the rule's title does not say: commands. It may quote
	// a log, as Evidence does.
	Of string
	// What says what the rule looks for, with the thresholds in force.
	What string
	// Evidence are sentences with the numbers, times, statuses and errors that the
	// rule goes by. What they quote of a log is bounded in length and else as it
	// was logged, so it can hold anything.
	Evidence []string
	// Also are findings that follow from this one, in a sentence each.
	Also []string
	// Do are the rule's steps, with commands for this user and device.
	Do []Step
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
	// UserDevices is how many devices the user has in the report, and NewIDs how many of
	// them hardly did anything; 0 for all but the one with the most hits, so that a user
	// is reported once.
	UserDevices, NewIDs int
	// Account is whose refused logons they are, of all devices and addresses; nil if none was.
	Account *report.Account
	// OthersNew is NewIDs for the user's other devices.
	OthersNew int
	// Others are the user's other devices that were looked at closely.
	Others []*report.Detail
	// Exchange decides which cmdlets advice has.
	Exchange Generation
	// Crowd is what all devices of the report are like.
	Crowd Crowd
	// Troubles are those of servers and others that explain what devices met.
	Troubles []Trouble

	daily []day // once a rule has asked for days
}

// Judge returns the findings about a device, the most severe first and those about
// more requests before others. Findings that follow from others are beneath them.
func Judge(s *Subject, t *Thresholds) []Finding {
	var found []judged
	for _, rule := range deviceRules() {
		if !rule.judges(s) {
			continue
		}
		e := rule.judge(s, t)
		if len(e.sentences) == 0 {
			continue
		}
		if s.Row.Stranger() {
			e.add("0 of %s requests authenticated: user and device are what the sender claims to be.", number(s.Row.Hits))
		}
		f := Finding{Rule: &rule, Severity: rule.Severity, Of: strings.Join(e.of[:min(len(e.of), maxOf)], ", "), What: rule.Explained(t), Evidence: e.sentences, First: e.first, Last: e.last}
		if e.note {
			f.Severity = Info
		}
		f.Do = fill(rule.Do, s.Row.User, s.Row.DeviceID, s.Exchange)
		found = append(found, judged{f, e.hits})
	}
	return fold(found)
}
