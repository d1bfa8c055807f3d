package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/spf13/pflag"

	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
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
	f.StringVar(&m.server, "smtp-server", "", "mail `SERVER`, without a port")
	f.StringVar(&m.sender, "smtp-sender", "", "`ADDRESS` of the sender")
	f.StringSliceVar(&m.recipients, "smtp-recipient", nil, "`ADDRESS` of a recipient; may be given again")
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
	if host, port, err := net.SplitHostPort(m.server); err == nil {
		return fmt.Errorf("--smtp-server %q: name the server as %s, and set %s to %s", m.server, host, envPort, port)
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

// letter is the mail about a report, nil if none is wanted.
func (o *reportOptions) letter(r *report.Report, s *story.Story, files *publish.Files) (*mail.Message, error) {
	if !o.mail.send {
		return nil, nil
	}
	attachments, err := files.Attachments(publish.Limits{ZipFrom: o.zipSize})
	if err != nil {
		return nil, err
	}
	m, err := o.look().Message(r, s, attachments...)
	if err != nil {
		return nil, err
	}
	m.From, m.To = o.mail.sender, o.mail.recipients
	return m, nil
}

// send mails the report, if it is to be.
func (o *reportOptions) send(ctx context.Context, letter *mail.Message, s *reportSummary) error {
	if letter == nil {
		return nil
	}
	server, err := o.mail.smtp()
	if err != nil {
		return err
	}
	if err := server.Send(ctx, letter); err != nil {
		return fmt.Errorf("mailing the report (its files are written): %w", err)
	}
	s.Mailed = o.mail.recipients
	return nil
}
