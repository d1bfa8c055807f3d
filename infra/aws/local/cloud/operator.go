package cloud

import (
	"slices"

	"github.com/easreport/easreport/infra/aws/local/queue"
	"github.com/easreport/easreport/infra/aws/local/sqs"
)

// Names of the queues at the end of their URLs.
const (
	ingestQueue     = "ingest"
	deadLetterQueue = "ingest-dead-letters"
)

// startQueues has the queues answer as SQS does. Only people ask.
func (c *Cloud) startQueues() error {
	at, err := c.serve(sqs.Server(map[string]*queue.Queue{ingestQueue: c.Queue, deadLetterQueue: c.DeadLetters}))
	c.sqs = at
	return err
}

// Environment is what the command, easreport, needs to look after this cloud.
func (c *Cloud) Environment() []string {
	account := c.sqs + "/123456789012/"
	return slices.Concat(c.S3.Environment(), []string{
		"AWS_ENDPOINT_URL_SQS=" + c.sqs,
		"EASREPORT_LAKE=s3://" + Lake, "EASREPORT_LOGS=s3://" + Logs,
		"EASREPORT_QUEUE=" + account + ingestQueue, "EASREPORT_DLQ=" + account + deadLetterQueue,
	})
}
