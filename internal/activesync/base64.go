package activesync

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"
)

// maxBase64 bounds the length of a base64 query. The longest sensible one, every
// field and each parameter of 255 bytes, has less.
const maxBase64 = 4096

// strictBase64 rejects trailing bits that are not zero, so that a binary query
// has one text only.
var strictBase64 = base64.RawStdEncoding.Strict()

// readBase64 reads a base64 query ([MS-ASHTTP] 2.2.1.1.1.1), allowed since
// protocol 12.1, into q, and leaves q alone if text is not exactly one. Exchange
// decodes such queries in an ISAPI filter, most likely before they are logged:
// no logged one is known, so anything that does not fit is taken for something
// else.
func (q *Request) readBase64(text []byte) {
	if len(text) == 0 || len(text) > 3*maxBase64 {
		return
	}
	q.buffer = unescape(q.buffer[:0], text)
	text, ok := standardBase64(q.buffer)
	if !ok {
		return
	}
	// Room behind the text for its bytes and for a device id in hex; made before
	// anything points into the buffer.
	size := strictBase64.DecodedLen(len(text))
	q.buffer = slices.Grow(q.buffer, size+2*255)
	data := q.buffer[len(q.buffer):][:size]
	size, err := strictBase64.Decode(data, text)
	if err != nil {
		return
	}
	b, ok := parseBinary(data[:size])
	if !ok {
		return
	}
	q.Command, _ = commandOfCode(b.code)
	q.DeviceID = b.deviceID
	if !printable(b.deviceID) {
		q.DeviceID = upperHex(data[size:size], b.deviceID)
	}
	q.DeviceType = b.deviceType
	q.User = b.user
	q.Decoded = true
}

// standardBase64 turns text, in place, from the alphabet for URLs into the
// standard one and takes its padding away. It tells whether the text's length and
// padding are those of base64; its other bytes are left to the decoder, except
// line ends, which that would pass over.
func standardBase64(text []byte) (standard []byte, ok bool) {
	for i, c := range text {
		switch c {
		case '-':
			text[i] = '+'
		case '_':
			text[i] = '/'
		case '\r', '\n':
			return nil, false
		}
	}
	standard = bytes.TrimRight(text, "=")
	padding := len(text) - len(standard)
	return standard, len(text) <= maxBase64 && (padding == 0 || padding <= 2 && len(text)%4 == 0)
}

// upperHex appends id to dst as upper-case hexadecimal digits.
func upperHex(dst, id []byte) []byte {
	dst = hex.AppendEncode(dst, id)
	for i, c := range dst {
		if 'a' <= c {
			dst[i] = c - ('a' - 'A')
		}
	}
	return dst
}

// printable tells whether a device id is text; else it is the bytes of a GUID.
func printable(id []byte) bool {
	for _, c := range id {
		if c < 0x21 || c > 0x7e {
			return false
		}
	}
	return true
}
