// Package lambda runs functions as AWS Lambda does: the real program of a function, by
// the Runtime API that such programs ask for work.
//
// Each execution environment is a process that serves one event at a time and is used
// again; one that has died, or has not kept its deadline, is replaced. A process gets
// the environment that Lambda gives, what the function's configuration adds, and
// nothing of this process.
//
// It must not know what the functions do.
package lambda

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

var (
	// ErrTimeout says that a function did not answer before its deadline.
	ErrTimeout = errors.New("task timed out")
	// ErrExit says that a function's process ended before it answered.
	ErrExit = errors.New("runtime exited without an answer")
)

// FunctionError is what a function says when it fails.
type FunctionError struct {
	Message string `json:"errorMessage"`
	Type    string `json:"errorType"`
}

func (e *FunctionError) Error() string { return e.Type + ": " + e.Message }

// Configuration is that of a function.
type Configuration struct {
	Name string
	// Program is the path of its bootstrap.
	Program string
	// Environment has its variables, NAME=VALUE, beside Lambda's own.
	Environment []string
	// Folder is its folder for temporary files.
	Folder string
	// Memory is in MB. It is told, not kept.
	Memory int
	// Timeout is how long it has for an event.
	Timeout time.Duration
	// Concurrency is how many events it serves at a time.
	Concurrency int
	// Log takes what it prints.
	Log io.Writer
}

// Function is a function that can be invoked. It is safe for concurrent use.
type Function struct {
	configuration Configuration
	// environments holds those at rest; nil stands for one without a process.
	environments chan *process
	mu           sync.Mutex
	busy         map[*process]bool
	inits        []time.Duration
}

// New returns a function, of which nothing runs yet.
func New(c Configuration) *Function {
	f := &Function{configuration: c, environments: make(chan *process, c.Concurrency), busy: make(map[*process]bool)}
	for range c.Concurrency {
		f.environments <- nil
	}
	return f
}

// Invoke gives the function an event and returns its answer. The error is a
// *FunctionError, ErrTimeout, ErrExit, or one of starting it (wrapped).
func (f *Function) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	select {
	case p := <-f.environments:
		p, answer, err := f.serve(ctx, p, event)
		f.environments <- p
		if err != nil {
			return nil, fmt.Errorf("invoking %s: %w", f.configuration.Name, err)
		}
		return answer, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("invoking %s: %w", f.configuration.Name, ctx.Err())
	}
}

// serve has the process serve an event, or a new one where that has ended, and
// returns the process that serves the next.
func (f *Function) serve(ctx context.Context, p *process, event []byte) (*process, []byte, error) {
	if p == nil || !p.waiting(ctx) {
		if p != nil {
			p.close()
		}
		var err error
		if p, err = f.start(ctx); err != nil {
			return nil, nil, err
		}
	}
	f.mark(p, true)
	defer f.mark(p, false)
	answer, err := p.serve(ctx, event)
	if failed := (*FunctionError)(nil); err != nil && !errors.As(err, &failed) {
		p.close()
		return nil, nil, err
	}
	return p, answer, err
}

// Start replaces an environment at rest, so that its next event meets a process that
// was started just now.
func (f *Function) Start(ctx context.Context) error {
	if p := <-f.environments; p != nil {
		p.close()
	}
	p, err := f.start(ctx)
	if err == nil {
		p.idle <- struct{}{} // it is seen again by whoever serves
	}
	f.environments <- p
	return err
}

// start starts a process and returns when it asks for work.
func (f *Function) start(ctx context.Context) (*process, error) {
	p, err := start(f.configuration)
	if err != nil {
		return nil, err
	}
	if !p.waiting(ctx) {
		err := p.failure()
		p.close()
		return nil, fmt.Errorf("starting: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inits = append(f.inits, p.init())
	return p, nil
}

func (f *Function) mark(p *process, busy bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if busy {
		f.busy[p] = true
	} else {
		delete(f.busy, p)
	}
}

// Kill kills a process that serves an event, if there is one.
func (f *Function) Kill() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for p := range f.busy {
		p.child.Kill()
		return true
	}
	return false
}

// Inits tells of each process that was started how long it took until it asked for
// work.
func (f *Function) Inits() []time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]time.Duration(nil), f.inits...)
}

// Close ends the processes. It waits for the events that are being served.
func (f *Function) Close() {
	for range f.configuration.Concurrency {
		if p := <-f.environments; p != nil {
			p.close()
		}
	}
}
