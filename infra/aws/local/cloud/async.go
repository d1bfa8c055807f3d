package cloud

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/easreport/easreport/infra/aws/local/lambda"
)

// attempts is how often Lambda tries an event that nobody waits for, with MaximumRetryAttempts: 2.
const attempts = 3

// Run has Lambda run a function that nobody waits for, as the Scheduler does, and returns when it is
// done. An event that fails each time goes to FailedRuns with its error, as Lambda's on-failure
// destination writes it (Lambda Developer Guide, "Adding a destination"). Lambda waits one minute and
// then two between attempts, this does not.
func (c *Cloud) Run(ctx context.Context, f *lambda.Function, event string) {
	var err error
	for range attempts {
		if _, err = f.Invoke(ctx, []byte(event)); err == nil {
			return
		}
	}
	failure := &lambda.FunctionError{Message: err.Error(), Type: "Runtime.ExitError"}
	errors.As(err, &failure)
	type fields map[string]any
	record, _ := json.Marshal(fields{ // texts and what was parsed: cannot fail
		"version": "1.0", "requestContext": fields{"condition": "RetriesExhausted", "approximateInvokeCount": attempts},
		"requestPayload": json.RawMessage(event), "responseContext": fields{"statusCode": 200, "functionError": "Unhandled"}, "responsePayload": failure,
	})
	c.FailedRuns.Send(string(record))
}
