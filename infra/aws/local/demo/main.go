// Command demo shows the whole way of a log: it brings up the cloud on this machine,
// uploads a folder of logs, has the report made and mailed, says where to look at it,
// and waits for Ctrl-C; with DEMO_ONCE=1 it does not wait.
//
// `make demo` runs it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/gateway"
	"github.com/easreport/easreport/infra/aws/local/ses"
)

// folder has the logs, and date is the day that most of them are of.
const (
	folder = "testdata/logs"
	date   = "2011-12-24"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// run runs the demonstration. All that it leaves is what it says.
func run(ctx context.Context, out io.Writer) (err error) {
	place, err := os.MkdirTemp("", "easreport-demo-")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(place)) }()
	log, err := os.Create(filepath.Join(place, "log"))
	if err != nil {
		return fmt.Errorf("making a log: %w", err)
	}
	defer func() {
		if err != nil {
			showEnd(log.Name())
		}
		_ = log.Close()
	}()
	say := func(format string, values ...any) { _, _ = fmt.Fprintf(out, format+"\n", values...) }

	mailbox, err := ses.StartMailbox(ctx, os.Getenv(ses.MailboxVariable), log)
	if err != nil {
		return err
	}
	defer mailbox.Close()
	c, err := cloud.Start(ctx, cloud.Options{
		Gateway: os.Getenv(gateway.Variable), Functions: os.Getenv(cloud.FunctionsVariable), Folder: place, Log: log,
		Mail: mailbox.Environment(), Report: []string{"EASREPORT_SENDER=easreport@contoso.com", "EASREPORT_RECIPIENTS=mail-admins@contoso.com"},
		Concurrency: 2, Visibility: 5 * time.Second,
	})
	if err != nil {
		return err
	}
	defer c.Close()
	say("A cloud runs on this machine: S3, a queue, two functions, SES.")

	n, err := upload(ctx, c)
	if err != nil {
		return err
	}
	if err := settle(ctx, c); err != nil {
		return err
	}
	say("%d logs of %s were uploaded to s3://%s, and are in the lake, s3://%s.", n, folder, cloud.Logs, cloud.Lake)
	answer, err := c.Report.Invoke(ctx, []byte(`{"date":"`+date+`"}`))
	if err != nil {
		return err
	}
	var made struct{ Keys map[string]string }
	if err := json.Unmarshal(answer, &made); err != nil {
		return fmt.Errorf("reading the answer %q: %w", answer, err)
	}
	say("\nThe report on %s was mailed:\n  %s/\nIts files, and the lake around them:", date, mailbox.Endpoint)
	for _, key := range sorted(made.Keys) {
		say("  %s", filepath.Join(c.S3.Root, cloud.Lake, filepath.FromSlash(key)))
	}
	say("\nTry a log of your own, in another shell:\n  export %s\n  aws --endpoint-url %s s3 cp u_ex261130.log s3://%s/CAS01/W3SVC1/\n  easreport status",
		strings.Join(c.Environment(), " "), c.UploadEndpoint(), cloud.Logs)
	if os.Getenv("DEMO_ONCE") == "" {
		say("\nCtrl-C stops it all, and removes the files.")
		<-ctx.Done()
	}
	return nil
}

// settle waits until the logs are in the lake, but not for ever.
func settle(ctx context.Context, c *cloud.Cloud) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return c.Settle(ctx)
}

// upload uploads the logs, each under its path in the folder, and counts them.
func upload(ctx context.Context, c *cloud.Cloud) (n int, err error) {
	err = filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		log, err := os.Open(path)
		if err != nil {
			return err
		}
		defer func() { _ = log.Close() }()
		n++
		return c.Upload(ctx, strings.TrimPrefix(filepath.ToSlash(path), folder+"/"), log)
	})
	if err != nil {
		return n, fmt.Errorf("uploading %s: %w", folder, err)
	}
	return n, nil
}

func sorted(keys map[string]string) (all []string) {
	for _, key := range keys {
		if key != "" {
			all = append(all, key)
		}
	}
	slices.Sort(all)
	return all
}

// showEnd shows what the processes said last.
func showEnd(path string) {
	const most = 4 << 10
	text, _ := os.ReadFile(path) // the error that is being told matters more
	_, _ = os.Stderr.Write(text[max(0, len(text)-most):])
}
