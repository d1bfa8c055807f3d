package publish

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
)

// Look is how a report's files and mails look.
type Look struct {
	// Prefix is part of the files' names and the title; see render.NewNames.
	Prefix string
	// Columns are those of the page; none is the page's own choice.
	Columns []render.Column
	// NoPage leaves the page out of the files. A mail's body always is one.
	NoPage bool
}

// Rows that a mail shows: it is for a first look, the files have all.
const (
	mailTextRows = 20
	mailHTMLRows = 50
)

// Message is a mail about a report: its text, and the same as HTML. It has no
// sender, recipients and attachments yet. What is known to be missing comes first
// of all, then the notes.
func (l Look) Message(r *report.Report, notes ...string) (*mail.Message, error) {
	m := &mail.Message{Subject: render.Title(r, l.Prefix)}
	if incomplete := render.Incomplete(&r.Coverage); incomplete != "" {
		m.Subject = "INCOMPLETE: " + m.Subject
		notes = append([]string{incomplete}, notes...)
	}
	var text, page bytes.Buffer
	if len(notes) > 0 {
		fmt.Fprintf(&text, "%s\n\n", strings.Join(notes, "\n"))
	}
	if err := render.Text(&text, r, mailTextRows); err != nil {
		return nil, err
	}
	options := render.PageOptions{Prefix: l.Prefix, Columns: l.Columns, MaxRows: mailHTMLRows, Notes: notes}
	if err := render.HTML(&page, r, options); err != nil {
		return nil, err
	}
	m.Text, m.HTML = text.String(), page.String()
	return m, nil
}
