// Package cloud is the stack of template.yaml on this machine: a bucket of logs of
// which S3 tells a queue, the function that the queue feeds, the lake, the function
// that reports, and SES. The functions are the real programs, and so is S3; what lies
// between them can be made to fail.
//
// It must not know what is in a log.
package cloud

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/easreport/easreport/infra/aws/local/bridge"
	"github.com/easreport/easreport/infra/aws/local/chance"
	"github.com/easreport/easreport/infra/aws/local/disorder"
	"github.com/easreport/easreport/infra/aws/local/faults"
	"github.com/easreport/easreport/infra/aws/local/gateway"
	"github.com/easreport/easreport/infra/aws/local/lambda"
	"github.com/easreport/easreport/infra/aws/local/queue"
)

// The buckets. The whole of Logs is logs, the whole of Lake the lake.
const (
	Logs = "logs"
	Lake = "lake"
)

// FunctionsVariable names the environment variable that holds the folder with
// ingest/bootstrap, report/bootstrap and the command, easreport.
const FunctionsVariable = "EASREPORT_FUNCTIONS"

// Options are what a cloud is made of, and what befalls it.
type Options struct {
	// Gateway is the path of versitygw, Functions the folder of FunctionsVariable.
	Gateway, Functions string
	// Folder takes all that the cloud keeps.
	Folder string
	// Log takes what the processes say.
	Log io.Writer
	// Mail is what a function needs to find SES; empty for none.
	Mail []string
	// Report is how the report function is set up, NAME=VALUE.
	Report []string
	// Concurrency is how many logs are ingested at a time.
	Concurrency int
	// Visibility is how long a message that failed stays hidden.
	Visibility time.Duration

	Seed    uint64
	Events  disorder.Shares // on their way to the queue
	Storage faults.Shares   // between the ingest function and S3
}

// Cloud is one that runs.
type Cloud struct {
	S3                 *gateway.Server
	Queue, DeadLetters *queue.Queue
	// FailedRuns has the events of functions that failed each time, or could not be started.
	FailedRuns     *queue.Queue
	Ingest, Report *lambda.Function
	Events         *disorder.Stream
	Storage        *faults.Proxy

	accidents *chance.Source

	log         io.Writer
	sqs, lambda string // their URLs
	ends        []func()
	// front is a second server over the same folders, for uploads alone: package bridge
	// says why.
	front  *gateway.Server
	told   *told
	failed atomic.Int64 // events
}

// Start starts a cloud.
func Start(ctx context.Context, o Options) (*Cloud, error) {
	c := &Cloud{log: o.Log, told: newTold()}
	if err := c.start(ctx, o); err != nil {
		c.Close()
		return nil, fmt.Errorf("starting the cloud: %w", err)
	}
	return c, nil
}

// start follows an event: S3, the queue, the function, and S3 again.
func (c *Cloud) start(ctx context.Context, o Options) error {
	accidents := chance.New(o.Seed)
	c.accidents = accidents
	c.DeadLetters = queue.New(queue.Rules{Visibility: o.Visibility})
	c.FailedRuns = queue.New(queue.Rules{Visibility: o.Visibility})
	c.Queue = queue.New(queue.Rules{Visibility: o.Visibility, Receives: receives, DeadLetters: c.DeadLetters})
	c.Events = disorder.New(o.Events, accidents, func(body string) { c.Queue.Send(body) })
	if err := errors.Join(c.startQueues(), c.startLambda()); err != nil {
		return err
	}
	if err := c.startStorage(ctx, o); err != nil {
		return err
	}
	target, err := url.Parse(c.S3.Endpoint)
	if err != nil {
		return fmt.Errorf("reading the address of the S3 server: %w", err)
	}
	c.Storage = faults.New(target, o.Storage, accidents)
	proxy, err := c.serve(c.Storage)
	if err != nil {
		return err
	}
	return c.startFunctions(ctx, o, append(c.S3.Environment(), "AWS_ENDPOINT_URL_S3="+proxy))
}

func (c *Cloud) startStorage(ctx context.Context, o Options) error {
	folder := filepath.Join(o.Folder, "s3")
	hook, err := c.serve(bridge.Handler(c.notify))
	if err != nil {
		return err
	}
	if c.S3, err = gateway.Start(ctx, o.Gateway, folder, o.Log); err != nil {
		return err
	}
	c.atEnd(c.S3.Close)
	if c.front, err = gateway.Start(ctx, o.Gateway, folder, o.Log, "--event-webhook-url", hook); err != nil {
		return err
	}
	c.atEnd(c.front.Close)
	for _, bucket := range []string{Logs, Lake} {
		if err := c.S3.MakeBucket(ctx, bucket); err != nil {
			return err
		}
	}
	return c.S3.KeepVersions(ctx, Logs)
}

// notify is told of every object; the queue hears of the logs alone, as the template
// has it. Half of the events come by EventBridge, as they do there, and half from S3
// itself.
func (c *Cloud) notify(n bridge.Notification) {
	if n.Bucket == Logs {
		message := n.Event
		if c.accidents.Of("way of "+n.Key).IntN(2) == 0 {
			message = n.Body
		}
		c.Events.Give(n.Key, message)
		c.told.tell(n.Key)
	}
}

// serve serves HTTP until the cloud is closed, and returns where.
func (c *Cloud) serve(handler http.Handler) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listening: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(c.log, "", 0)}
	go func() { _ = server.Serve(listener) }()
	c.atEnd(func() { _ = server.Close() })
	return "http://" + listener.Addr().String(), nil
}

func (c *Cloud) atEnd(do func()) { c.ends = append(c.ends, do) }

// Close stops all that runs, what was started last first. Events that are being served
// are waited for.
func (c *Cloud) Close() {
	for _, end := range slices.Backward(c.ends) {
		end()
	}
	c.ends = nil
}
