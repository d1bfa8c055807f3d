package report

import (
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/persons"
)

// Persons says who is who in a report.
type Persons struct {
	// Days are the persons of each UTC day.
	Days map[lake.Day]*persons.Persons
	// Labels are by which name persons are shown, by that of a day, where it is another.
	Labels map[string]string
}

// Label is the name by which a person of a day is shown.
func (p *Persons) Label(ofDay string) string {
	if label, other := p.Labels[ofDay]; other {
		return label
	}
	return ofDay
}
