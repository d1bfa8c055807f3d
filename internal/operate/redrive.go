package operate

import (
	"context"
	"fmt"
)

// Redrive moves the messages of one queue to another until none is left, and
// counts them, also when it ends with an error. A message is deleted where it was
// only after it was sent, so that a crash doubles it rather than loses it; reading
// a log twice does no harm.
func Redrive(ctx context.Context, from, to Queue) (moved int, err error) {
	for {
		messages, err := from.Receive(ctx)
		if err != nil {
			return moved, fmt.Errorf("receiving messages to move: %w", err)
		}
		if len(messages) == 0 {
			return moved, nil
		}
		bodies := make([]string, len(messages))
		for i := range messages {
			bodies[i] = messages[i].Body
		}
		if err := to.Send(ctx, bodies...); err != nil {
			return moved, fmt.Errorf("sending messages on: %w", err)
		}
		if err := from.Delete(ctx, messages...); err != nil {
			return moved, fmt.Errorf("deleting messages that were sent on: %w", err)
		}
		moved += len(messages)
	}
}
