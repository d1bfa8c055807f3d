package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/easreport/easreport/internal/notify"
)

// A message that failed comes again after firstWait, and after twice as long each further
// time, up to longestWait. Left alone it would come again when its visibility timeout
// ends, six times the function's own timeout (template.yaml), and its failure would be
// heard as late.
const (
	firstWait   = 30 * time.Second
	longestWait = time.Hour
	// hideTimeout bounds the request that says so; the function keeps more than that
	// for its answer (margin).
	hideTimeout = 5 * time.Second
)

// wait returns how long a message waits that has failed so many times.
func wait(failures int) time.Duration {
	d := firstWait
	for ; failures > 1 && d < longestWait; failures-- {
		d *= 2
	}
	return min(d, longestWait)
}

// again makes a message that failed come again soon. If that fails, the message still
// comes again, only later.
func (w *work) again(ctx context.Context, item notify.Item) {
	if w.hide == nil || item.Receipt == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), hideTimeout)
	defer cancel()
	if err := w.hide(ctx, item.Receipt, wait(item.Receives)); err != nil {
		w.log.WarnContext(ctx, "the message comes again after its visibility timeout only", slog.Any("error", err))
	}
}
