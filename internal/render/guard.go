package render

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"github.com/easreport/easreport/internal/story/wording"
)

// Guarded passes on a CSV that another program makes (RFC 4180: quotes are doubled), and
// guards its cells as CSV does. A number is no formula, also below zero. Close it after the
// last byte.
type Guarded struct {
	to     io.Writer
	cell   []byte // the cell that is not yet at its end, as it came
	quoted bool   // within quotes a comma or a line's end is text
}

// NewGuarded guards what is written to w.
func NewGuarded(w io.Writer) *Guarded { return &Guarded{to: w} }

// Write takes the next bytes of the CSV.
func (g *Guarded) Write(p []byte) (int, error) {
	var out []byte
	for _, c := range p {
		switch {
		case c == '"':
			g.quoted = !g.quoted
		case !g.quoted && (c == ',' || c == '\n'):
			out = append(g.appendCell(out), c)
			continue
		}
		g.cell = append(g.cell, c)
	}
	if _, err := g.to.Write(out); err != nil {
		return 0, fmt.Errorf("writing csv: %w", err)
	}
	return len(p), nil
}

// Close writes the last cell, if no line's end has done so.
func (g *Guarded) Close() error {
	if _, err := g.to.Write(g.appendCell(nil)); err != nil {
		return fmt.Errorf("writing csv: %w", err)
	}
	return nil
}

// appendCell ends a cell.
func (g *Guarded) appendCell(dst []byte) []byte {
	text, inQuotes := bytes.CutPrefix(g.cell, []byte{'"'})
	if inQuotes {
		dst = append(dst, '"')
	}
	value := bytes.TrimSuffix(text, []byte{'\r'}) // of a line that ends in CR LF
	if inQuotes {
		value = bytes.TrimSuffix(value, []byte{'"'})
	}
	if _, err := strconv.ParseFloat(string(value), 64); err != nil && isFormula(string(value)) {
		dst = append(dst, '\'')
	}
	dst = append(dst, wording.WithoutMarks(string(text))...)
	g.cell = g.cell[:0]
	return dst
}
