package activesync

import "bytes"

// The packed word of Exchange 2003 (Exchange team blog 2005):
//
//	V<protocol>T<class>S<kind>C:<n>A<n>C<n>D<n>FS:<n>A<n>C<n>D...P:<n>C<n>I...
//
// protocol is a digit or NA; class is Em, Co, Ca or NA; kind is N (no sync), S
// (normal), R (recovery) or F (first); then come sections of counters, each
// counter a number and a letter. Service packs added counters, among them H, the
// heartbeat in seconds (seen).

// packedKind is the index of the sync kind in a packed word, or 0 if value is
// none. Elements can begin with V too, but after its digits comes '_', not the T
// of a class.
func packedKind(value []byte) int {
	if len(value) < len("V1TNASN") || value[0] != 'V' {
		return 0
	}
	class := 2
	switch {
	case '0' <= value[1] && value[1] <= '9':
	case string(value[1:3]) == "NA":
		class = 3
	default:
		return 0
	}
	kind := class + len("TNAS")
	if kind >= len(value) || value[class] != 'T' || value[kind-1] != 'S' {
		return 0
	}
	switch string(value[class+1 : kind-1]) {
	case "Em", "Co", "Ca", "NA":
		return kind
	}
	return 0
}

// readPacked reads a packed word with the sync kind at index kind.
func (l *Log) readPacked(value []byte, kind int) {
	before, _ := cut(value, ':')
	l.Disabled = string(before) == "VNATNASNC"
	l.Full = value[kind] == 'F'
	l.Recovery = value[kind] == 'R'
	// The printed grammar misses some counters, so sections are not told apart:
	// only one has an H.
	if h := bytes.IndexByte(value, 'H'); h > 0 {
		l.Heartbeat = trailingNumber(value[:h])
	}
}

// trailingNumber is the number at the end of text, or -1.
func trailingNumber(text []byte) int32 {
	start := len(text)
	for start > 0 && '0' <= text[start-1] && text[start-1] <= '9' {
		start--
	}
	if n, ok := number(text[start:]); ok {
		return n
	}
	return -1
}
