package sesmail

import (
	"errors"
	"fmt"
	"regexp"
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
	// ErrDenied: the role may not send. The error around it says which resource its
	// policy leaves out, if SES named one.
	ErrDenied = errors.New("the role may not send by Amazon SES")
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
		return s.denied(api.ErrorMessage())
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

// resource finds the identity or configuration set in the ARN that SES quotes when it
// denies a call: "... on resource `arn:aws:ses:eu-central-1:111122223333:identity/contoso.com'".
var resource = regexp.MustCompile("arn:[a-z-]+:ses:[a-z0-9-]*:[0-9]*:(identity|configuration-set)/([^\\s`'\"]+)")

// denied says what to change in the role's policy. SES authorizes a call on the sender's
// identity, on the configuration set of the call or, if it names none, of the identity,
// and, while the account is in the sandbox, on each recipient's identity.
func (s *sending) denied(message string) error {
	found := resource.FindStringSubmatch(message)
	if found == nil {
		return fmt.Errorf("%w: allow ses:SendEmail and ses:SendRawEmail on identity/* and configuration-set/* of this account and region", ErrDenied)
	}
	kind, name := found[1], found[2]
	switch {
	case kind == "configuration-set" && name != s.configurationSet:
		return fmt.Errorf("%w: the sender's identity has configuration set %s by default: allow it in the policy, or remove it from the identity", ErrDenied, name)
	case kind == "configuration-set":
		return fmt.Errorf("%w: allow configuration-set/%s in the policy", ErrDenied, name)
	case covers(name, s.from):
		return fmt.Errorf("%w: allow identity/%s, the sender's, in the policy", ErrDenied, name)
	}
	return fmt.Errorf("%w: identity/%s is a recipient's, and the account is in the SES sandbox: allow it in the policy, or request production access", ErrDenied, name)
}

// covers reports whether an identity, an address or a domain, is one of the address.
func covers(identity, address string) bool {
	_, domain, _ := strings.Cut(address, "@")
	return strings.EqualFold(identity, address) || strings.EqualFold(identity, domain) || strings.HasSuffix(strings.ToLower(domain), "."+strings.ToLower(identity))
}
