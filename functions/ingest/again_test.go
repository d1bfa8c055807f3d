package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// delivered is a batch of one message, delivered for the nth time, as SQS writes it.
func delivered(key, times string) string {
	return strings.Replace(queued(created(key)), `"messageId":"0"`,
		`"messageId":"0","receiptHandle":"r","attributes":{"ApproximateReceiveCount":"`+times+`"}`, 1)
}

// TestAgain: what failed comes again after 30 s, then after twice as long each time, up
// to an hour. What succeeded, and what never can, is not touched.
func TestAgain(t *testing.T) {
	w := newWorld(t)
	w.upload(t, key, log(2))
	var waits []time.Duration
	w.hide = func(_ context.Context, receipt string, d time.Duration) error {
		if receipt != "r" {
			t.Errorf("receipt %q", receipt)
		}
		waits = append(waits, d)
		return errors.New("no such queue") // which spoils nothing
	}
	w.logs.Hook = faulty.Before(errNetwork)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second) // no time to try again at once
	defer cancel()
	for _, times := range []string{"1", "2", "3", "8", "12", ""} {
		answer, err := w.send(ctx, delivered(key, times))
		if want := `{"batchItemFailures":[{"itemIdentifier":"0"}]}`; answer != want || err != nil {
			t.Errorf("answer %s, %v; want %s", answer, err, want)
		}
	}
	want := []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, time.Hour, time.Hour, 30 * time.Second}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Errorf("hidden for (-want +got):\n%s", diff)
	}

	waits, w.logs.Hook = nil, nil
	for _, event := range []string{delivered(key, "1"), delivered("iis//never.log", "1"), delivered("iis/gone.log", "1")} {
		if answer, err := w.send(t.Context(), event); answer != allDone || err != nil {
			t.Errorf("answer %s, %v", answer, err)
		}
	}
	if len(waits) > 0 {
		t.Errorf("hidden for %v", waits)
	}
}
