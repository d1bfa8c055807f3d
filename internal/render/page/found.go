package page

import (
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
)

// found is a finding about a device.
type found struct {
	Name, Title, Severity, When string
	Evidence, Also              []string
	Advice                      advice
}

// advice is what to do about a finding.
type advice struct {
	Title, What string
	Steps       []finding.Step
	Source      string
}

// advices are those about all findings, each rule's once.
func advices(d *finding.Diagnosis) (all []advice) {
	for _, k := range d.Kinds() {
		all = append(all, advice{k.Rule.Title, k.What, k.Rule.Do, k.Rule.Source})
	}
	return all
}

func newAdvice(f *finding.Finding) advice { return advice{f.Rule.Title, f.What, f.Do, f.Rule.Source} }

func newFound(q *report.Query, f *finding.Finding) found {
	shown := found{
		Name: f.Rule.Name, Title: f.Rule.Title, Severity: f.Severity.String(),
		Advice: newAdvice(f),
	}
	if !f.First.IsZero() {
		shown.When = between(q, f.First, f.Last)
	}
	for _, e := range f.Evidence {
		shown.Evidence = append(shown.Evidence, sentence(e))
	}
	for _, also := range f.Also {
		shown.Also = append(shown.Also, sentence(also))
	}
	return shown
}
