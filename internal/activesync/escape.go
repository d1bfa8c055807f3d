package activesync

import "bytes"

// hasEscape tells whether text has a '%', which may begin an escape.
func hasEscape(text []byte) bool { return bytes.IndexByte(text, '%') >= 0 }

// unescape appends text to dst with percent-escapes decoded. A '%' without two
// hexadecimal digits behind it stays: damaged lines have such, and they are not
// worth losing a request for.
func unescape(dst, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '%' && i+2 < len(text) {
			if high, low := unhex(text[i+1]), unhex(text[i+2]); high < 16 && low < 16 {
				c = high<<4 | low
				i += 2
			}
		}
		dst = append(dst, c)
	}
	return dst
}

// unescapeForm decodes a value of Log=, where '+' is a space.
func unescapeForm(text []byte) []byte {
	return unescape(nil, bytes.ReplaceAll(text, []byte{'+'}, []byte{' '}))
}
