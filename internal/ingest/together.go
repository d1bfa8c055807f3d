package ingest

import (
	"errors"
	"sync"
)

// together makes a few requests that need not wait for each other: one round trip. All
// are made, whatever becomes of the others.
func (in *Ingester) together(requests ...func() error) error {
	errs := make([]error, len(requests))
	calls := make([]func(), len(requests))
	for i, request := range requests {
		calls[i] = func() { errs[i] = request() }
	}
	if in.concurrently != nil {
		in.concurrently(calls)
	} else {
		concurrently(calls)
	}
	return errors.Join(errs...)
}

func concurrently(calls []func()) {
	var all sync.WaitGroup
	for _, call := range calls {
		all.Go(call)
	}
	all.Wait()
}
