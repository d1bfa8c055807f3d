package engines

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	checkengine "github.com/easreport/easreport/infra/athena/check/engine"
	"github.com/easreport/easreport/infra/aws/local/trino"
	dayengine "github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// unloading is a Trino that does as Athena's UNLOAD: it makes a table at the place.
type unloading struct {
	database *trino.Database
	tables   *atomic.Int64
}

func (u unloading) Unload(ctx context.Context, query, url string) (int64, error) {
	r, err := u.database.Query(ctx, fmt.Sprintf("CREATE TABLE unloaded%d WITH (format = 'PARQUET', external_location = '%s') AS %s",
		u.tables.Add(1), url, query))
	if err != nil {
		return 0, err
	}
	return r.Scanned, nil
}

// TestSummed has Trino add up the rows of the busiest days of our logs: nothing of a report may
// differ, and neither may the details.
func TestSummed(t *testing.T) {
	if server == nil {
		t.Skip("make test-athena runs this")
	}
	w := ourLogs(t)
	on, ok := w.engines["Trino"].(onTrino)
	if !ok {
		t.Fatal("there is no Trino")
	}
	bucket := w.folder[strings.LastIndexByte(w.folder, '/')+1:]
	byTrino := &dayengine.Engine{Lake: w.Store, SQL: unloading{on.database, new(atomic.Int64)}, URL: "s3://" + bucket}
	for _, made := range []string{"devices", "reports"} { // they are made anew
		if err := os.RemoveAll(filepath.Join(w.folder, made)); err != nil {
			t.Fatal(err)
		}
	}
	for i, day := range busiest(t, w, 3) {
		q := report.Query{From: day.Start(), To: (day + 1).Start(), Expected: report.Expected{Days: report.DefaultExpectedDays}}
		if i > 0 {
			q.BucketSeconds, q.ByUserAgent, q.MinimumHits = 900, true, 5
		}
		sameReports(t, w, byTrino, day, q)
	}
	if work := byTrino.Work(); work.Queries == 0 || work.Bytes == 0 {
		t.Errorf("the engine did %+v", work)
	}
}

// busiest are the days with the most requests.
func busiest(t *testing.T, w world, n int) []lake.Day {
	t.Helper()
	hits := make(map[lake.Day]int64)
	for _, day := range w.Days {
		hits[day] = w.report(t, day).Totals.Hits
	}
	return slices.SortedFunc(maps.Keys(hits), func(a, b lake.Day) int { return cmp.Compare(hits[b], hits[a]) })[:n]
}

func sameReports(t *testing.T, w world, e *dayengine.Engine, day lake.Day, q report.Query) {
	t.Helper()
	want, err := checkengine.Published(t.Context(), w.folder, w.Store, nil, q)
	if err != nil {
		t.Fatal(err)
	}
	got, err := checkengine.Published(t.Context(), w.folder, w.Store, e, q)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, got); diff != "" || len(got) < 3 {
		t.Errorf("%s: without and with the engine (-want +got):\n%.4000s", day, diff)
	}
}
