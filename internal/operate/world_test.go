package operate_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// logOf is a log with a Sync request for each "DAY USER"; what has no space is a
// line of its own.
func logOf(lines ...string) string {
	var b strings.Builder
	b.WriteString("#Software: Microsoft Internet Information Services 7.5\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\r\n")
	for i, line := range lines {
		day, user, found := strings.Cut(line, " ")
		if !found {
			b.WriteString(line + "\r\n")
			continue
		}
		fmt.Fprintf(&b, "%s 10:%02d:00 10.1.1.1 POST /Microsoft-Server-ActiveSync/default.eas User=x&DeviceId=A1&DeviceType=iPhone&Cmd=Sync 443 %s 203.0.113.9 Apple 200 0 0 15\r\n", day, i%60, user)
	}
	return b.String()
}

// versioned tells versions by Head and Get, and as S3 none in a listing.
type versioned struct{ store.Store }

func (v versioned) Head(ctx context.Context, key string) (store.Object, error) {
	o, err := v.Store.Head(ctx, key)
	o.Version = "version of " + o.ETag
	return o, err
}

func (v versioned) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	b, o, err := v.Store.Get(ctx, key, r, etag)
	o.Version = "version of " + o.ETag
	return b, o, err
}

// world is a bucket of logs and their lake.
type world struct {
	now       time.Time
	raw, lake store.Store
	ingest.Ingester
}

var christmas = time.Date(2011, 12, 24, 20, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) *world {
	w := &world{now: christmas}
	clock := memstore.WithClock(func() time.Time { return w.now })
	w.raw, w.lake = memstore.New(clock, memstore.WithContentETags()), memstore.New(clock, memstore.WithContentETags())
	w.Ingester = ingest.Ingester{Source: w.raw, Bucket: "logs", Lake: w.lake, BucketSeconds: 60, TempDir: t.TempDir()}
	return w
}

func put(t *testing.T, s store.Store, key, text string) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, strings.NewReader(text), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

// add uploads a log and ingests it.
func (w *world) add(t *testing.T, key, text string) ingest.Result {
	t.Helper()
	put(t, w.raw, key, text)
	return w.ingest(t, key)
}

func (w *world) ingest(t *testing.T, key string) ingest.Result {
	t.Helper()
	r, err := w.Ingest(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (w *world) comparison() *operate.Comparison {
	return &operate.Comparison{Logs: operate.Logs{Store: w.Source, Bucket: "logs"}, Lake: w.lake, Parser: ingest.ParserVersion}
}

// users are the hits of each user on each day, as reports have them.
func (w *world) users(t *testing.T) map[string]int64 {
	t.Helper()
	days, err := lake.Days(t.Context(), w.lake)
	if err != nil {
		t.Fatal(err)
	}
	users := make(map[string]int64)
	for _, day := range days {
		r, err := assemble.Report(t.Context(), w.lake, report.Query{From: day.Start(), To: (day + 1).Start()})
		if err != nil || len(r.Coverage.Damaged) > 0 {
			t.Fatal(err, r.Coverage.Damaged)
		}
		for row := range r.Rows.All() {
			users[day.String()+" "+row.User] += row.Hits
		}
	}
	return users
}

// keys are what lies under a prefix.
func keys(t *testing.T, s store.Reader, prefix string) (keys []string) {
	t.Helper()
	for o, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, o.Key)
	}
	return keys
}

// readOnly fails the test when anything is written.
func readOnly(t *testing.T, s store.Store) store.Store {
	return &faulty.Store{Store: s, Hook: func(_ context.Context, call faulty.Call, next func() error) error {
		if call.Op == faulty.Put || call.Op == faulty.Delete {
			t.Errorf("%v", call)
		}
		return next()
	}}
}
