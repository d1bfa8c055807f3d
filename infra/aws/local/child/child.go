// Package child runs programs that must not outlive this one: they end when they are
// told to, and on Linux also when this process is killed.
//
// It must not know what the programs do.
package child

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// grace is how long a program has to end by itself.
const grace = 10 * time.Second

// Child is a program that runs, or has run.
type Child struct {
	command *exec.Cmd
	done    chan struct{}
}

// Start starts a program.
func Start(command *exec.Cmd) (*Child, error) {
	c := &Child{command: command, done: make(chan struct{})}
	command.SysProcAttr = attributes()
	command.WaitDelay = time.Second
	started := make(chan error)
	go func() {
		// Linux ends the child when the thread that started it ends: this one is kept
		// until the child is gone.
		runtime.LockOSThread()
		defer close(c.done)
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait() // what it says is in its log
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("starting %s: %w", command.Path, err)
	}
	return c, nil
}

// Done is closed when the program has ended.
func (c *Child) Done() <-chan struct{} { return c.done }

// Kill ends the program at once, and the programs that it started. It returns when
// it is gone.
func (c *Child) Kill() {
	select {
	case <-c.done: // its number may be another's by now
	default:
		kill(c.command.Process)
		<-c.done
	}
}

// Stop asks the program to end, and does not ask for ever.
func (c *Child) Stop() {
	// Windows knows no interrupt.
	if c.command.Process.Signal(os.Interrupt) == nil {
		select {
		case <-c.done:
		case <-time.After(grace):
		}
	}
	c.Kill()
}

// Await returns when the program answers at an address of HTTP, whatever it answers.
func (c *Child) Await(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return fmt.Errorf("asking %s: %w", url, err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			return answer.Body.Close()
		}
		select {
		case <-c.done:
			return fmt.Errorf("waiting for %s: it ended", c.command.Path)
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", c.command.Path, errors.Join(ctx.Err(), err))
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// FreeAddress is an address of this machine at which nobody listens, or hardly
// anybody soon.
func FreeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}
