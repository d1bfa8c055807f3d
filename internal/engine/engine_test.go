package engine

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

func plan() Plan {
	from := time.Date(2011, 12, 23, 18, 30, 0, 0, time.UTC)
	return Plan{Day: lake.DayOf(from.Unix()) + 1, From: from, To: from.AddDate(0, 0, 1), HourShift: 30}
}

func TestQueries(t *testing.T) {
	p := plan()
	p.Without = []string{"activity/v2/dt=2011-12-24/it's.parquet"}
	rows := p
	rows.Devices = []string{"appl1", "it's"}
	for _, c := range []struct{ name, query, want string }{
		{"rows", p.rows("s3://lake/p"), `WHERE dt = '2011-12-24' AND "$path" NOT IN ('s3://lake/p/activity/v2/dt=2011-12-24/it''s.parquet') AND true`},
		{"rows", rows.rows("s3://lake"), "IN ('appl1', 'it''s')"},
		{"presence", p.presence("s3://lake"), "bucket >= timestamp '2011-12-23 18:30:00.000' AND bucket < timestamp '2011-12-24 18:30:00.000'"},
		{"presence", p.presence("s3://lake"), "bucket < cast('2011-12-24' AS timestamp) OR bucket >= cast('2011-12-25' AS timestamp)"},
		{"nothing left out", new(Plan).rows("s3://lake"), `"$path" NOT IN ('')`},
	} {
		if !strings.Contains(c.query, c.want) {
			t.Errorf("%s: %s is not in\n%s", c.name, c.want, c.query)
		}
		if strings.ContainsAny(c.query, "{}") || strings.Contains(c.query, "--") || !strings.HasPrefix(c.query, "SELECT") {
			t.Errorf("%s: not a query:\n%s", c.name, c.query)
		}
	}
}

// unloader puts a file at each place, or fails.
type unloader struct {
	lake store.Store
	fail string // the query that fails, by what its place ends with

	mu     sync.Mutex
	places []string
}

func (u *unloader) Unload(ctx context.Context, _, url string) (int64, error) {
	u.mu.Lock()
	u.places = append(u.places, url)
	u.mu.Unlock()
	prefix := strings.TrimPrefix(url, "s3://lake/")
	if u.fail != "" && !strings.HasSuffix(url, u.fail) {
		<-ctx.Done() // it takes long
		return 10, context.Cause(ctx)
	}
	if u.fail != "" {
		return 10, errors.New("out of everything")
	}
	for _, name := range []string{"a", "b"} {
		if _, err := u.lake.Put(ctx, prefix+name, strings.NewReader(name), store.Condition{Absent: true}); err != nil {
			return 10, err
		}
	}
	_, err := u.lake.Put(ctx, prefix+"empty", bytes.NewReader(nil), store.Condition{Absent: true})
	return 10, err
}

func TestMerge(t *testing.T) {
	s := memstore.New()
	u := &unloader{lake: s}
	e := &Engine{Lake: s, SQL: u, URL: "s3://lake"}
	seen := make(map[string]bool)
	for range 2 {
		r, err := e.Merge(t.Context(), plan())
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Rows) != 2 || len(r.Presence) != 2 {
			t.Fatalf("results %+v", r)
		}
		for _, key := range append(r.Rows, r.Presence...) {
			if seen[key] || !strings.HasPrefix(key, "merge/v2/dt=2011-12-24/") {
				t.Errorf("result at %s", key)
			}
			seen[key] = true
		}
	}
	if diff := cmp.Diff(Work{4, 40}, e.Work()); diff != "" {
		t.Errorf("work (-want +got):\n%s", diff)
	}
	if key := e.Key("s3://lake/activity/v2/x"); key != "activity/v2/x" {
		t.Errorf("key %s", key)
	}
}

// TestOneFails: the other query is stopped, and the error is that of the first.
func TestOneFails(t *testing.T) {
	for _, which := range []string{"/rows/", "/presence/"} {
		s := memstore.New()
		e := &Engine{Lake: s, SQL: &unloader{lake: s, fail: which}, URL: "s3://lake"}
		if _, err := e.Merge(t.Context(), plan()); err == nil || err.Error() != "merging the rows of 2011-12-24: out of everything" {
			t.Errorf("%s: error %v", which, err)
		}
		if w := e.Work(); w != (Work{2, 20}) {
			t.Errorf("%s: work %+v", which, w)
		}
	}
}
