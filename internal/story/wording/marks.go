package wording

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WithoutMarks replaces marks that change the direction of text by U+FFFD: behind one of
// them "gnp.exe" reads "exe.png".
func WithoutMarks(text string) string {
	if !strings.ContainsFunc(text, isMark) {
		return text
	}
	return strings.Map(func(c rune) rune {
		if isMark(c) {
			return unicode.ReplacementChar
		}
		return c
	}, text)
}

func isMark(c rune) bool { return c > unicode.MaxASCII && unicode.Is(unicode.Bidi_Control, c) }

// Marked passes text on to a terminal, or JSON to whoever reads it, without marks that change
// the direction of text: in JSON each is written as its escape, so that nothing is lost.
type Marked struct {
	to   io.Writer
	json bool
	cut  []byte // the beginning of a character
}

// NewMarked is for text, or for JSON.
func NewMarked(to io.Writer, json bool) *Marked { return &Marked{to: to, json: json} }

// Write takes the next bytes. A character that is cut waits for its end.
func (m *Marked) Write(p []byte) (int, error) {
	text := slices.Concat(m.cut, p)
	end := len(text)
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		if at := len(text) - back; utf8.RuneStart(text[at]) {
			if !utf8.FullRune(text[at:]) {
				end = at
			}
			break
		}
	}
	m.cut = append([]byte(nil), text[end:]...)
	if _, err := io.WriteString(m.to, m.replaced(string(text[:end]))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close writes what is left of a text that ends within a character.
func (m *Marked) Close() error {
	_, err := m.to.Write(m.cut)
	m.cut = nil
	return err
}

func (m *Marked) replaced(text string) string {
	if !m.json {
		return WithoutMarks(text)
	}
	if !strings.ContainsFunc(text, isMark) {
		return text
	}
	var b strings.Builder
	for _, c := range text {
		if isMark(c) {
			fmt.Fprintf(&b, `\u%04x`, c)
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// EscapedMarks is JSON in which marks that change the direction of text are escapes.
func EscapedMarks(json []byte) []byte {
	return []byte((&Marked{json: true}).replaced(string(json)))
}
