package activesync

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Bounds of the texts made of what was logged, in bytes.
const (
	MaxText      = 512
	MaxUserAgent = 1024
)

// DecodeQuery returns the text of a value of the query. '+' stays: clients write
// a space as %20, and '+' is a character of user names.
func DecodeQuery(raw []byte) string {
	if hasEscape(raw) {
		raw = unescape(nil, raw)
	}
	return clean(raw, MaxText)
}

// DecodeForm returns the text of a value of Log=, where '+' is a space.
func DecodeForm(raw []byte) string { return clean(unescapeForm(raw), MaxText) }

// Text returns the text of a field that is not encoded.
func Text(raw []byte) string { return clean(raw, MaxText) }

// UserAgentText returns the text of cs(User-Agent), '+' kept as the script of
// 2012 kept it: a space and a '+' are logged alike.
func UserAgentText(raw []byte) string { return clean(raw, MaxUserAgent) }

// IsText tells that DecodeQuery, Text, UserAgentText and Request.Decode, not DecodeForm,
// give raw as it is.
func IsText(raw []byte) bool {
	return len(raw) <= MaxText && printableText(raw) && !hasEscape(raw)
}

// clean makes raw safe to store and to show: valid UTF-8 without control
// characters, of at most limit bytes, cut between characters. What is not UTF-8
// comes from a log in the system's code page, and is read as Windows-1252, the
// usual one.
func clean(raw []byte, limit int) string {
	if printableText(raw) {
		return string(raw[:min(len(raw), limit)])
	}
	ansi := !utf8.Valid(raw)
	var out strings.Builder
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		if ansi {
			r, size = charmap.Windows1252.DecodeByte(raw[0]), 1
		}
		if unicode.IsControl(r) {
			r = unicode.ReplacementChar
		}
		if out.Len()+utf8.RuneLen(r) > limit {
			break
		}
		out.WriteRune(r)
		raw = raw[size:]
	}
	return out.String()
}

// printableText tells whether text is printable ASCII, which needs no cleaning.
func printableText(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}
