package activesync

import "bytes"

// The packed word of Exchange 2003 (Exchange team blog 2005):
//
//	V<protocol>T<class>S<kind>C:<n>A<n>C<n>D<n>FS:<n>A<n>C<n>D...P:<n>C<n>I...
//
// protocol is a digit or NA; class is Em, Co, Ca or NA; kind is N (no sync), S
// (normal), R (recovery) or F (first); then come sections of counters, each
// counter a number and a letter: C is what came from the client, S what went to it.
// Service packs added counters, among them H, the heartbeat in seconds (seen).

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
	l.Version = packedVersion(value[1])
	class := value[len("V1T"):]
	if value[1] == 'N' {
		class = class[1:]
	}
	l.readSections(itemClass(class[:2]), value[kind+1:])
	// The printed grammar misses some counters, so a section need not be known:
	// only one has an H.
	if h := bytes.IndexByte(value, 'H'); h > 0 {
		l.Heartbeat = trailingNumber(value[:h], maxHeartbeat)
	}
}

// packedVersion returns the protocol version times ten that a packed word's digit
// stands for. The post has 1 to 3; 4 is seen with clients of 2.5.
func packedVersion(digit byte) int32 {
	switch digit {
	case '1':
		return 10
	case '2':
		return 20
	case '3':
		return 21
	case '4':
		return 25
	}
	return -1
}

// readSections counts the items of the sections C, from the client, and S, from the
// server. A section begins with its letter and a colon, right behind the last counter
// of the section before.
func (l *Log) readSections(class ItemKind, sections []byte) {
	for {
		colon := bytes.IndexByte(sections, ':')
		if colon < 1 {
			return
		}
		counters := sections[colon+1:]
		switch sections[colon-1] {
		case 'C':
			l.move(class+fromClient, moved(counters))
		case 'S':
			l.move(class+toClient, moved(counters))
		default:
			return
		}
		sections = counters
	}
}

// trailingNumber is the number at the end of text, -1 if there is none up to most.
func trailingNumber(text []byte, most int64) int32 {
	start := len(text)
	for start > 0 && '0' <= text[start-1] && text[start-1] <= '9' {
		start--
	}
	return int32(upTo(text[start:], most))
}
