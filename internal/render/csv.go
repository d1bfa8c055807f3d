package render

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/report"
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
		if c < ' ' || c == ',' || c == '"' {
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

// guard puts an apostrophe before a text that a spreadsheet would take for a
// formula.
func guard(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && isFormula(first) {
		return "'" + text
	}
	return text
}

// isFormula tells that a spreadsheet may take a text that begins so for a formula
// (OWASP, "CSV Injection"; the full-width signs count in East Asian editions).
func isFormula(first rune) bool { return strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) }
