package sesmail

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// sending is one message under way, with all attempts.
type sending struct {
	from, configurationSet string // of the call

	// unreached tells that the last attempt still looks for a connection: SES has
	// nothing of the message.
	unreached atomic.Bool
}

// watch notes how far attempts come.
func (s *sending) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { s.unreached.Store(true) },
		WroteHeaders: func() { s.unreached.Store(false) },
	})
}

// unclear tells that the message may have been taken: it was on its way, and no
// answer came that says what became of it. A 5xx is none: SES, or what is between,
// may have failed after the message was taken. Throttling and a fault of the request
// itself (4xx) are found before.
func (s *sending) unclear(err error) bool {
	var attempt *smithyhttp.ResponseError // with or without an answer; between two attempts there is none
	if s.unreached.Load() || !errors.As(err, &attempt) || throttled(err) {
		return false
	}
	status := attempt.HTTPStatusCode() // 0 without an answer
	return status < http.StatusMultipleChoices || status >= http.StatusInternalServerError
}

func throttled(err error) bool {
	return retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err) == aws.TrueTernary
}

// onlyIfRefused makes the SDK send a message again only after an answer that it
// was not taken, or when the service was not reached.
func (s *sending) onlyIfRefused(o *sesv2.Options) { o.Retryer = refusals{o.Retryer, s} }

// refusals is a Retryer for errors that say that nothing was sent.
type refusals struct {
	aws.Retryer
	sending *sending
}

// IsErrorRetryable returns whether the request may be sent again.
func (r refusals) IsErrorRetryable(err error) bool {
	return !r.sending.unclear(err) && r.Retryer.IsErrorRetryable(err)
}
