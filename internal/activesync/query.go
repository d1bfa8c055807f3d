package activesync

import (
	"bytes"
	"math/bits"

	"github.com/easreport/easreport/internal/scan"
)

// readQuery finds the keys of the query ([MS-ASHTTP] 2.2.1.1.1.2), in any order
// and case; the first of several equal keys counts, as it does for Log Parser.
//
// Who handles the request adds keys behind the client's: Exchange its Log=; the
// front end of 2013 and later CorrelationID=, ClientId= and cafeReqId=, all or some,
// and never a Log=; Application Request Routing, in the log of the proxy that it
// runs on, X-ARR-LOG-ID= and others (seen). A client can send any of these keys,
// too, but only in front of those added later.
func (q *Request) readQuery(query []byte) {
	var a added
	q.marks = scan.Marks(q.marks, query, '&', '&')
	start := 0
	for word, left := range q.marks {
		for ; left != 0; left &= left - 1 {
			end := word*scan.Block + bits.TrailingZeros64(left)
			if start < end {
				q.readPair(query[start:end], &a)
			}
			start = end + 1
		}
	}
	if start < len(query) {
		q.readPair(query[start:], &a)
	}
	q.HasLog, q.byProxy = a.log != nil, a.byProxy
	q.Log.read(a.log)
	q.setCommand(a.command)
	if a.command == nil && q.User == nil && q.DeviceID == nil && q.DeviceType == nil && len(query) > 0 {
		q.readBase64(clientPart(query))
	}
}

// added is what was found so far of a query besides the keys that name device and
// user.
type added struct {
	command []byte
	// log is the value of Log=, nil unless it is Exchange's own: the last one, and
	// behind it none of the keys of those who write no Log=.
	log []byte
	// byProxy reports that a proxy's keys are the last so far.
	byProxy bool
}

// readPair reads a key and its value.
func (q *Request) readPair(pair []byte, a *added) {
	if a.byProxy {
		a.byProxy = isProxyKey(withoutDamage(pair))
	}
	// First as every client and Exchange itself spell the keys.
	switch pair[0] {
	case 'C':
		if begins(pair, "Cmd=") && a.command == nil {
			a.command = pair[len("Cmd="):]
			return
		}
		if begins(pair, "CorrelationID=") || begins(pair, "ClientId=") {
			a.log = nil
			return
		}
	case 'L':
		if begins(pair, "Log=") {
			a.log = pair[len("Log="):]
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
	case 'c':
		if begins(pair, "cafeReqId=") {
			a.log = nil
			return
		}
	}
	q.readOddPair(withoutDamage(pair), a)
}

// readOddPair reads a pair whose key is spelled in another case, or was damaged, or
// is none of those that matter.
func (q *Request) readOddPair(pair []byte, a *added) {
	key, value, found := bytes.Cut(pair, []byte{'='})
	switch {
	case !found:
	case equalFold(key, "Cmd"):
		keepFirst(&a.command, value)
	case equalFold(key, "User"):
		keepFirst(&q.User, value)
	case equalFold(key, "DeviceId"):
		keepFirst(&q.DeviceID, value)
	case equalFold(key, "DeviceType"):
		keepFirst(&q.DeviceType, value)
	case equalFold(key, "Log"):
		a.log = value
	case isFrontKey(key):
		a.log = nil
	case equalFold(key, proxyLogID):
		a.log, a.byProxy = nil, true
	}
}

// isFrontKey reports whether the front end of Exchange 2013 and later adds the key.
func isFrontKey(key []byte) bool {
	return equalFold(key, "CorrelationID") || equalFold(key, "ClientId") || equalFold(key, "cafeReqId")
}

// proxyLogID is the key that Application Request Routing always adds to the query
// that it logs.
const proxyLogID = "X-ARR-LOG-ID"

// isProxyKey reports whether Application Request Routing adds the pair's key: such
// as X-ARR-CACHE-HIT, SERVER-ROUTED and SERVER-STATUS (seen).
func isProxyKey(pair []byte) bool {
	return beginsFold(pair, "X-ARR-") || beginsFold(pair, "SERVER-")
}

func beginsFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && equalFold(text[:len(prefix)], prefix)
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

// keepFirst sets *value to what a pair says unless an earlier pair has. What is
// said may be empty, but is not nil.
func keepFirst(value *[]byte, said []byte) {
	if *value == nil {
		*value = said
	}
}

// damage is left before a key where an '&' was written as "&amp;", as in lines
// that went through a web page.
const damage = "amp;"

func withoutDamage(pair []byte) []byte {
	if len(pair) >= len(damage) && pair[len(damage)-1] == ';' && beginsFold(pair, damage) {
		return pair[len(damage):]
	}
	return pair
}

// clientPart is the query without what others add to it.
func clientPart(query []byte) []byte {
	for rest := query; len(rest) > 0; {
		at := len(query) - len(rest)
		var pair []byte
		pair, rest = cut(rest, '&')
		pair = withoutDamage(pair)
		key, _, found := bytes.Cut(pair, []byte{'='})
		if found && (equalFold(key, "Log") || isFrontKey(key) || isProxyKey(pair)) {
			query = query[:at]
			break
		}
	}
	return bytes.Trim(query, "&")
}
