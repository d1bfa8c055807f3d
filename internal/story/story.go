// Package story makes of a report, and of what was found in it, what there is to say: the
// headline, who is in trouble and why, what to do about it, and what is missing. All of it
// is plain text and numbers; page, mail, terminal and JSON lay it out.
//
// It must not know how anything looks. What it quotes of a log is as it was logged, so
// those who lay it out escape and bound it.
package story

import (
	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Story is what a report says.
type Story struct {
	// Headline says in a few sentences who is in trouble, and how much. Brief is the same
	// for a subject line, Tone how serious it is.
	Headline []Sentence
	Brief    Sentence
	Tone     Tone
	// Remarks belong to the headline: what else to know about the findings.
	Remarks []string
	// Missing is nil where nothing is known to be missing.
	Missing *Missing
	// Figures are the headline figures.
	Figures []Figure
	// Baseline says what the report is compared with; empty where nobody looked.
	Baseline     string
	BaselineDays int
	// Judged reports whether somebody looked for what is wrong.
	Judged bool
	// Shared are findings about what many devices share, Devices those with findings of
	// their own: both the most severe first.
	Shared  []Shared
	Devices []Device
	// Causes are the rules that found something about devices, the most severe first.
	Causes []Cause
	// Well are devices that were asked for, and about which no rule found anything.
	Well []Device
	// Busiest are others of the devices with the most requests, with as many as were asked for.
	Busiest []Device
	// LeftOut is how many devices may be in trouble and were not looked at closely.
	LeftOut int
	// Servers and Mailboxes (mailbox servers) stand beside their peers, Tables are about what
	// else devices share.
	Servers, Mailboxes []Server
	Tables             []Table
	// Coverage says in sentences what the numbers rest on, Monitoring what no device sent,
	// and Sides what cannot be known where servers' logs are missing.
	Coverage, Monitoring, Sides []string
	// Asked is what the report was asked for, its time aside.
	Asked []Asked

	usual *baseline.Baseline
	days  int // that the report covers; 0 where it cannot be compared with days
}

// Tone is how serious something is.
type Tone string

// Tones; the last three are those of findings.
const (
	Plain    Tone = "plain"
	Good     Tone = "well"
	Info     Tone = "info"
	Warning  Tone = "warning"
	Critical Tone = "critical"
)

// New makes the story of a report and its diagnosis; nil if nobody looked.
func New(r *report.Report, d *finding.Diagnosis) *Story {
	s := &Story{Missing: newMissing(&r.Coverage), Coverage: coverage(r), Monitoring: monitoring(r), Sides: sides(r), Asked: asked(&r.Query)}
	if d != nil {
		s.judge(r, d)
	}
	if p := r.Places; p != nil {
		s.Servers = s.servers(r, string(finding.AboutServer), p.Servers)
		s.Mailboxes = s.servers(r, string(finding.AboutMailbox), p.Mailboxes)
		s.Tables = s.tables(p)
	}
	s.Figures = s.figures(r)
	s.headline(r)
	return s
}

// judge takes the findings into the story.
func (s *Story) judge(r *report.Report, d *finding.Diagnosis) {
	s.Judged, s.LeftOut = true, d.LeftOut
	s.usual, s.days, s.BaselineDays = d.Baseline, wholeDays(&r.Query), d.Baseline.Days
	s.Baseline = s.baselineText()
	for i := range d.Shared {
		s.Shared = append(s.Shared, newShared(&d.Shared[i]))
	}
	for i := range d.Devices {
		s.Devices = append(s.Devices, s.newDevice(&d.Devices[i]))
	}
	for i := range d.Well {
		s.Well = append(s.Well, s.newDevice(&d.Well[i]))
	}
	for i := range d.Busiest {
		if r.Query.Flagged(&d.Busiest[i].Row) {
			s.Busiest = append(s.Busiest, s.newDevice(&d.Busiest[i]))
		}
	}
	s.Causes = causes(s.Devices, d)
}

// wholeDays is how many days a report covers that can be compared with others: a day that is
// not over yet has fewer requests than it will have.
func wholeDays(q *report.Query) int {
	if q.Unfinished() {
		return 0
	}
	return wording.Days(q)
}

// Count is how many subjects have such a tone: what devices share, and devices, each by its
// most severe finding.
func (s *Story) Count(t Tone) (n int) {
	for i := range s.Shared {
		if s.Shared[i].Tone == t {
			n++
		}
	}
	return n + s.CountDevices(t)
}

// CountDevices is how many devices have such a tone.
func (s *Story) CountDevices(t Tone) (n int) {
	for i := range s.Devices {
		if s.Devices[i].Tone == t {
			n++
		}
	}
	return n
}

// toneOf is the tone of a severity.
func toneOf(s finding.Severity) Tone { return Tone(s.String()) }
