package engines

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/easreport/easreport/infra/athena/check"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
)

// world is a lake that each engine here has open.
type world struct {
	check.Lake
	folder  string
	engines map[string]engine
}

var worlds atomic.Int64

// newWorld makes a lake of logs.
func newWorld(t *testing.T, logs []string) world {
	t.Helper()
	bucket := fmt.Sprintf("lake%d", worlds.Add(1))
	w := world{folder: filepath.Join(buckets, bucket)}
	var err error
	if w.Lake, err = check.MakeLake(t.Context(), w.folder, logs); err != nil {
		t.Fatal(err)
	}
	w.open(t, bucket)
	return w
}

func (w *world) open(t *testing.T, bucket string) {
	t.Helper()
	w.engines = map[string]engine{"DuckDB": newDuckDB(t, w.folder)}
	if server != nil {
		w.engines["Trino"] = newTrino(t, bucket, w.Days)
	}
}

// ourLogs is a world of the logs of testdata: of all versions of Exchange, both sides,
// with oddities.
func ourLogs(t *testing.T) world {
	t.Helper()
	var logs []string
	for _, folder := range []string{"../../../../testdata/logs", "../testdata/logs"} {
		more, err := check.Logs(folder)
		if err != nil {
			t.Fatal(err)
		}
		logs = append(logs, more...)
	}
	return newWorld(t, logs)
}

func (w *world) report(t *testing.T, day lake.Day) *report.Report {
	t.Helper()
	r, err := assemble.Report(t.Context(), w.Store, report.Query{From: day.Start(), To: (day + 1).Start()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
