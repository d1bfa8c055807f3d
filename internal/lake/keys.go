package lake

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// SchemaVersion is the generation of the layout and the schema. A change that
// old readers would misread gets the next number and lies beside the old.
const SchemaVersion = 2

// generation is SchemaVersion as a part of a key.
const generation = "v2"

// Prefixes under which objects of one kind lie. ActivityPrefix, DevicesPrefix,
// TrafficPrefix and ReconciledPrefix hold nothing but Parquet, so that they can be tables' locations.
const (
	ActivityPrefix   = "activity/" + generation + "/"
	IndexPrefix      = "index/" + generation + "/"
	QuarantinePrefix = "quarantine/" + generation + "/"
	DevicesPrefix    = "devices/" + generation + "/"
	TrafficPrefix    = "traffic/" + generation + "/"
	ReconciledPrefix = "request_day/" + generation + "/"
	ReportsPrefix    = "reports/" + generation + "/"
	AlertsPrefix     = "alerts/" + generation + "/"
	EnginePrefix     = "merge/" + generation + "/"
	// AthenaPrefix is where Athena's workgroup puts the answers of queries.
	AthenaPrefix = "athena/"
)

// SourceID names a source object: a hash of bucket and decoded key, so that no
// name read from outside ever becomes part of a path.
type SourceID string

// NewSourceID gives the id of an object of a bucket. Files of this machine have
// the bucket "" and their absolute path for a key.
func NewSourceID(bucket, key string) SourceID {
	sum := sha256.Sum256([]byte(bucket + "\x00" + key))
	return SourceID(hex.EncodeToString(sum[:sourceIDBytes]))
}

// sourceIDBytes is how much of the hash a SourceID has, in hex.
const sourceIDBytes = 16

// ActivityDayPrefix is where the activity of a day lies, one file for each source.
func ActivityDayPrefix(d Day) string { return ActivityPrefix + "dt=" + d.String() + "/" }

// ActivityKey is where the activity of a source on a day lies.
func ActivityKey(d Day, id SourceID) string {
	return ActivityDayPrefix(d) + string(id) + ".parquet"
}

// ParseActivityKey takes an ActivityKey apart.
func ParseActivityKey(key string) (Day, SourceID, bool) {
	rest, ok := strings.CutPrefix(key, ActivityPrefix+"dt=")
	if !ok {
		return 0, "", false
	}
	day, name, _ := strings.Cut(rest, "/")
	id, ok := strings.CutSuffix(name, ".parquet")
	if !ok || !isSourceID(id) {
		return 0, "", false
	}
	d, err := ParseDay(day)
	return d, SourceID(id), err == nil
}

// DevicesKey is where the devices of a day lie, a row for each. The day is one
// of the report's time zone.
func DevicesKey(d Day) string { return DevicesPrefix + "dt=" + d.String() + "/devices.parquet" }

// TrafficKey is where the load of all servers on a UTC day lies.
func TrafficKey(d Day) string { return TrafficPrefix + "dt=" + d.String() + "/traffic.parquet" }

// ReconciledKey is where the requests of a UTC day may lie, each once: see Reconciled.
func ReconciledKey(d Day) string { return ReconciledPrefix + "dt=" + d.String() + "/requests.parquet" }

// ParseReconciledKey returns the day of a ReconciledKey.
func ParseReconciledKey(key string) (Day, bool) {
	rest, ok := strings.CutPrefix(key, ReconciledPrefix+"dt=")
	day, isFile := strings.CutSuffix(rest, "/requests.parquet")
	if !ok || !isFile {
		return 0, false
	}
	d, err := ParseDay(day)
	return d, err == nil
}

// SourcePrefix is where the markers of a source lie.
func SourcePrefix(id SourceID) string { return IndexPrefix + string(id) + "/" }

// DoneKey holds the Stamp of the revision that was last applied in full.
func DoneKey(id SourceID) string { return SourcePrefix(id) + "done" }

// QuarantineMarkerKey is the empty object which says that a source may once have
// had a quarantine record.
func QuarantineMarkerKey(id SourceID) string { return SourcePrefix(id) + "quarantine" }

// ParseDoneKey gives the source of a DoneKey; false for a marker.
func ParseDoneKey(key string) (SourceID, bool) {
	rest, ok := strings.CutPrefix(key, IndexPrefix)
	id, isDone := strings.CutSuffix(rest, "/done")
	return SourceID(id), ok && isDone && isSourceID(id)
}

// QuarantineKey holds why a source could not be read.
func QuarantineKey(id SourceID) string { return QuarantinePrefix + string(id) + ".json" }

// ParseQuarantineKey gives the source of a QuarantineKey.
func ParseQuarantineKey(key string) (SourceID, bool) {
	rest, ok := strings.CutPrefix(key, QuarantinePrefix)
	id, isJSON := strings.CutSuffix(rest, ".json")
	return SourceID(id), ok && isJSON && isSourceID(id)
}

func isSourceID(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sourceIDBytes
}
