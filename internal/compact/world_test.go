package compact_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

const (
	cas01 = "CAS01/W3SVC1/u_ex111224.log"
	cas02 = "CAS02/W3SVC1/u_ex111224.log"

	friday, saturday, sunday = "2011-12-23", "2011-12-24", "2011-12-25"
)

// world has logs, a lake made of them and who compacts it.
type world struct {
	logs, lake *memstore.Store
	ingest     ingest.Ingester
	compact.Compactor
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{logs: memstore.New(), lake: memstore.New(memstore.WithContentETags())}
	w.ingest = ingest.Ingester{Source: w.logs, Bucket: "logs", Lake: w.lake, BucketSeconds: 60, TempDir: t.TempDir()}
	w.Compactor = compact.Compactor{Lake: w.lake, TempDir: t.TempDir(), Readers: 1} // calls are counted
	w.Delete = func(ctx context.Context, key string) error { return w.Lake.Delete(ctx, key) }
	w.Wait = func(ctx context.Context, _ int) error { return ctx.Err() }
	w.upload(t, cas01, map[string]int{friday: 2, saturday: 3})
	w.upload(t, cas02, map[string]int{saturday: 4, sunday: 1})
	return w
}

// upload uploads a log with so many requests on each day, and ingests it.
func (w *world) upload(t *testing.T, key string, days map[string]int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("#Software: Microsoft Internet Information Services 7.5\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\r\n")
	for _, day := range []string{friday, saturday, sunday} {
		for i := range days[day] {
			fmt.Fprintf(&b, "%s 10:%02d:00 10.1.1.1 POST /Microsoft-Server-ActiveSync/default.eas User=anna&DeviceId=A%d&DeviceType=iPhone&Cmd=Sync 443 anna 203.0.113.9 Apple 200 0 0 15\r\n", day, i%60, i%3)
		}
	}
	if _, err := w.logs.Put(t.Context(), key, strings.NewReader(b.String()), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ingest.Ingest(t.Context(), key); err != nil {
		t.Fatal(err)
	}
}

func day(t *testing.T, name string) lake.Day {
	t.Helper()
	d, err := lake.ParseDay(name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// holds compacts, and checks the outcomes of the days.
func (w *world) holds(t *testing.T, before string, want ...string) {
	t.Helper()
	var got []string
	err := w.Before(t.Context(), day(t, before), func(r compact.Result) {
		got = append(got, fmt.Sprint(r.Day, " ", r.Outcome))
	})
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v, outcomes (-want +got):\n%s", err, diff)
	}
	w.right(t)
}

// right checks that no copy is wrong, and gives the days that have one.
func (w *world) right(t *testing.T) (copied []string) {
	t.Helper()
	for _, name := range []string{friday, saturday, sunday} {
		d := day(t, name)
		copies := w.requests(t, d)
		if len(copies) == 0 {
			continue
		}
		copied = append(copied, name)
		want := w.rows(t, lake.ActivityDayPrefix(d))
		if diff := cmp.Diff(want, copies); diff != "" {
			t.Errorf("rows of %s (-activity +copy):\n%s", name, diff)
		}
	}
	return copied
}

// rows are those of the files under a prefix, in some order that only depends on them.
func (w *world) rows(t *testing.T, prefix string) (rows []string) {
	t.Helper()
	words := lake.NewWords()
	r := lake.NewReader(words)
	defer r.Close()
	for o, err := range w.lake.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		table, _, err := lake.OpenObject(t.Context(), w.lake, o.Key)
		if errors.Is(err, lake.ErrDamaged) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for g := range table.Groups() {
			rows = append(rows, lines(t, words, r.Open(g), r.Next)...)
		}
	}
	slices.Sort(rows)
	return rows
}

// requests are those of a day's file of request_day, in order.
func (w *world) requests(t *testing.T, day lake.Day) (rows []string) {
	t.Helper()
	words := lake.NewWords()
	r := lake.NewRequestReader(words)
	defer r.Close()
	table, err := lake.OpenRequests(t.Context(), w.lake, day)
	if errors.Is(err, store.ErrNotExist) || errors.Is(err, lake.ErrDamaged) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	for g := range table.Groups() {
		rows = append(rows, lines(t, words, r.Open(g), r.Next)...)
	}
	slices.Sort(rows)
	return rows
}

func lines(t *testing.T, words *lake.Words, opened error, next func() (*activity.Batch, error)) (rows []string) {
	t.Helper()
	if opened != nil {
		t.Fatal(opened)
	}
	for {
		b, err := next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Len() {
			rows = append(rows, fmt.Sprint(b.Bucket[i], words.Text(b.DeviceID[i]), b.Hits[i], b.TimeTaken[i], b.EASStatus[i]))
		}
	}
}
