package page

import (
	"bufio"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// DefaultMaxRows is how many rows of devices a page has unless told otherwise. They
// are shown a hundred at a time, and take some 100 bytes each.
const DefaultMaxRows = 50_000

// Options says how a page is to look.
type Options struct {
	// Columns are those of its tables; nil: render.DefaultColumns, and where there
	// are not too many rows the others to choose from.
	Columns []render.Column
	// MaxRows is how many rows of devices it has, 0: DefaultMaxRows.
	MaxRows int
	// Prefix is part of the title.
	Prefix string
	// Version is that of easreport, empty if it is not to be said.
	Version string
	// CSVName is the name of the CSV file beside the page; empty if there is none.
	CSVName string
}

//go:embed assets
var assets embed.FS

var pageTemplate = template.Must(template.New("page.html").Funcs(template.FuncMap{"soft": soft}).ParseFS(assets, "assets/html/*.html"))

// Write writes the report and its story
// as one page that needs nothing else: no network, and no script to be read. Its
// script adds search, order, choice of columns and all rows beyond the first. The
// page allows exactly its own style and script to a browser, by their hashes.
// Equal reports and stories make equal bytes.
func Write(w io.Writer, r *report.Report, s *story.Story, o Options) error {
	o.MaxRows = cmp.Or(o.MaxRows, DefaultMaxRows)
	style, err := joined("assets/css")
	if err != nil {
		return fmt.Errorf("reading style of page: %w", err)
	}
	script, err := joined("assets/js")
	if err != nil {
		return fmt.Errorf("reading script of page: %w", err)
	}
	p, err := newPage(r, s, o)
	if err != nil {
		return err
	}
	p.Policy = policy(style, script)
	p.Style, p.Script = template.CSS(style), template.JS(script) //nolint:gosec // our own files
	out := bufio.NewWriterSize(w, 64<<10)                        // the template writes word for word
	if err := errors.Join(pageTemplate.ExecuteTemplate(out, "page.html", p), out.Flush()); err != nil {
		return fmt.Errorf("writing page: %w", err)
	}
	return nil
}
