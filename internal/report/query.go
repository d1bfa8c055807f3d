package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/lake"
)

// Query says what a report is about.
type Query struct {
	// From and To bound the rows: From <= time < To.
	From, To time.Time
	// Newest says that nobody chose the span: it is the lake's newest finished day, or
	// where none is finished its newest.
	Newest bool
	// Zone is the time zone of buckets and of printed times; nil is UTC.
	Zone *time.Location
	// BucketSeconds cuts the rows by time, 0: one row for the whole span.
	BucketSeconds int
	// Now is the time of asking: hours that were not over by then are not missing. Zero
	// is long after the span.
	Now time.Time
	// DeviceIDs and Users keep these devices, these accounts (any spelling); empty: all.
	DeviceIDs, Users []string
	// MinimumHits marks the rows that matter (>=); 0: all. The model keeps all.
	MinimumHits int64
	// TopHits keeps the devices with the most hits, all their rows; 0: all.
	TopHits int
	// ByUserAgent gives each user agent of a device a row of its own.
	ByUserAgent bool
	// Sources keeps the rows of these sources; nil: all.
	Sources map[lake.SourceID]bool
	// Without leaves out the rows of these sources, which are copies of others. It is the
	// report itself that finds them.
	Without map[lake.SourceID]bool
	// Expected is who should be in the report; the zero value: nobody.
	Expected Expected
}

// Location is the time zone of the query, never nil.
func (q *Query) Location() *time.Location {
	if q.Zone == nil {
		return time.UTC
	}
	return q.Zone
}

// OfAll reports whether the query asks for all devices, users and sources of its span.
func (q *Query) OfAll() bool {
	return len(q.DeviceIDs) == 0 && len(q.Users) == 0 && q.Sources == nil
}

// Unfinished reports whether the span was not over when the report was asked for.
func (q *Query) Unfinished() bool { return !q.Now.IsZero() && q.Now.Before(q.To) }

// Flagged tells whether a row has the hits that the query asks for.
func (q *Query) Flagged(r *Row) bool { return r.Hits >= q.MinimumHits }

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
		return e, fmt.Errorf("reading who is expected: want JSON such as {\"days\": %d}: %w", DefaultExpectedDays, err)
	}
	if e.Days < 0 || e.Days > maxExpectedDays {
		return e, fmt.Errorf("reading who is expected: days is %d, want 0 to %d", e.Days, maxExpectedDays)
	}
	return e, nil
}
