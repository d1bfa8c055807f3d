package sesmail

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

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
func fault(err error) error {
	meaning := meaning(err)
	if meaning == nil {
		return fmt.Errorf("sending mail by Amazon SES: %w", err)
	}
	return fmt.Errorf("sending mail by Amazon SES: %w: %w", meaning, err)
}

func meaning(err error) error {
	var api smithy.APIError
	switch {
	case unclear(err):
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

// unclear tells that the message may have been taken: it was on its way, and no
// answer came that says what became of it. A 5xx is none: SES, or what is between,
// may have failed after the message was taken. Throttling and a fault of the request
// itself (4xx) are found before.
func unclear(err error) bool {
	var canceled *smithy.CanceledError // in an attempt; between two it is another
	if errors.As(err, &canceled) {
		return true
	}
	var response *smithyhttp.ResponseError
	if !errors.As(err, &response) || unreached(err) || throttled(err) {
		return false
	}
	status := response.HTTPStatusCode() // 0 without an answer
	return status < http.StatusMultipleChoices || status >= http.StatusInternalServerError
}

func throttled(err error) bool {
	return retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err) == aws.TrueTernary
}

// unreached tells that there was nobody to send the message to.
func unreached(err error) bool {
	var dial *net.OpError
	return errors.As(err, &dial) && dial.Op == "dial"
}

// onlyIfRefused makes the SDK send a message again only after an answer that it
// was not taken, or when the service was not reached.
func onlyIfRefused(o *sesv2.Options) { o.Retryer = refusals{o.Retryer} }

// refusals is a Retryer for errors that say that nothing was sent.
type refusals struct{ aws.Retryer }

// IsErrorRetryable returns whether the request may be sent again.
func (r refusals) IsErrorRetryable(err error) bool {
	return !unclear(err) && r.Retryer.IsErrorRetryable(err)
}
