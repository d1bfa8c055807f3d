package traffic

import "bytes"

// Segment is the first segment of a record's path: one of Exchange's virtual
// directories, or Other.
type Segment uint8

// Other is every path outside of Exchange's virtual directories, the root included.
// ActiveSync is the one that activity is about.
const (
	Other Segment = iota
	ActiveSync
)

// segmentNames are the virtual directories of Exchange 2003 to 2019 on either web site,
// in lower case: what the paths of a log can add to the table is bounded by this list.
//
//   - 2003: exchange, public, exadmin, exchweb and oma
//   - 2007 and 2010: autodiscover, ews, oab, owa, unifiedmessaging, ecp, powershell,
//     rpc and rpcwithcert
//   - 2013 and later: api, mapi, pushnotifications and rest
var segmentNames = [...]string{
	Other:      "other",
	ActiveSync: "microsoft-server-activesync",
	2:          "owa", "ews", "rpc", "mapi", "ecp", "oab", "api", "oma", "rest",
	"autodiscover", "powershell", "exchange", "public", "exchweb", "exadmin",
	"rpcwithcert", "unifiedmessaging", "pushnotifications", "aspnet_client",
}

const numSegments = len(segmentNames)

// shortestName is the length of the shortest name.
const shortestName = len("owa")

// segmentsByLetters are the segments by shape, which no two names share.
var segmentsByLetters = func() (by [1 << 10]Segment) {
	for i, name := range segmentNames {
		if s := Segment(i); s != Other {
			by[shape([]byte(name))] = s
		}
	}
	return by
}()

// shape is what a name's second and last letter say, in any case.
func shape(name []byte) int { return int(name[1]&31)<<5 | int(name[len(name)-1]&31) }

// String is the segment in lower case, "other" for Other.
func (s Segment) String() string { return segmentNames[s] }

// SegmentOf returns the segment of a cs-uri-stem, in any case.
func SegmentOf(stem []byte) Segment {
	if len(stem) == 0 || stem[0] != '/' {
		return Other
	}
	stem = stem[1:]
	if end := bytes.IndexByte(stem, '/'); end >= 0 {
		stem = stem[:end]
	}
	if len(stem) < shortestName {
		return Other
	}
	if s := segmentsByLetters[shape(stem)]; s != Other && equalFold(stem, segmentNames[s]) {
		return s
	}
	return Other
}

// equalFold reports whether text is lower, which is in lower case, in any case of ASCII
// letters.
func equalFold(text []byte, lower string) bool {
	if len(text) != len(lower) {
		return false
	}
	for i, c := range text {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
