package notify

import (
	"encoding/json"
	"strconv"
)

// Item is a message of a batch.
type Item struct {
	// ID is what Lambda calls the item identifier: what is said of this message is
	// said by it.
	ID string
	// Body is an event body.
	Body string
	// Receipt is the handle by which the queue knows this delivery, Receives how often
	// the message was delivered, this time included.
	Receipt  string
	Receives int
}

// Batch returns the messages of a batch that SQS delivers to a function; false for
// an event that is no such batch.
func Batch(event []byte) ([]Item, bool) {
	var batch struct {
		Records []struct {
			EventSource string
			MessageID   string `json:"messageId"`
			Body        string
			Receipt     string `json:"receiptHandle"`
			Attributes  struct{ ApproximateReceiveCount string }
		}
	}
	if err := json.Unmarshal(event, &batch); err != nil || len(batch.Records) == 0 {
		return nil, false
	}
	items := make([]Item, len(batch.Records))
	for i, r := range batch.Records {
		if r.EventSource != "aws:sqs" {
			return nil, false
		}
		receives, _ := strconv.Atoi(r.Attributes.ApproximateReceiveCount) // 0 if SQS does not say
		items[i] = Item{ID: r.MessageID, Body: r.Body, Receipt: r.Receipt, Receives: receives}
	}
	return items, true
}
