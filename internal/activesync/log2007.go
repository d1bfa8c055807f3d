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
	class ItemKind // of the last Ty: each folder has it before its Cli and Srv
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
		'C': 16, 'O': 64, 'T': 128, 'U': 64,
	}
	seconds = [256]uint8{
		'C': 1, 's': 1 | 8, 't': 1 | 8, 'v': 1,
		':': 1 | 32, '0': 1 | 32, '1': 1 | 32, '2': 1 | 32, '3': 1 | 32, '4': 1 | 32,
		'5': 1 | 32, '6': 1 | 32, '7': 1 | 32, '8': 1 | 32, '9': 1 | 32,
		'b': 2, 'r': 1 | 4, 'a': 4, 'e': 32,
		'l': 16, 'o': 64, 'n': 64, 'y': 128, 'h': 128,
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
		if begins(element, "Hb") {
			first(&e.Heartbeat, element[len("Hb"):], maxHeartbeat)
		}
	case 'E':
		if begins(element, "Error:") && e.Error == nil {
			e.Error = element[len("Error:"):]
		}
	case 'M':
		if begins(element, "Mbx:") && e.Mailbox == nil {
			e.Mailbox = element[len("Mbx:"):]
		}
	case 'A':
		e.readA(element)
	case 'P':
		e.readP(element)
	case 'T':
		if begins(element, "Ty:") {
			e.class = itemClass(element[len("Ty:"):])
		} else if begins(element, "Throttle") {
			first(&e.Throttle, element[len("Throttle"):], maxTimeTaken)
		}
	case 'C':
		if begins(element, "Cli:") {
			e.move(e.class+fromClient, moved(element[len("Cli:"):]))
		}
	case 'U':
		if begins(element, "Unc") {
			firstCount(&e.UNCReads, element[len("Unc"):])
		}
	case 'O':
		e.OOFGet = e.OOFGet || string(element) == "Oof:Get"
		e.OOFSet = e.OOFSet || string(element) == "Oof:Set"
	}
}

// readS reads S and its name since 2016, SC1, and what each folder has: the sync
// kind St, the items sent to the device Srv (Svr in the documentation), Sst and
// SsCmt. Others begin with S, too: Sk, Sslc, Ssnf, SBkOffD, ...
func (e *elements) readS(element []byte) {
	switch c := element[1]; c {
	case 't':
		if begins(element, "St:") {
			e.readSyncKind(element[len("St:"):])
		}
	case 's':
		e.readSs(element)
	case 'r', 'v':
		if begins(element, "Srv:") || begins(element, "Svr:") {
			e.move(e.class+toClient, moved(element[len("Srv:"):]))
		}
	case 'C':
		if begins(element, "SC1:") && e.EASStatus < 0 {
			e.EASStatus = int32(upTo(element[len("SC1:"):], maxEASStatus))
		}
	default:
		if begins(element, "S") {
			first(&e.EASStatus, element[len("S"):], maxEASStatus)
		}
	}
}

func (e *elements) readSs(element []byte) {
	switch {
	case begins(element, "Sst"):
		e.SyncState = max(e.SyncState, int32(numberOf(element[len("Sst"):], maxSyncState)))
	case begins(element, "SsCmt"):
		e.SyncCommit = max(e.SyncCommit, int32(numberOf(element[len("SsCmt"):], maxSyncState)))
	case begins(element, "Ssp"):
		firstCount(&e.SharePointReads, element[len("Ssp"):])
	}
}

// readVersion reads V and its name since 2016, Ver1.
func (e *elements) readVersion(element []byte) {
	var n int64
	if begins(element, "Ver1:") {
		n = upTo(element[len("Ver1:"):], maxVersion)
	} else {
		n = numberOf(element[len("V"):], maxVersion)
	}
	if n > 0 {
		e.Version = int32(n)
	}
}

func (e *elements) readA(element []byte) {
	switch {
	case begins(element, "As:"):
		if e.AccessState == nil {
			e.AccessState = element[len("As:"):]
		}
	case begins(element, "Attb"):
		if e.AttachmentBytes == 0 {
			e.AttachmentBytes = max(0, numberOf(element[len("Attb"):], maxBytes))
		}
	case begins(element, "Att"):
		firstCount(&e.Attachments, element[len("Att"):])
	}
}

func (e *elements) readP(element []byte) {
	switch {
	case begins(element, "PrxFrom:"):
		e.Proxied = true
	case begins(element, "PrxTo:"):
		e.HandedOn = true
	case begins(element, "Pa") && e.PolicyAck < 0:
		if n := numberOf(element[len("Pa"):], 3); n > 0 {
			e.PolicyAck = int32(n)
		}
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

// first sets *value, -1 so far, to the number behind an element's name.
func first(value *int32, digits []byte, most int64) {
	if *value < 0 {
		*value = int32(numberOf(digits, most))
	}
}

// firstCount sets *value, 0 so far, to the number behind an element's name.
func firstCount(value *int32, digits []byte) {
	if *value == 0 {
		*value = max(0, int32(numberOf(digits, maxCount)))
	}
}

// numberOf is the number behind an element's name and perhaps a colon; -1 if it is
// not a number up to most.
func numberOf(digits []byte, most int64) int64 {
	if len(digits) > 0 && digits[0] == ':' {
		digits = digits[1:]
	}
	return upTo(digits, most)
}
