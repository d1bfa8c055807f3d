package activesync

import "bytes"

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
// first counts, except that each folder has its own St.
func (l *Log) readElements(value []byte) {
	for len(value) > 0 {
		element := value
		if end := bytes.IndexByte(value, '_'); end >= 0 {
			element, value = value[:end], value[end+1:]
		} else {
			value = nil
		}
		if len(element) < 2 {
			continue
		}
		switch element[0] {
		case 'S':
			l.readS(element)
		case 'H':
			if l.Heartbeat == 0 {
				l.Heartbeat = max(0, numberOf(element, "Hb"))
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
