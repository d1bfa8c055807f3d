package cloud

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/easreport/easreport/infra/aws/local/lambda"
	"github.com/easreport/easreport/infra/aws/local/queue"
	"github.com/easreport/easreport/infra/aws/local/sqs"
)

// Names of the queues at the end of their URLs.
const (
	ingestQueue     = "ingest"
	deadLetterQueue = "ingest-dead-letters"
	failedRunsQueue = "failed-runs"
)

// startQueues has the queues answer as SQS does. Only people ask.
func (c *Cloud) startQueues() error {
	at, err := c.serve(sqs.Server(map[string]*queue.Queue{ingestQueue: c.Queue, deadLetterQueue: c.DeadLetters, failedRunsQueue: c.FailedRuns}))
	c.sqs = at
	return err
}

// startLambda has the functions answer as the API of Lambda does.
func (c *Cloud) startLambda() (err error) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /2015-03-31/functions/{name}/invocations", func(w http.ResponseWriter, r *http.Request) {
		function := map[string]*lambda.Function{"ingest": c.Ingest, "report": c.Report}[r.PathValue("name")]
		if function == nil {
			http.NotFound(w, r)
			return
		}
		event, err := io.ReadAll(r.Body)
		if err == nil && !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ") {
			err = errors.New("the request is not signed")
		}
		var answer []byte
		if err == nil {
			answer, err = function.Invoke(r.Context(), event)
		}
		if err != nil {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
			answer, _ = json.Marshal(map[string]string{"errorMessage": err.Error()}) // a text in a map: cannot fail
		}
		_, _ = w.Write(answer)
	})
	c.lambda, err = c.serve(mux)
	return err
}

func (c *Cloud) queueURL(name string) string { return c.sqs + "/123456789012/" + name }

// Environment is what the command, easreport, needs to look after this cloud.
func (c *Cloud) Environment() []string {
	return slices.Concat(c.S3.Environment(), []string{
		"AWS_ENDPOINT_URL_SQS=" + c.sqs, "AWS_ENDPOINT_URL_LAMBDA=" + c.lambda, "EASREPORT_REPORT_FUNCTION=report",
		"EASREPORT_LAKE=s3://" + Lake, "EASREPORT_LOGS=s3://" + Logs,
		"EASREPORT_QUEUE=" + c.queueURL(ingestQueue), "EASREPORT_DLQ=" + c.queueURL(deadLetterQueue),
		"EASREPORT_REPORT_DLQ=" + c.queueURL(failedRunsQueue),
	})
}
