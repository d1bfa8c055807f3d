package render

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
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
func CSV(w io.Writer, r *report.Report, keep func(*report.Row) bool) error {
	columns := Columns(&r.Query)
	out := csv.NewWriter(w)
	if err := out.Write(columnNames(columns)); err != nil {
		return fmt.Errorf("writing csv: %w", err)
	}
	cells := make([]string, len(columns))
	for i := range r.Rows {
		row := &r.Rows[i]
		if keep != nil && !keep(row) {
			continue
		}
		for k, c := range columns {
			cells[k] = c.cell(&r.Query, row)
			if c.Kind == Textual {
				cells[k] = guard(cells[k])
			}
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("writing csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("writing csv: %w", err)
	}
	return nil
}

// guard puts an apostrophe before a text that a spreadsheet would take for a
// formula (OWASP, "CSV Injection"; the full-width signs count in East Asian
// editions).
func guard(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + text
	}
	return text
}
