package ses

import (
	"context"
	"io"
)

// MailboxVariable names the environment variable that holds the path of
// aws-ses-v2-local's program, which node runs.
const MailboxVariable = "EASREPORT_MAILBOX"

// Mailbox is aws-ses-v2-local. Its page is at its endpoint.
type Mailbox struct{ *server }

// Mail is one that was sent.
type Mail struct {
	From        string
	Destination struct{ To []string }
	Subject     string
	Body        struct{ HTML, Text string }
	Attachments []Attachment
}

// Attachment is a file that came with a mail.
type Attachment struct {
	Filename, ContentType string
	Content               []byte
}

// StartMailbox starts a mailbox. What it says goes to log.
func StartMailbox(ctx context.Context, program string, log io.Writer) (*Mailbox, error) {
	s, err := start(ctx, log, func(host, port string) []string {
		return []string{"node", program, "--host", host, "--port", port}
	})
	return &Mailbox{s}, err
}

// Mails are those that were sent so far.
func (m *Mailbox) Mails(ctx context.Context) ([]Mail, error) {
	var kept struct{ Emails []Mail }
	err := m.get(ctx, "/store", &kept)
	return kept.Emails, err
}
