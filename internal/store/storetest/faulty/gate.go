package faulty

import "context"

// Gate holds a worker before each of its calls until the test lets it pass: a
// schedule of several workers is a list of which gate to step next. The worker
// has a Store of its own with the gate's Hook (all over one store), and calls
// Finish when it ends; the test, on one goroutine, calls Next and Step.
type Gate struct {
	calls   chan *waiting
	current *waiting
}

type waiting struct {
	call Call
	pass chan Hook
	done chan struct{}
}

// NewGate returns a gate before which nobody stands.
func NewGate() *Gate { return &Gate{calls: make(chan *waiting)} }

// Hook makes a call wait for its Step, or for ctx to be done.
func (g *Gate) Hook(ctx context.Context, call Call, next func() error) error {
	w := &waiting{call: call, pass: make(chan Hook, 1), done: make(chan struct{})}
	defer close(w.done)
	select {
	case g.calls <- w:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case h := <-w.pass:
		if h == nil {
			return next()
		}
		return h(ctx, call, next)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Next waits until the worker stands before its next call and returns it, or
// false when the worker has finished. Until Step it returns the same.
func (g *Gate) Next() (Call, bool) {
	if g.current == nil {
		w, ok := <-g.calls
		if !ok {
			return Call{}, false
		}
		g.current = w
	}
	return g.current.call, true
}

// Step lets the worker's next call pass, through h if it is not nil, and
// returns when the call is over; false when the worker has finished.
func (g *Gate) Step(h Hook) bool {
	if _, ok := g.Next(); !ok {
		return false
	}
	g.current.pass <- h
	<-g.current.done
	g.current = nil
	return true
}

// Finish says that the worker will make no more calls. Call it once, in the
// worker.
func (g *Gate) Finish() { close(g.calls) }
