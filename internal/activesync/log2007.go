package activesync

import (
	"math/bits"

	"github.com/easreport/easreport/internal/scan"
)

// The elements of Exchange 2007 and later (TechNet bb201675; shapes seen), each
// ended by '_', which inside a text is written %5F:
//
//	S3_ Hb1680_                numbers until 2013
//	SC1:3_ Hb:600_             the same since 2016
//	St:F_ Error:PolicyRefresh_ texts, form-encoded
//
// Exchange knows more than a hundred; the few that matter here are told by their
// first letters, in the order of how often they come.

// readElements reads the elements of 2007 to 2019. Of several equal ones the
// first counts, except that each folder has its own St. The value is marked in pieces, so
// that the marks need no memory of their own, however long it is.
func (l *Log) readElements(value []byte) {
	var array [16]uint64
	start := 0
	for from := 0; from < len(value); from += len(array) * scan.Block {
		part := value[from:min(len(value), from+len(array)*scan.Block)]
		for word, left := range scan.Marks(array[:0], part, '_', '_') {
			for ; left != 0; left &= left - 1 {
				end := from + word*scan.Block + bits.TrailingZeros64(left)
				if end-start >= 2 && firsts[value[start]]&seconds[value[start+1]] != 0 {
					l.readElement(value[start:end])
				}
				start = end + 1
			}
		}
	}
	l.readElement(value[start:])
}

// The first two letters of the elements that matter: they may begin with those
// that have a bit in common. Most elements of a line are passed over by them.
var (
	firsts  = [256]uint8{'S': 1, 'H': 2, 'E': 4, 'A': 8, 'P': 4}
	seconds = [256]uint8{
		't': 1, 'C': 1, ':': 1, '0': 1, '1': 1, '2': 1, '3': 1, '4': 1, '5': 1, '6': 1, '7': 1, '8': 1, '9': 1,
		'b': 2, 'r': 4, 's': 8,
	}
)

func (l *Log) readElement(element []byte) {
	if len(element) < 2 {
		return
	}
	switch element[0] {
	case 'S':
		l.readS(element)
	case 'H':
		if l.Heartbeat < 0 {
			l.Heartbeat = numberOf(element, "Hb")
		}
	case 'E':
		if text := textOf(element, "Error:"); l.Error == nil {
			l.Error = text
		}
	case 'A':
		if text := textOf(element, "As:"); l.AccessState == nil {
			l.AccessState = text
		}
	case 'P':
		if textOf(element, "PrxFrom:") != nil {
			l.Proxied = true
		}
	}
}

// readS reads S and its name since 2016, SC1, and the sync kind St. Many others
// begin with S: Sk, Sst, SsCmt, Srv, Ssnf, SBkOffD, ...
func (l *Log) readS(element []byte) {
	switch c := element[1]; {
	case c == 't':
		l.readSyncKind(textOf(element, "St:"))
	case l.EASStatus >= 0:
	case c == 'C':
		l.EASStatus = max(-1, numberOf(element, "SC1:"))
	case c == ':' || '0' <= c && c <= '9':
		l.EASStatus = max(-1, numberOf(element, "S"))
	}
}

func (l *Log) readSyncKind(kind []byte) {
	if len(kind) != 1 {
		return
	}
	switch kind[0] {
	case 'F':
		l.Full = true
	case 'R':
		l.Recovery = true
	case 'I':
		l.Invalid = true
	}
}

// textOf is the element behind its name, nil if that is not the name.
func textOf(element []byte, name string) []byte {
	if len(element) < len(name) || string(element[:len(name)]) != name {
		return nil
	}
	return element[len(name):]
}

// numberOf is the number behind an element's name and perhaps a colon; -1 if
// that is not its name, or not a number.
func numberOf(element []byte, name string) int32 {
	digits := textOf(element, name)
	if len(digits) > 0 && digits[0] == ':' && name[len(name)-1] != ':' {
		digits = digits[1:]
	}
	if n, ok := number(digits); ok {
		return n
	}
	return -1
}
