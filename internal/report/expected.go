package report

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Expected says which servers and sites should be in a report.
type Expected struct {
	// Days is how many UTC days before the span are looked at: who is in the lake
	// there is expected. DefaultExpectedDays is a good number; 0: nobody is
	// expected for having been seen.
	Days int `json:"days"`
	// Servers and Sites are expected in any case, Retired (of both) in none. Names
	// are compared without case.
	Servers []string `json:"servers,omitempty"`
	Sites   []string `json:"sites,omitempty"`
	Retired []string `json:"retired,omitempty"`
}

// DefaultExpectedDays are two weeks.
const DefaultExpectedDays = 14

// maxExpectedDays bounds the look back: each day of it is listed.
const maxExpectedDays = 366

// ParseExpected reads JSON such as {"days": 14, "retired": ["CAS01"]}; days that it
// does not name are DefaultExpectedDays.
func ParseExpected(text []byte) (Expected, error) {
	e := Expected{Days: DefaultExpectedDays}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return e, fmt.Errorf("reading who is expected: %w", err)
	}
	if e.Days < 0 || e.Days > maxExpectedDays {
		return e, fmt.Errorf("reading who is expected: days is %d, want 0 to %d", e.Days, maxExpectedDays)
	}
	return e, nil
}
