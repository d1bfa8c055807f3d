package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/pflag"

	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
)

// Environment variables for what is better not on a command line.
const (
	envPort     = "EASREPORT_SMTP_PORT"
	envSecurity = "EASREPORT_SMTP_SECURITY"
	envUsername = "EASREPORT_SMTP_USERNAME"
	envPassword = "EASREPORT_SMTP_PASSWORD" //nolint:gosec // the name of a variable, not a secret
)

// mailOptions are the flags about mail.
type mailOptions struct {
	send           bool
	server, sender string
	recipients     []string
}

func (m *mailOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&m.send, "send-email", false, "mail the report; port, "+envSecurity+" (starttls, tls, none),\nuser and password are taken from "+
		envPort+",\n"+envUsername+" and "+envPassword)
	f.StringVar(&m.server, "smtp-server", "", "mail server")
	f.StringVar(&m.sender, "smtp-sender", "", "address of the sender")
	f.StringSliceVar(&m.recipients, "smtp-recipient", nil, "address of a recipient; may be given again")
}

// check finds mistakes in the settings of mail.
func (m *mailOptions) check() error {
	if !m.send {
		if m.server != "" || m.sender != "" || len(m.recipients) > 0 {
			return errors.New("--smtp-server, --smtp-sender and --smtp-recipient need --send-email")
		}
		return nil
	}
	if m.server == "" || m.sender == "" || len(m.recipients) == 0 {
		return errors.New("--send-email needs --smtp-server, --smtp-sender and --smtp-recipient")
	}
	server, err := m.smtp()
	if err != nil {
		return err
	}
	trial := mail.Message{From: m.sender, To: m.recipients, Subject: "trial", Text: "trial"}
	return errors.Join(server.Validate(), trial.Validate())
}

// smtp is the mail server, of flags and environment.
func (m *mailOptions) smtp() (*mail.SMTP, error) {
	s := &mail.SMTP{
		Host: m.server, Security: mail.Security(os.Getenv(envSecurity)),
		Username: os.Getenv(envUsername), Password: os.Getenv(envPassword),
	}
	if port := os.Getenv(envPort); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil {
			return nil, fmt.Errorf("%s %q: want a number", envPort, port)
		}
		s.Port = n
	}
	return s, nil
}

// Rows that a mail shows: it is for a first look, the files have all.
const (
	mailTextRows = 20
	mailHTMLRows = 50
)

// send mails the report that was written to files.
func (o *reportOptions) send(ctx context.Context, r *report.Report, names render.Names, s *reportSummary) error {
	if !o.mail.send {
		return nil
	}
	var text, page bytes.Buffer
	if err := render.Text(&text, r, mailTextRows); err != nil {
		return err
	}
	columns, err := o.columns()
	if err != nil {
		return err
	}
	if err := render.HTML(&page, r, render.PageOptions{Prefix: o.prefix, Columns: columns, MaxRows: mailHTMLRows}); err != nil {
		return err
	}
	m := &mail.Message{
		From: o.mail.sender, To: o.mail.recipients, Subject: render.Title(r, o.prefix), Text: text.String(), HTML: page.String(),
	}
	if m.Attachments, err = o.attachments(r, names, s.Files); err != nil {
		return err
	}
	server, err := o.mail.smtp()
	if err != nil {
		return err
	}
	if err := server.Send(ctx, m); err != nil {
		return fmt.Errorf("mailing the report (its files are written): %w", err)
	}
	s.Mailed = o.mail.recipients
	return nil
}

// attachments are the report's files, or one zip of them if they are large.
func (o *reportOptions) attachments(r *report.Report, names render.Names, files reportFiles) (all []mail.Attachment, err error) {
	total := 0
	for _, file := range []struct{ path, contentType string }{
		{files.CSV, "text/csv; charset=utf-8"}, {files.MinHitsCSV, "text/csv; charset=utf-8"}, {files.HTML, "text/html; charset=utf-8"},
	} {
		if file.path == "" {
			continue
		}
		data, err := os.ReadFile(file.path)
		if err != nil {
			return nil, fmt.Errorf("attaching the report: %w", err)
		}
		total += len(data)
		all = append(all, mail.Attachment{Name: filepath.Base(file.path), ContentType: file.contentType, Data: data})
	}
	if float64(total) < o.zipSize*(1<<20) {
		return all, nil
	}
	var archive bytes.Buffer
	var members []render.File
	for _, a := range all {
		members = append(members, render.File{Name: a.Name, Body: bytes.NewReader(a.Data)})
	}
	if err := render.Zip(&archive, r.Query.To, members); err != nil {
		return nil, err
	}
	return []mail.Attachment{{Name: names.Zip(), ContentType: "application/zip", Data: archive.Bytes()}}, nil
}
