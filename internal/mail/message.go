package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// ErrMessage says that a message cannot be sent as it is, by anyone.
var ErrMessage = errors.New("message is not valid")

// ErrUnclear says that a message may or may not have been sent: the answer of the
// one who was to send it did not come.
var ErrUnclear = errors.New("it is not known whether the message was sent")

// Message is a mail with a text, the same as HTML, and files.
type Message struct {
	// From and To are addresses, such as "a@b.example" or "A <a@b.example>".
	From string
	To   []string
	// Subject is one line.
	Subject string
	// Text is always needed, HTML may be empty.
	Text, HTML  string
	Attachments []Attachment
	// Date is when the message was written; zero is now.
	Date time.Time
	// ID is the Message-ID without brackets; empty is a random one. The same ID
	// for the same report lets servers drop a mail that comes twice.
	ID string
}

// Attachment is a file in a message.
type Attachment struct {
	Name string
	// ContentType is a media type, such as "text/csv; charset=utf-8".
	ContentType string
	Data        []byte
}

// Validate tells all that is wrong with the message, as ErrMessage: addresses
// that are none, and texts that would add headers of their own.
func (m *Message) Validate() error {
	_, err := m.build()
	return err
}

// WriteTo writes the message as raw MIME (RFC 5322), with CRLF line ends. It
// returns ErrMessage for one that is not valid.
func (m *Message) WriteTo(w io.Writer) (int64, error) {
	built, err := m.build()
	if err != nil {
		return 0, err
	}
	n, err := built.WriteTo(w)
	if err != nil {
		return n, fmt.Errorf("writing message: %w", err)
	}
	return n, nil
}

func (m *Message) build() (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	problems := []error{oneLine("subject", m.Subject), oneLine("message id", m.ID)}
	from, err := address("sender", m.From)
	problems = append(problems, err)
	if len(m.To) == 0 {
		problems = append(problems, errors.New("there is no recipient"))
	}
	var to []*mail.Address
	for _, text := range m.To {
		a, err := address("recipient", text)
		problems, to = append(problems, err), append(to, a)
	}
	for _, a := range m.Attachments {
		problems = append(problems, attach(msg, a))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	msg.FromMailAddress(from)
	msg.ToMailAddress(to...)
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(m.id(from))
	msg.SetDateWithValue(m.date())
	// RFC 3834: nobody's out-of-office reply is wanted.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

func attach(msg *gomail.Msg, a Attachment) error {
	if err := oneLine("name of attachment", a.Name); err != nil {
		return err
	}
	if a.Name == "" {
		return errors.New("an attachment has no name")
	}
	if _, _, err := mime.ParseMediaType(a.ContentType); err != nil || oneLine("", a.ContentType) != nil {
		return fmt.Errorf("attachment %q has content type %q", a.Name, a.ContentType)
	}
	contentType := gomail.WithFileContentType(gomail.ContentType(a.ContentType))
	if err := msg.AttachReader(a.Name, bytes.NewReader(a.Data), contentType); err != nil {
		return fmt.Errorf("attaching %q: %w", a.Name, err)
	}
	return nil
}

func address(role, text string) (*mail.Address, error) {
	if err := oneLine(role, text); err != nil {
		return nil, err
	}
	a, err := mail.ParseAddress(text)
	if err != nil {
		return nil, fmt.Errorf("%s %q is no address: want one such as admins@contoso.com", role, text)
	}
	return a, nil
}

// oneLine refuses what could end a header and begin another.
func oneLine(what, text string) error {
	if strings.ContainsFunc(text, unicode.IsControl) {
		return fmt.Errorf("%s %q has control characters", what, text)
	}
	return nil
}
