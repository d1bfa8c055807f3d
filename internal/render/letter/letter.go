package letter

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/page"
	"github.com/easreport/easreport/internal/render/wording"
	"github.com/easreport/easreport/internal/report"
)

// Letter is what a mail says.
type Letter struct {
	// Subject is one line. HTML says what Text does.
	Subject, Text, HTML string
}

// Options says how a letter is to look.
type Options struct {
	// Prefix is part of the subject, see wording.Title.
	Prefix string
	// Notes are said after what is known to be missing, and before all else.
	Notes []string
}

// Rows that a mail shows: it is for a first look, the files have all.
const (
	textRows = 20
	htmlRows = 50
)

// New writes the letter about a report and what is wrong with its devices (nil:
// nobody looked). What is known to be missing comes first of all.
func New(r *report.Report, d *diagnosis.Diagnosis, o Options) (Letter, error) {
	l := Letter{Subject: wording.Title(r, o.Prefix)}
	notes := o.Notes
	if incomplete := wording.Incomplete(&r.Coverage); incomplete != "" {
		l.Subject = "INCOMPLETE: " + l.Subject
		notes = append([]string{incomplete}, notes...)
	}
	var text, html bytes.Buffer
	if len(notes) > 0 {
		fmt.Fprintf(&text, "%s\n\n", strings.Join(notes, "\n"))
	}
	if err := render.Text(&text, r, textRows); err != nil {
		return Letter{}, err
	}
	if err := page.Write(&html, r, d, page.Options{Prefix: o.Prefix, MaxRows: htmlRows, Notes: notes}); err != nil {
		return Letter{}, err
	}
	l.Text, l.HTML = text.String(), html.String()
	return l, nil
}
