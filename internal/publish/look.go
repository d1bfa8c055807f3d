package publish

import (
	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/letter"
	"github.com/easreport/easreport/internal/report"
)

// Look is how a report's files and mails look.
type Look struct {
	// Prefix is part of the files' names and the title; see render.NewNames.
	Prefix string
	// Columns are those of the page; none is the page's own choice.
	Columns []render.Column
	// NoPage leaves the page out of the files.
	NoPage bool
}

// Message is a mail about a report and what is wrong with its devices, with the
// notes before all but what is known to be missing. It has no sender, recipients
// and attachments yet.
func (l Look) Message(r *report.Report, d *diagnosis.Diagnosis, notes ...string) (*mail.Message, error) {
	said, err := letter.New(r, d, letter.Options{Prefix: l.Prefix, Notes: notes})
	if err != nil {
		return nil, err
	}
	return &mail.Message{Subject: said.Subject, Text: said.Text, HTML: said.HTML}, nil
}
