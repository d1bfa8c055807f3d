package wording

import (
	"strings"
	"unicode/utf8"
)

// Wrap breaks a text between words, so that no line has more letters than width; all
// lines but the first, which has so many letters before the text, are indented. A word
// that is longer than a line is cut.
func Wrap(text, indent string, before, width int) string {
	var b strings.Builder
	at, start := before, before // letters in the line, and where its text began
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case at == start:
		case at+1+n > width:
			b.WriteString("\n" + indent)
			at, start = len(indent), len(indent)
		default:
			b.WriteByte(' ')
			at++
		}
		for at+n > width {
			cut := string([]rune(word)[:width-at])
			b.WriteString(cut + "\n" + indent)
			word, n = word[len(cut):], n-(width-at)
			at, start = len(indent), len(indent)
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}
