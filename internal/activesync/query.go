package activesync

import (
	"bytes"
	"math/bits"

	"github.com/easreport/easreport/internal/scan"
)

// readQuery finds the keys of the query ([MS-ASHTTP] 2.2.1.1.1.2), in any order
// and case; the first of several equal keys counts, as it does for Log Parser.
// Exchange adds its own keys behind the client's: Log=, or on the front end of
// 2013 and later CorrelationID=, ClientId= and cafeReqId= (seen).
func (q *Request) readQuery(query []byte) {
	var command, log []byte
	q.marks = scan.Marks(q.marks, query, '&', '&')
	start := 0
	for word, left := range q.marks {
		for ; left != 0; left &= left - 1 {
			end := word*scan.Block + bits.TrailingZeros64(left)
			if start < end {
				q.readPair(query[start:end], &command, &log)
			}
			start = end + 1
		}
	}
	if start < len(query) {
		q.readPair(query[start:], &command, &log)
	}
	q.HasLog = log != nil
	q.Log.read(log)
	q.setCommand(command)
	if command == nil && q.User == nil && q.DeviceID == nil && q.DeviceType == nil && len(query) > 0 {
		q.readBase64(clientPart(query))
	}
}

// readPair reads a key and its value.
func (q *Request) readPair(pair []byte, command, log *[]byte) {
	// First as every client and Exchange itself spell the keys.
	switch pair[0] {
	case 'C':
		if begins(pair, "Cmd=") && *command == nil {
			*command = pair[len("Cmd="):]
			return
		}
	case 'L':
		if begins(pair, "Log=") && *log == nil {
			*log = pair[len("Log="):]
			return
		}
	case 'U':
		if begins(pair, "User=") && q.User == nil {
			q.User = pair[len("User="):]
			return
		}
	case 'D':
		if begins(pair, "DeviceId=") && q.DeviceID == nil {
			q.DeviceID = pair[len("DeviceId="):]
			return
		}
		if begins(pair, "DeviceType=") && q.DeviceType == nil {
			q.DeviceType = pair[len("DeviceType="):]
			return
		}
	}
	q.readOddPair(pair, command, log)
}

// readOddPair reads a pair whose key is spelled in another case, or damaged, or
// none of those that matter.
func (q *Request) readOddPair(pair []byte, command, log *[]byte) {
	if len(pair) > len(damage) && pair[len(damage)-1] == ';' {
		pair = withoutDamage(pair)
	}
	keepFirst(command, pair, "Cmd")
	keepFirst(log, pair, "Log")
	keepFirst(&q.User, pair, "User")
	keepFirst(&q.DeviceID, pair, "DeviceId")
	keepFirst(&q.DeviceType, pair, "DeviceType")
}

// begins is bytes.HasPrefix, but the compiler knows the length.
func begins(pair []byte, key string) bool {
	return len(pair) >= len(key) && string(pair[:len(key)]) == key
}

// setCommand takes the value of Cmd. An empty one is no command.
func (q *Request) setCommand(text []byte) {
	if len(text) == 0 {
		return
	}
	if q.Command = ParseCommand(text); q.Command == Other {
		q.CommandText = text
	}
}

// keepFirst sets *value to what the pair says if its key is the named one and no
// earlier pair's was. What is said may be empty, but is not nil.
func keepFirst(value *[]byte, pair []byte, name string) {
	key, said, found := bytes.Cut(pair, []byte{'='})
	if *value == nil && found && equalFold(key, name) {
		*value = said
	}
}

// damage is left before a key where an '&' was written as "&amp;", as in lines
// that went through a web page.
const damage = "amp;"

func withoutDamage(pair []byte) []byte {
	if len(pair) >= len(damage) && equalFold(pair[:len(damage)], damage) {
		return pair[len(damage):]
	}
	return pair
}

// clientPart is the query without what Exchange adds to it.
func clientPart(query []byte) []byte {
	for rest := query; len(rest) > 0; {
		at := len(query) - len(rest)
		var pair []byte
		pair, rest = cut(rest, '&')
		pair = withoutDamage(pair)
		var added []byte
		keepFirst(&added, pair, "Log")
		keepFirst(&added, pair, "CorrelationID")
		keepFirst(&added, pair, "ClientId")
		keepFirst(&added, pair, "cafeReqId")
		if added != nil {
			query = query[:at]
			break
		}
	}
	return bytes.Trim(query, "&")
}
