package sesmail

import (
	"errors"
	"fmt"
	"strings"

	smithy "github.com/aws/smithy-go"

	"github.com/easreport/easreport/internal/mail"
)

// Why SES did not take a message. Each says what to do about it.
var (
	// ErrNotVerified: the sender, or in the sandbox a recipient, is not verified.
	ErrNotVerified = errors.New("an address is not verified in Amazon SES: verify the sender's address or domain; " +
		"while the account is in the SES sandbox each recipient, too, or request production access")
	// ErrPaused: the account or the configuration set may not send.
	ErrPaused = errors.New("sending is paused or suspended in Amazon SES: see the account's status and the configuration set in the SES console")
	// ErrConfigurationSet: there is no such configuration set.
	ErrConfigurationSet = errors.New("there is no such configuration set in Amazon SES: make it, or leave it out of the settings")
	// ErrDenied: the role may not send.
	ErrDenied = errors.New("not allowed to send by Amazon SES: the role needs ses:SendEmail on the sender's identity and the configuration set")
	// ErrQuota: too much was sent. It has been tried several times.
	ErrQuota = errors.New("the sending quota or rate of Amazon SES is used up: it is tried again later; request a higher one if this happens again")
	// ErrRejected: SES found something else wrong with the message.
	ErrRejected = errors.New("the message was rejected by Amazon SES")
)

// fault tells what the SDK's error means. The error itself is kept: it has the id
// by which AWS's support finds the request.
func (s *sending) fault(err error) error {
	meaning := s.meaning(err)
	if meaning == nil {
		return fmt.Errorf("sending mail by Amazon SES: %w", err)
	}
	return fmt.Errorf("sending mail by Amazon SES: %w: %w", meaning, err)
}

func (s *sending) meaning(err error) error {
	var api smithy.APIError
	switch {
	case s.unclear(err):
		return mail.ErrUnclear
	case !errors.As(err, &api):
		return nil
	case notVerified(api):
		return ErrNotVerified
	case throttled(err):
		return ErrQuota
	}
	switch api.ErrorCode() {
	case "AccountSuspendedException", "SendingPausedException":
		return ErrPaused
	case "NotFoundException":
		return ErrConfigurationSet
	case "AccessDenied", "AccessDeniedException":
		return ErrDenied
	case "MessageRejected", "BadRequestException":
		return ErrRejected
	}
	return nil
}

// notVerified also looks into the text: SES has one code for all that it rejects.
func notVerified(api smithy.APIError) bool {
	return api.ErrorCode() == "MailFromDomainNotVerifiedException" ||
		strings.Contains(api.ErrorMessage(), "not verified")
}
