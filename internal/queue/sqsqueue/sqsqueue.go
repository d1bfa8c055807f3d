// Package sqsqueue is a queue of Amazon SQS, or of a server that speaks its
// protocol.
//
// It must not know what messages say, nor where credentials come from: it is given
// a client.
package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/easreport/easreport/internal/operate"
)

// Queue is an operate.Queue of SQS. It is safe for concurrent use.
type Queue struct {
	client *sqs.Client
	url    *string
}

var _ operate.Queue = (*Queue)(nil)

// New returns the queue at this URL. It asks nothing of the server.
func New(client *sqs.Client, url string) *Queue { return &Queue{client, &url} }

// batch is how many messages one request carries.
const batch = 10

// Send puts messages into the queue, by a request for each ten of them.
func (q *Queue) Send(ctx context.Context, bodies ...string) error {
	for len(bodies) > 0 {
		some := bodies[:min(len(bodies), batch)]
		bodies = bodies[len(some):]
		entries := make([]types.SendMessageBatchRequestEntry, len(some))
		for i := range some {
			entries[i] = types.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: &some[i]}
		}
		out, err := q.client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: q.url, Entries: entries})
		if err == nil {
			err = failures(out.Failed)
		}
		if err != nil {
			return fmt.Errorf("send to %s: %w", *q.url, err)
		}
	}
	return nil
}

// How long Receive waits for a message, which makes SQS look on all its servers, and
// how long messages are hidden then: both in seconds.
const (
	waitSeconds   = 2
	hiddenSeconds = 120
)

// Receive takes up to ten messages and hides them for two minutes.
func (q *Queue) Receive(ctx context.Context) ([]operate.Message, error) {
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: q.url, MaxNumberOfMessages: batch, WaitTimeSeconds: waitSeconds, VisibilityTimeout: hiddenSeconds,
	})
	if err != nil {
		return nil, fmt.Errorf("receive from %s: %w", *q.url, err)
	}
	messages := make([]operate.Message, len(out.Messages))
	for i, m := range out.Messages {
		messages[i] = operate.Message{Body: aws.ToString(m.Body), Handle: aws.ToString(m.ReceiptHandle)}
	}
	return messages, nil
}

// Delete removes messages, by a request for each ten of them.
func (q *Queue) Delete(ctx context.Context, messages ...operate.Message) error {
	for len(messages) > 0 {
		some := messages[:min(len(messages), batch)]
		messages = messages[len(some):]
		entries := make([]types.DeleteMessageBatchRequestEntry, len(some))
		for i := range some {
			entries[i] = types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: &some[i].Handle}
		}
		out, err := q.client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: q.url, Entries: entries})
		if err == nil {
			err = failures(out.Failed)
		}
		if err != nil {
			return fmt.Errorf("delete from %s: %w", *q.url, err)
		}
	}
	return nil
}

// Hide hides a message that was received for so long, counted from now (whole seconds).
func (q *Queue) Hide(ctx context.Context, handle string, d time.Duration) error {
	_, err := q.client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: q.url, ReceiptHandle: &handle, VisibilityTimeout: int32(d / time.Second),
	})
	if err != nil {
		return fmt.Errorf("hide a message of %s: %w", *q.url, err)
	}
	return nil
}

// failures makes an error of what failed in a batch that did not fail as a whole.
func failures(failed []types.BatchResultErrorEntry) (err error) {
	for _, f := range failed {
		err = errors.Join(err, fmt.Errorf("%s: %s", aws.ToString(f.Code), aws.ToString(f.Message)))
	}
	return err
}

var counted = [...]types.QueueAttributeName{
	types.QueueAttributeNameApproximateNumberOfMessages,
	types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
	types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
}

// Depth is what SQS calls approximate: right within a minute of the last change.
func (q *Queue) Depth(ctx context.Context) (operate.Depth, error) {
	out, err := q.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: q.url, AttributeNames: counted[:]})
	if err != nil {
		return operate.Depth{}, fmt.Errorf("ask %s: %w", *q.url, err)
	}
	var counts [len(counted)]int64
	for i, name := range counted {
		if counts[i], err = strconv.ParseInt(out.Attributes[string(name)], 10, 64); err != nil {
			return operate.Depth{}, fmt.Errorf("ask %s: %s is %q", *q.url, name, out.Attributes[string(name)])
		}
	}
	return operate.Depth{Waiting: counts[0], Hidden: counts[1] + counts[2]}, nil
}
