package publish

import (
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/letter"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// Look is how a report's files and mails look.
type Look struct {
	// Prefix is part of the files' names and the title; see render.NewNames.
	Prefix string
	// Version is that of easreport, which page and mail name; empty if they are not to.
	Version string
	// Columns are those of the page; none is the page's own choice.
	Columns []render.Column
	// NoPage leaves the page out of the files.
	NoPage bool
	// Excel has CSV files begin with a byte order mark, by which Excel knows UTF-8.
	Excel bool
}

// Message is a mail about a report and its story, with attachments. It has no sender and recipients yet.
func (l Look) Message(r *report.Report, s *story.Story, attachments ...mail.Attachment) (*mail.Message, error) {
	said, err := letter.New(r, s, l.options(attachments))
	if err != nil {
		return nil, err
	}
	return message(said, attachments), nil
}

// options are those of a letter with attachments.
func (l Look) options(attachments []mail.Attachment) letter.Options {
	o := letter.Options{Prefix: l.Prefix, Version: l.Version}
	for i := range attachments {
		o.Attached = append(o.Attached, attachments[i].Name)
	}
	return o
}

func message(l letter.Letter, attachments []mail.Attachment) *mail.Message {
	return &mail.Message{Subject: l.Subject, Text: l.Text, HTML: l.HTML, Attachments: attachments}
}
