package operate

import "context"

// Queue holds messages that each say one log wants reading.
type Queue interface {
	// Send puts messages with these bodies into the queue: all of them, or an error;
	// then some of them may be there.
	Send(ctx context.Context, bodies ...string) error
	// Receive takes some messages, waiting a moment for them, and hides them from
	// others for a while; none means that the queue is empty, or that what is in it
	// is hidden.
	Receive(ctx context.Context) ([]Message, error)
	// Delete removes messages that were received: all of them, or an error.
	Delete(ctx context.Context, messages ...Message) error
	// Depth counts the messages, as exactly as the queue knows.
	Depth(ctx context.Context) (Depth, error)
}

// Message is a message that was received.
type Message struct {
	Body string
	// Handle is by what the queue knows this receipt of the message.
	Handle string
}

// Depth is how many messages a queue has.
type Depth struct {
	// Waiting are those that anybody can receive, Hidden those that somebody has
	// received and not deleted, or that are delayed.
	Waiting int64 `json:"waiting"`
	Hidden  int64 `json:"hidden"`
}
