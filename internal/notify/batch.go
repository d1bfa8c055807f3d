package notify

import "encoding/json"

// Item is a message of a batch.
type Item struct {
	// ID is what Lambda calls the item identifier: what is said of this message is
	// said by it.
	ID string
	// Body is an event body.
	Body string
}

// Batch returns the messages of a batch that SQS delivers to a function; false for
// an event that is no such batch.
func Batch(event []byte) ([]Item, bool) {
	var batch struct {
		Records []struct {
			EventSource string
			MessageID   string `json:"messageId"`
			Body        string
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
		items[i] = Item{ID: r.MessageID, Body: r.Body}
	}
	return items, true
}
