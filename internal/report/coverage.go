package report

import (
	"time"

	"github.com/easreport/easreport/internal/lake"
)

// Coverage says which sources the report rests on, and what is missing.
//
// What can be known, and what cannot: a row of the lake tells that a server logged
// ActiveSync requests in an hour. The stamp of a source tells when its first and
// its last record of any kind were logged. Of a log without any ActiveSync
// request the lake keeps the traffic and no rows, and nothing here knows of it; and a log
// which itself has a gap (a server that was down, files put together) is taken to
// be whole between its first and its last record.
type Coverage struct {
	// Sources are those with rows in the span, by name.
	Sources []lake.Stamp
	// Quarantined could not be read; what an earlier revision gave still counts.
	Quarantined []lake.Quarantine
	// Damaged are files in the lake that could not be read: their rows are
	// missing in the report.
	Damaged []Damage
	// Lost are files that the lake should have: their rows are missing, too.
	Lost []Lost
	// Newer are logs of this machine that may have more of the span than the lake has of
	// them. Of logs in a bucket nothing is known.
	Newer []Newer
	// Lake is what commands call the lake, "" where nobody said.
	Lake string
	// Uncompared says that the lake has too many sources for the report to look for files
	// that are missing, but for those that the reconciled days name.
	Uncompared bool
	// Inputs are all objects of the lake that were read, by key, also those found
	// damaged. Equal queries and inputs give equal reports.
	Inputs []Input

	// Hours are the starts of the hours that Servers and Sites speak of: all of the
	// span, as in Report.Timeline; none of a span longer than MaxHours. A row that is
	// coarser than an hour counts for its first.
	Hours []time.Time
	// Servers are by the name in the log (s-computername), Sites by the folder that
	// their logs lie in, without dates; both by name, those of the span and those
	// that were expected.
	Servers, Sites []Part
	// Front and Back tell which sides' requests were found, and OneSided how many requests
	// lack the row of one of them.
	Front, Back bool
	OneSided    OneSided
	// Copies are logs that are states of others, which have all that they have. They do
	// not count, and are in none of the lists above.
	Copies []Copy
	// Doubles are logs that begin alike, or have requests in common, and are no states of
	// each other. All of them count, so that some requests may count several times.
	Doubles []Double
	// Rejected are the sources of which lines were not counted, most lines first, as far
	// as these may be of the span. Sources has those of them with rows in the span.
	Rejected []Rejects
	// Nothing says that no log has a record of the span.
	Nothing bool
}

// OneSided counts requests of which one row is there though there must have been two.
type OneSided struct {
	// FrontOnly were served, and have no row with what Exchange itself noted: of Exchange
	// 2013 and later that is the back end's. BackOnly have no row of a front end.
	FrontOnly, BackOnly int64
}

// Part is a server or a site, and what the lake knows of it.
type Part struct {
	Name string
	// Expected tells that it was seen in the days before, or is configured.
	Expected bool
	// Hours are as Coverage.Hours.
	Hours []HourState
	// Last is the time of the last record (of any kind) that is known; the end of the
	// span if there are records after it, zero where none is known.
	Last time.Time
	// Front and Back tell which sides' requests it has in the span.
	Front, Back bool
	// Servers are the servers of a site, by name.
	Servers []string
}

// HourState is what is known of an hour of a server or site.
type HourState uint8

const (
	// Missing says that no source which the lake knows covers any of the hour. There
	// may have been nothing to log; or a log is missing.
	Missing HourState = iota
	// Empty says that a source covers the hour, or a part of it, from its first record
	// to its last, and that there is no ActiveSync request in it.
	Empty
	// Present says that there are ActiveSync requests (probes too) in the hour.
	Present
	// ToCome says that the hour was not over when the report was made, and that nothing
	// is known of it yet.
	ToCome
)

// Copy is a log that is a state of another one: the same one renamed, compressed, or
// copied while it was growing.
type Copy struct{ Source, Of lake.Stamp }

// Double is some logs that look like copies: see package copies.
type Double struct{ Sources []lake.Stamp }

// Rejects are the lines of a source that were not counted.
type Rejects struct {
	Source lake.Stamp // its Reading has reasons and samples
	Lines  int64
}

// Lines counts those of all Sources: the records that could be read, the ActiveSync
// requests of devices and the health checks among them (of every time), those that had to
// be repaired, and what was rejected.
type Lines struct{ Records, Requests, HealthChecks, Repaired, Rejected int64 }

// Lines adds up what was read of the sources.
func (c *Coverage) Lines() (l Lines) {
	for i := range c.Sources {
		r := &c.Sources[i].Reading
		l.Records += r.Records
		l.Requests += r.Requests
		l.Repaired += r.Repaired
		l.HealthChecks += r.HealthChecks
		l.Rejected += r.Rejects()
	}
	return l
}

// Damage is a file in the lake that could not be read, and why.
type Damage struct {
	Key string
	Err error
	// Log is whose rows it should have.
	Log Log
}

// Whole tells that nothing which should be in the report is known to be missing,
// and nothing to be in it twice: there are no Problems.
func (c *Coverage) Whole() bool { return len(c.Problems()) == 0 }
