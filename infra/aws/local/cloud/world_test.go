package cloud_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/gateway"
	"github.com/easreport/easreport/internal/store/s3store"
)

// program is what an environment variable names. Where it names nothing the test is
// skipped.
func program(t *testing.T, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		t.Skipf("%s is not set: make test-aws runs this", variable)
	}
	return path
}

// start starts a cloud that goes when the test ends.
func start(t *testing.T, change func(*cloud.Options)) *cloud.Cloud {
	t.Helper()
	o := cloud.Options{
		Gateway: program(t, gateway.Variable), Functions: program(t, cloud.FunctionsVariable),
		Folder: t.TempDir(), Log: shownOnFailure(t), Concurrency: 4, Visibility: 2 * time.Second, Seed: 1,
	}
	if change != nil {
		change(&o)
	}
	c, err := cloud.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// lakeOf is the lake, read past the faults.
func lakeOf(c *cloud.Cloud) *s3store.Store {
	return s3store.New(c.S3.Client(), s3store.Location{Bucket: cloud.Lake})
}

func upload(t *testing.T, c *cloud.Cloud, key, log string) {
	t.Helper()
	if err := c.Upload(t.Context(), key, strings.NewReader(log)); err != nil {
		t.Fatal(err)
	}
}

func settle(t *testing.T, c *cloud.Cloud) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if err := c.Settle(ctx); err != nil {
		t.Fatal(err)
	}
}

// tail is the end of what was written.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// mostShown is how much of a log is shown, in bytes.
const mostShown = 16 << 10

func (l *tail) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	if len(l.text) > 2*mostShown {
		l.text = append([]byte(nil), l.text[len(l.text)-mostShown:]...)
	}
	return len(p), nil
}

func shownOnFailure(t *testing.T) *tail {
	t.Helper()
	l := new(tail)
	t.Cleanup(func() {
		if t.Failed() {
			l.mu.Lock()
			defer l.mu.Unlock()
			t.Logf("the end of what the processes said:\n%s", l.text)
		}
	})
	return l
}
