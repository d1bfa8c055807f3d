package activesync

import "math"

// The largest numbers that make sense in a record. Servers now and then log what
// is plainly an underflow, 4294967295 or near, and one such would spoil every sum
// and maximum it gets into.
const (
	maxSubstatus = math.MaxInt32
	maxWin32     = math.MaxInt64           // by rights 32 bits unsigned, but longer ones are seen
	maxBytes     = 1 << 40                 // of one request
	maxTimeTaken = 7 * 24 * 60 * 60 * 1000 // milliseconds

	// Of Log=.
	maxEASStatus = math.MaxInt32
	maxVersion   = 999          // protocol version times ten
	maxHeartbeat = 24 * 60 * 60 // seconds; Exchange allows 3540
	maxSyncState = 1 << 24      // KB; KB3060278 warns from 2000
	maxCount     = 1 << 20      // of items, attachments and so on of one request
)

// number reads a number field of the record, -1 where it is not logged. What is
// no number, or above the maximum, is -1 and counted.
func (q *Request) number(text []byte, maximum int64) int64 {
	n, ok := natural(text)
	if ok && n <= maximum {
		return n
	}
	if len(text) > 0 && string(text) != "-" {
		q.BadNumbers++
	}
	return -1
}

// size reads a number of bytes. Exactly 4294967295 is no size but a -1 of 32
// bits, although a larger number can be one.
func (q *Request) size(text []byte) int64 {
	n := q.number(text, maxBytes)
	if n == math.MaxUint32 {
		q.BadNumbers++
		return -1
	}
	return n
}

// natural reads a number without a sign.
func natural(text []byte) (n int64, ok bool) {
	const safe = 18 // so many digits cannot overflow
	for i, c := range text {
		digit := int64(c) - '0'
		if digit < 0 || digit > 9 || i >= safe && n > (math.MaxInt64-digit)/10 {
			return 0, false
		}
		n = 10*n + digit
	}
	return n, len(text) > 0
}

// upTo reads a number without a sign, and returns -1 if text is none or above most,
// which is at most 1<<40.
func upTo(text []byte, most int64) (n int64) {
	for _, c := range text {
		digit := int64(c) - '0'
		if digit < 0 || digit > 9 || n > most {
			return -1
		}
		n = 10*n + digit
	}
	if len(text) == 0 || n > most {
		return -1
	}
	return n
}
