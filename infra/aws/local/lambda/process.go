package lambda

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/easreport/easreport/infra/aws/local/child"
)

// initTime is how long a function has until it asks for work: Lambda's limit.
const initTime = 10 * time.Second

// process is one of a function's, and the API that it asks for work.
type process struct {
	configuration Configuration
	child         *child.Child
	server        *http.Server
	started       time.Time
	asked         time.Time // for work, the first time
	// idle has a token while the process asks for work.
	idle chan struct{}
	// work is taken by a process that asks for it.
	work chan invocation
	// answers are to the one invocation that is being served.
	answers chan answer
	// broken has what the process says of an initialisation that failed.
	broken  chan error
	serving atomic.Int64 // the number of that invocation
}

type invocation struct {
	id       string
	event    []byte
	deadline time.Time
}

type answer struct {
	body []byte
	err  error
}

// start starts a process.
func start(c Configuration) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening for a function: %w", err)
	}
	p := &process{
		configuration: c, idle: make(chan struct{}, 1), work: make(chan invocation),
		answers: make(chan answer, 1), broken: make(chan error, 1),
	}
	p.server = &http.Server{Handler: p.api(), ReadHeaderTimeout: time.Minute}
	go func() { _ = p.server.Serve(listener) }()
	command := exec.Command(c.Program)
	command.Env = append(p.environment(listener.Addr().String()), c.Environment...)
	command.Dir, command.Stdout, command.Stderr = filepath.Dir(c.Program), c.Log, c.Log
	p.started = time.Now()
	if p.child, err = child.Start(command); err != nil {
		_ = p.server.Close()
		return nil, err
	}
	return p, nil
}

// environment is what Lambda gives every function.
func (p *process) environment(address string) []string {
	c := p.configuration
	return []string{
		"AWS_LAMBDA_RUNTIME_API=" + address,
		"AWS_LAMBDA_FUNCTION_NAME=" + c.Name,
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(c.Memory),
		"AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/" + c.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME=local",
		"AWS_LAMBDA_LOG_FORMAT=JSON",
		"AWS_EXECUTION_ENV=AWS_Lambda_provided.al2023",
		"LAMBDA_TASK_ROOT=" + filepath.Dir(c.Program),
		"_HANDLER=bootstrap",
		"TMPDIR=" + c.Folder,
		"TZ=:UTC",
	}
}

// waiting returns true when the process asks for work; false when it has ended, or
// takes too long for it.
func (p *process) waiting(ctx context.Context) bool {
	timer := time.NewTimer(initTime)
	defer timer.Stop()
	select {
	case <-p.idle:
		return true
	case <-p.child.Done():
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// failure tells why a process does not ask for work.
func (p *process) failure() error {
	select {
	case err := <-p.broken:
		return err
	default:
		return ErrExit
	}
}

// init is how long the process took until it asked for work.
func (p *process) init() time.Duration { return p.asked.Sub(p.started) }

// serve gives a process that asks for work an event. After an error other than a
// FunctionError the process serves no more.
func (p *process) serve(ctx context.Context, event []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, p.configuration.Timeout, ErrTimeout)
	defer cancel()
	deadline, _ := ctx.Deadline()
	next := invocation{id: strconv.FormatInt(p.serving.Add(1), 10), event: event, deadline: deadline}
	select {
	case p.work <- next:
	case <-p.child.Done():
		return nil, ErrExit
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	select {
	case a := <-p.answers:
		return a.body, a.err
	case <-p.child.Done():
		return nil, ErrExit
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// close ends the process and its API.
func (p *process) close() {
	p.child.Kill()
	_ = p.server.Close()
}
