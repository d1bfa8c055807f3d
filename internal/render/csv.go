package render

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// CSV writes the rows that keep is true for, in the model's order; a nil keep is
// true for all. Columns says which columns. A cell is empty where the logs do
// not tell: 0 is always a measurement.
//
// The file is UTF-8 without a byte order mark and its lines end in LF, as nearly
// all programs that read CSV expect and Excel's import takes too. Without rows
// it is the header alone, so that it can always be read the same way: the page
// and the text say in words that nothing was found.
//
// A report may have millions of rows. They are made into lines by all cores.
func CSV(w io.Writer, r *report.Report, keep func(*report.Row) bool) error {
	columns := Columns(&r.Query)
	if _, err := io.WriteString(w, strings.Join(columnNames(columns), ",")+"\n"); err != nil {
		return fmt.Errorf("writing csv: %w", err)
	}
	err := inOrder(w, r.Rows.Len(), func() func(dst []byte, i int) []byte {
		var row report.Row
		return func(dst []byte, i int) []byte {
			r.Rows.Get(i, &row)
			if keep != nil && !keep(&row) {
				return dst
			}
			return appendLine(dst, columns, &r.Query, &row)
		}
	})
	if err != nil {
		return fmt.Errorf("writing csv: %w", err)
	}
	return nil
}

func appendLine(dst []byte, columns []Column, q *report.Query, row *report.Row) []byte {
	for i := range columns {
		if i > 0 {
			dst = append(dst, ',')
		}
		at := len(dst)
		dst = columns[i].append(dst, q, row)
		if columns[i].Kind == Textual && !isPlain(dst[at:]) {
			dst = appendQuoted(dst[:at], guard(string(dst[at:])))
		}
	}
	return append(dst, '\n')
}

// isPlain tells that a text needs neither quotes nor an apostrophe, as nearly all
// do. It may say no of one that needs none.
func isPlain(text []byte) bool {
	if len(text) == 0 {
		return true
	}
	first := text[0] | 0x20
	if (first < 'a' || first > 'z') && (first < '0' || first > '9') {
		return false
	}
	for _, c := range text {
		if c < ' ' || c > '~' || c == ',' || c == '"' {
			return false
		}
	}
	return true
}

// special are what a field with quotes around it is needed for (RFC 4180).
const special = ",\"\r\n"

// appendQuoted writes a field, in quotes if it needs them, as encoding/csv does:
// also one that begins with a space, and one that PostgreSQL takes for the end.
func appendQuoted(dst []byte, text string) []byte {
	first, _ := utf8.DecodeRuneInString(text)
	if !strings.ContainsAny(text, special) && !unicode.IsSpace(first) && text != `\.` {
		return append(dst, text...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(text, `"`, `""`)...)
	return append(dst, '"')
}

// guard makes a text safe in a cell: an apostrophe before what a spreadsheet would take for
// a formula, and U+FFFD for marks that change the direction of text.
func guard(text string) string {
	text = wording.WithoutMarks(text)
	if isFormula(text) {
		return "'" + text
	}
	return text
}

// isFormula reports whether a spreadsheet may take a text for a formula (OWASP, "CSV
// Injection"). Programs pass over blanks and what nobody sees before the sign; the full-width
// and small signs count in East Asian editions.
func isFormula(text string) bool {
	if strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || strings.HasPrefix(text, "\n") {
		return true
	}
	at := strings.IndexFunc(text, isSeen)
	if at < 0 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(text[at:])
	return strings.ContainsRune("=+-@＝＋－＠﹦﹢﹣﹫−", first)
}

// isSeen reports whether a character draws something by itself. Fillers of Hangul and the empty
// pattern of Braille count as letter or symbol and draw nothing.
func isSeen(c rune) bool {
	const empty = "\u115f\u1160\u2800\u3164\uffa0"
	return unicode.IsGraphic(c) && !unicode.IsSpace(c) && !unicode.In(c, unicode.Zs, unicode.Mn) && c != unicode.ReplacementChar && !strings.ContainsRune(empty, c)
}
