package s3store

import (
	"errors"
	"net"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/internal/store"
)

// once makes the SDK send a write under this condition again only after it was
// refused. Sent again after a lost answer, it would be refused because of itself,
// or would undo what others have done since.
func once(c store.Condition) func(*s3.Options) {
	return func(o *s3.Options) {
		if c != (store.Condition{}) {
			o.Retryer = refusals{o.Retryer}
		}
	}
}

// refusals is a Retryer for errors that say that nothing was done.
type refusals struct{ aws.Retryer }

// IsErrorRetryable returns whether the request may be sent again.
func (r refusals) IsErrorRetryable(err error) bool {
	return refused(err) && r.Retryer.IsErrorRetryable(err)
}

// refused returns whether the server has not looked at the request (it was never
// reached, or has too much to do) or found fault with it. A 500, and a 503 other
// than SlowDown, may come from something between here and the bucket.
func refused(err error) bool {
	if got := status(err); got >= 400 && got < 500 {
		return true
	}
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return true
	}
	return retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err) == aws.TrueTernary
}
