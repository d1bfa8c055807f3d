package main

import (
	"context"
	"time"
)

// margin is how much of the time is kept for stopping and for the answer: a function
// that runs into its deadline loses the answer, and with it what it has achieved of a
// batch. Of a short time a tenth is kept.
const margin = 10 * time.Second

// beforeDeadline returns a context that ends when there is time left for the answer.
func beforeDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, bounded := ctx.Deadline()
	if !bounded {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-min(margin, time.Until(deadline)/10)))
}
