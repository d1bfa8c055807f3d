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
// Exchange knows more than a hundred; those that matter here are told by their
// first two letters.

// elements reads elements into a Log.
type elements struct {
	*Log
	class ItemKind // of the folder whose elements are being read
}

// readElements reads the elements of 2007 to 2019. Of several equal ones the
// first counts, except for those that each folder has. The value is marked in
// pieces, so that the marks need no memory of their own, however long it is.
func (l *Log) readElements(value []byte) {
	e := elements{l, otherItems}
	var array [16]uint64
	start := 0
	for from := 0; from < len(value); from += len(array) * scan.Block {
		part := value[from:min(len(value), from+len(array)*scan.Block)]
		for word, left := range scan.Marks(array[:0], part, '_', '_') {
			for ; left != 0; left &= left - 1 {
				end := from + word*scan.Block + bits.TrailingZeros64(left)
				if end-start >= 2 && firsts[value[start]]&seconds[value[start+1]] != 0 {
					e.readElement(value[start:end])
				}
				start = end + 1
			}
		}
	}
	if rest := value[start:]; len(rest) >= 2 {
		e.readElement(rest)
	}
}

// The first two letters of the elements that matter: they may begin with those
// that have a bit in common. Most elements of a line are passed over by them.
var (
	firsts = [256]uint8{
		'S': 1, 'H': 2, 'M': 2, 'E': 4, 'P': 4, 'A': 8, 'V': 32,
		'C': 16, 'F': 16, 'O': 16, 'T': 16, 'U': 16,
	}
	seconds = [256]uint8{
		'C': 1, 's': 1 | 8, 't': 1 | 8, 'v': 1,
		':': 1 | 32, '0': 1 | 32, '1': 1 | 32, '2': 1 | 32, '3': 1 | 32, '4': 1 | 32,
		'5': 1 | 32, '6': 1 | 32, '7': 1 | 32, '8': 1 | 32, '9': 1 | 32,
		'b': 2, 'r': 1 | 4, 'a': 4, 'e': 32,
		'l': 16, 'i': 16, 'o': 16, 'y': 16, 'h': 16, 'n': 16,
	}
)

// readElement reads an element of two letters or more.
func (e *elements) readElement(element []byte) {
	switch element[0] {
	case 'S':
		e.readS(element)
	case 'V':
		if e.Version < 0 {
			e.readVersion(element)
		}
	case 'H':
		first(&e.Heartbeat, element, "Hb", maxHeartbeat)
	case 'E':
		firstText(&e.Error, element, "Error:")
	case 'M':
		firstText(&e.Mailbox, element, "Mbx:")
	case 'A':
		e.readA(element)
	case 'P':
		e.readP(element)
	case 'T':
		if element[1] == 'h' {
			first(&e.Throttle, element, "Throttle", maxTimeTaken)
		} else if name := textOf(element, "Ty:"); name != nil {
			e.class = itemClass(name)
		}
	case 'F':
		if textOf(element, "Fid:") != nil {
			e.class = otherItems // until its Ty
		}
	case 'C':
		e.count(fromClient, textOf(element, "Cli:"))
	case 'U':
		firstCount(&e.UNCReads, element, "Unc")
	case 'O':
		switch string(element) {
		case "Oof:Get":
			e.OOFGet = true
		case "Oof:Set":
			e.OOFSet = true
		}
	}
}

// readS reads S and its name since 2016, SC1, and what each folder has: the sync
// kind St, the items sent to the device Srv (Svr in the documentation), Sst and
// SsCmt. Others begin with S, too: Sk, Sslc, Ssnf, SBkOffD, ...
func (e *elements) readS(element []byte) {
	switch c := element[1]; c {
	case 't':
		e.readSyncKind(textOf(element, "St:"))
	case 's':
		if len(element) < len("Sst") {
			return
		}
		switch element[2] {
		case 't':
			e.SyncState = max(e.SyncState, numberOf(element, "Sst", maxSyncState))
		case 'C':
			e.SyncCommit = max(e.SyncCommit, numberOf(element, "SsCmt", maxSyncState))
		case 'p':
			firstCount(&e.SharePointReads, element, "Ssp")
		}
	case 'r':
		e.count(toClient, textOf(element, "Srv:"))
	case 'v':
		e.count(toClient, textOf(element, "Svr:"))
	case 'C':
		first(&e.EASStatus, element, "SC1:", maxEASStatus)
	default:
		first(&e.EASStatus, element, "S", maxEASStatus)
	}
}

// readVersion reads V and its name since 2016, Ver1.
func (e *elements) readVersion(element []byte) {
	name := "V"
	if element[1] == 'e' {
		name = "Ver1:"
	}
	if n := numberOf(element, name, maxVersion); n > 0 {
		e.Version = n
	}
}

func (e *elements) readA(element []byte) {
	switch {
	case element[1] == 's':
		firstText(&e.AccessState, element, "As:")
	case textOf(element, "Attb") == nil:
		firstCount(&e.Attachments, element, "Att")
	case e.AttachmentBytes == 0:
		e.AttachmentBytes = max(0, wideNumberOf(element, "Attb", maxBytes))
	}
}

func (e *elements) readP(element []byte) {
	switch {
	case element[1] == 'a':
		first(&e.PolicyAck, element, "Pa", 3)
		if e.PolicyAck == 0 {
			e.PolicyAck = -1
		}
	case textOf(element, "PrxFrom:") != nil:
		e.Proxied = true
	case textOf(element, "PrxTo:") != nil:
		e.HandedOn = true
	}
}

func (e *elements) readSyncKind(kind []byte) {
	if len(kind) != 1 {
		return
	}
	switch kind[0] {
	case 'F':
		e.Full = true
	case 'R':
		e.Recovery = true
	case 'I':
		e.Invalid = true
	}
}

// count counts the items of a folder's Cli or Srv, whose Ty stands before them.
func (e *elements) count(direction ItemKind, counters []byte) {
	if len(counters) > 0 {
		items, _ := moved(counters)
		e.move(e.class+direction, items)
	}
}

// first sets *value, -1 so far, to the number behind an element's name.
func first(value *int32, element []byte, name string, most int64) {
	if *value < 0 {
		*value = numberOf(element, name, most)
	}
}

// firstCount sets *value, 0 so far, to the number behind an element's name.
func firstCount(value *int32, element []byte, name string) {
	if *value == 0 {
		*value = max(0, numberOf(element, name, maxCount))
	}
}

// firstText sets *value, nil so far, to the text behind an element's name.
func firstText(value *[]byte, element []byte, name string) {
	if *value == nil {
		*value = textOf(element, name)
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
// that is not its name, or not a number up to most.
func numberOf(element []byte, name string, most int64) int32 {
	return int32(wideNumberOf(element, name, most))
}

func wideNumberOf(element []byte, name string, most int64) int64 {
	digits := textOf(element, name)
	if len(digits) > 0 && digits[0] == ':' && name[len(name)-1] != ':' {
		digits = digits[1:]
	}
	return upTo(digits, most)
}
