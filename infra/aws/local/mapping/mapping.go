// Package mapping gives a function the messages of a queue, as Lambda's event source
// mapping for SQS does: in batches, of which the function names the messages that it
// failed on. Those come again, like all of a batch for which there is no answer.
//
// It must not know what the messages say.
package mapping

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"

	"github.com/easreport/easreport/infra/aws/local/queue"
)

// Mapping is between a queue and a function.
type Mapping struct {
	Queue *queue.Queue
	// Invoke gives the function an event.
	Invoke func(ctx context.Context, event []byte) ([]byte, error)
	// Batch is how many messages an event has at most.
	Batch int
	// Concurrency is how many events there are at a time.
	Concurrency int
	// Failed is told of each event that went wrong as a whole.
	Failed func(error)
}

// Run goes on until ctx is done, and every event is answered.
func (m Mapping) Run(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	for range m.Concurrency {
		all.Go(func() {
			for ctx.Err() == nil {
				if messages := m.Queue.Receive(ctx, m.Batch); len(messages) > 0 {
					// What is begun is ended, also when there is no more to begin.
					if err := m.serve(context.WithoutCancel(ctx), messages); err != nil {
						m.Failed(err)
					}
				}
			}
		})
	}
}

func (m Mapping) serve(ctx context.Context, messages []queue.Message) error {
	answer, err := m.Invoke(ctx, Event(messages))
	if err != nil {
		return err
	}
	var partial struct {
		BatchItemFailures []struct{ ItemIdentifier string }
	}
	if err := json.Unmarshal(answer, &partial); err != nil {
		return fmt.Errorf("reading the answer %q: %w", answer, err)
	}
	failed := make(map[string]bool)
	for _, f := range partial.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	for _, message := range messages {
		if !failed[message.ID] {
			m.Queue.Delete(message.Receipt)
		}
	}
	return nil
}

// Event is a batch as SQS delivers it.
func Event(messages []queue.Message) []byte {
	type fields map[string]any
	records := make([]fields, len(messages))
	for i, m := range messages {
		sent := strconv.FormatInt(m.Sent.UnixMilli(), 10)
		records[i] = fields{
			"messageId": m.ID, "receiptHandle": m.Receipt, "body": m.Body,
			"attributes": fields{
				"ApproximateReceiveCount": strconv.Itoa(m.Receives), "SentTimestamp": sent,
				"SenderId": "AIDAEXAMPLE", "ApproximateFirstReceiveTimestamp": sent,
			},
			"messageAttributes": fields{}, "eventSource": "aws:sqs", "awsRegion": "eu-central-1",
			"eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:ingest",
		}
	}
	event, _ := json.Marshal(fields{"Records": records}) // texts in maps: cannot fail
	return event
}
