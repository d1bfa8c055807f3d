package lake

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/sketch"
	"github.com/easreport/easreport/internal/store"
)

// Stamp says what a file in the lake was made from. It is in the footer of each
// activity file and in each done object.
type Stamp struct {
	// Schema is the SchemaVersion of the writer, Parser the version of its
	// reading of logs: a higher one knows better and replaces a lower one.
	Schema int `json:"schema"`
	Parser int `json:"parser"`
	// BucketSeconds is the length of the rows' time span.
	BucketSeconds int `json:"bucket_seconds"`

	// Bucket and Key name the source object, Revision its state (see Revision).
	Bucket   string    `json:"source_bucket,omitempty"`
	Key      string    `json:"source_key"`
	Revision string    `json:"source_revision"`
	Size     int64     `json:"source_size"`
	Modified time.Time `json:"source_modified"`
	// Lineage is that state of a file that may grow, zero for other objects.
	Lineage Lineage `json:"source_lineage,omitzero"`

	// Reading counts what was found in the whole source, all days together.
	Reading Reading `json:"reading"`

	// Marked are the days of the source's activity files, in a done object.
	Marked []Day `json:"marked,omitempty"`
	// Day is that of an activity file, Traffic the load of servers on it, Sketch what its
	// requests are recognised by in other logs: zero and nil in a done object. Files of
	// 2026-11 and before have no Sketch.
	Day     Day           `json:"day,omitzero"`
	Traffic Traffic       `json:"traffic,omitempty"`
	Sketch  sketch.Sketch `json:"sketch,omitempty"`
}

// Reading is the account of one reading of a source.
type Reading struct {
	// Kind is the kind of log, LogIIS for one. Of logs of other kinds nothing is read.
	Kind string `json:"kind,omitempty"`
	// Bytes is the decompressed size.
	Bytes int64 `json:"bytes"`
	// Records counts the lines that fit their header, Requests the ActiveSync
	// ones of devices, HealthChecks those of load balancers, ServerTraffic Exchange
	// 2003's own DAV requests.
	Records       int64 `json:"records"`
	Requests      int64 `json:"requests"`
	HealthChecks  int64 `json:"health_checks,omitempty"`
	ServerTraffic int64 `json:"server_traffic,omitempty"`
	// Rejected counts lines by why they were not counted.
	Rejected map[string]int64 `json:"rejected,omitempty"`
	Samples  []Sample         `json:"rejected_samples,omitempty"`
	// RejectedDays are the UTC days of rejected lines, by the date in the line or in the
	// header; that of the source's modification if it has no other.
	RejectedDays []Day `json:"rejected_days,omitempty"`
	// Repaired counts the lines that did not fit their header and were read all the
	// same, Foreign the records of other protocols: none of the above.
	Repaired int64 `json:"repaired,omitempty"`
	Foreign  int64 `json:"foreign,omitempty"`
	// PassedOver counts the files of a zip that are no logs, Others by kind those that
	// are logs of other kinds.
	PassedOver int64          `json:"passed_over,omitempty"`
	Others     map[string]int `json:"others,omitempty"`
	// BadNumbers counts byte counts and times that made no sense (taken as NULL).
	BadNumbers int64 `json:"bad_numbers,omitempty"`
	// Days are the UTC days with requests.
	Days []Day `json:"days,omitempty"`
	// First and Last are the times of the first and last record, zero if none.
	First time.Time `json:"first,omitzero"`
	Last  time.Time `json:"last,omitzero"`
	// Fingerprint is of the first 64 KiB of text: equal for one log shipped twice.
	Fingerprint string `json:"fingerprint,omitempty"`
	// Hashes are of the first 1, 2, 4, 8 … lines and of all Lines of them, blank ones
	// and directives aside; each has 16 hexadecimal digits. Two logs that begin alike
	// have the same hashes that far: see iislog.Stats.Checkpoints.
	Hashes   []string `json:"hashes,omitempty"`
	Lines    int64    `json:"lines,omitempty"`
	Software string   `json:"software,omitempty"`
	// LocalTime tells that the log has local times only (Advanced Logging).
	LocalTime bool `json:"local_time,omitempty"`
}

// LogIIS is the kind of log that IIS writes.
const LogIIS = "iis"

// Sample is a rejected line.
type Sample struct {
	// File is the name of the file in a zip.
	File   string `json:"file,omitempty"`
	Line   int64  `json:"line"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
	// Server is what the line has for the server's name or address.
	Server string `json:"server,omitempty"`
}

// Revision identifies the state of a source object: its version id, or where
// there are none its ETag, time and size, and which file it is.
func Revision(o store.Object) string {
	if o.Version != "" {
		return o.Version
	}
	revision := fmt.Sprintf("%s %s %d", o.ETag, o.Modified.UTC().Format(time.RFC3339Nano), o.Size)
	if o.File != "" {
		revision += " " + o.File
	}
	return revision
}

// Covers reports whether what carries s needs no replacing by what would carry want:
// it is of the same revision, and as good a reading.
func (s Stamp) Covers(want Stamp) bool {
	return s.Revision == want.Revision && s.ReadAsWell(want)
}

// ReadAsWell reports whether s was read by a parser not older than want, at a grain not
// coarser.
func (s Stamp) ReadAsWell(want Stamp) bool {
	return s.Parser >= want.Parser && s.BucketSeconds > 0 && want.BucketSeconds%s.BucketSeconds == 0
}

// Marshal writes the stamp as JSON.
func (s Stamp) Marshal() ([]byte, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("writing stamp: %w", err)
	}
	return b, nil
}

// ParseStamp reads what Marshal wrote, and refuses one of a newer schema with
// ErrNewer.
func ParseStamp(b []byte) (Stamp, error) {
	var s Stamp
	if err := json.Unmarshal(b, &s); err != nil {
		return Stamp{}, fmt.Errorf("reading stamp: %w", err)
	}
	return s, s.checkSchema()
}

// checkSchema refuses the stamp of a newer schema with ErrNewer.
func (s Stamp) checkSchema() error {
	if s.Schema > SchemaVersion {
		return fmt.Errorf("schema version %d, this program knows %d: %w", s.Schema, SchemaVersion, ErrNewer)
	}
	return nil
}
