// Package sesmail sends mail by Amazon SES.
//
// SES has no token by which a message that is sent again is known to be the same.
// So a message is sent again only when the service said that it did not take it,
// or could not be reached; where no answer came, or one that the service failed,
// nobody knows, and the error says so (mail.ErrUnclear).
//
// It must not know what is in a message, nor where credentials and the region come
// from: it is given a client.
package sesmail

import (
	"bytes"
	"context"
	netmail "net/mail"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/easreport/easreport/internal/mail"
)

// MaxRecipients is how many recipients SES takes for one message.
const MaxRecipients = 50

// DefaultTimeout bounds sending a message.
const DefaultTimeout = time.Minute

// Sender sends messages.
type Sender struct {
	Client *sesv2.Client
	// ConfigurationSet is that of SES, empty for none.
	ConfigurationSet string
	// Timeout bounds sending one message with all attempts; 0 is DefaultTimeout.
	Timeout time.Duration
}

// Send sends the message to all its recipients or to none, and returns SES's id
// of it. Errors are mail.ErrMessage, the errors of this package, mail.ErrUnclear
// where nobody knows, and the SDK's.
func (s *Sender) Send(ctx context.Context, m *mail.Message) (id string, err error) {
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return "", err
	}
	timeout := s.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	from := plain(m.From)
	input := &sesv2.SendEmailInput{
		FromEmailAddress: &from,
		Destination:      &types.Destination{},
		Content:          &types.EmailContent{Raw: &types.RawMessage{Data: raw.Bytes()}},
	}
	for _, address := range m.To {
		input.Destination.ToAddresses = append(input.Destination.ToAddresses, plain(address))
	}
	if s.ConfigurationSet != "" {
		input.ConfigurationSetName = &s.ConfigurationSet
	}
	attempts := &sending{from: from, configurationSet: s.ConfigurationSet}
	out, err := s.Client.SendEmail(attempts.watch(ctx), input, attempts.onlyIfRefused)
	if err != nil {
		return "", attempts.fault(err)
	}
	if out.MessageId == nil {
		return "", nil
	}
	return *out.MessageId, nil
}

// plain is an address of a valid message without its name, which may be of letters
// that SES does not take here. The message itself has it.
func plain(address string) string {
	if a, err := netmail.ParseAddress(address); err == nil {
		return a.Address
	}
	return address
}
