package page

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"

	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
)

// DefaultMaxRows is how many rows a page shows: more only make browsers slow,
// and the CSV file has them all.
const DefaultMaxRows = 5000

// Options says how a page is to look.
type Options struct {
	// Prefix is part of the title, see Title.
	Prefix string
	// Columns are those of the tables; none: render.DefaultColumns.
	Columns []render.Column
	// MaxRows bounds each table; 0: DefaultMaxRows.
	MaxRows int
	// Notes are said before all else, a line each.
	Notes []string
	// CSVName is the name of the CSV file beside the page; empty if there is none.
	CSVName string
}

//go:embed assets
var assets embed.FS

var pageTemplate = template.Must(template.ParseFS(assets, "assets/page.html"))

// Write writes the report as one page that needs nothing else: no network, and no
// script to be read. With its script, tables can be sorted and searched. The
// page allows exactly its own style and script to a browser, by their hashes.
func Write(w io.Writer, r *report.Report, d *diagnosis.Diagnosis, o Options) error {
	if o.MaxRows == 0 {
		o.MaxRows = DefaultMaxRows
	}
	if len(o.Columns) == 0 {
		o.Columns = render.DefaultColumns(&r.Query)
	}
	style, err := assets.ReadFile("assets/page.css")
	if err != nil {
		return fmt.Errorf("reading style of page: %w", err)
	}
	script, err := assets.ReadFile("assets/page.js")
	if err != nil {
		return fmt.Errorf("reading script of page: %w", err)
	}
	p := newPage(r, d, o)
	p.Policy = fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'",
		sourceHash(style), sourceHash(script))
	p.Style, p.Script = template.CSS(style), template.JS(script) //nolint:gosec // our own files
	out := bufio.NewWriterSize(w, 64<<10)                        // the template writes word for word
	if err := errors.Join(pageTemplate.Execute(out, p), out.Flush()); err != nil {
		return fmt.Errorf("writing page: %w", err)
	}
	return nil
}

// sourceHash is the hash of an inline style or script in a Content-Security-Policy.
func sourceHash(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
