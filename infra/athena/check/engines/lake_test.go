package engines

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store/dirstore"
)

// world is a lake in a folder, which is a bucket to Trino.
type world struct {
	bucket, folder string
	store          *dirstore.Store
}

var worlds atomic.Int64

func newWorld(t *testing.T) world {
	t.Helper()
	bucket := fmt.Sprintf("lake%d", worlds.Add(1))
	folder := filepath.Join(buckets, bucket)
	s, err := dirstore.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return world{bucket, folder, s}
}

// engines are all that are here, by name.
func (w world) engines(t *testing.T) map[string]engine {
	t.Helper()
	all := map[string]engine{"DuckDB": newDuckDB(t, w.folder)}
	if server != nil {
		all["Trino"] = newTrino(t, w)
	}
	return all
}

// ingest takes all logs of a folder in.
func (w world) ingest(t *testing.T, folder string) {
	t.Helper()
	in := &ingest.Ingester{Source: dirstore.Files{}, Lake: w.store, BucketSeconds: 60, TempDir: t.TempDir()}
	folder, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		_, err = in.Ingest(t.Context(), filepath.ToSlash(path))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// publish makes the devices table of every day.
func (w world) publish(t *testing.T) {
	t.Helper()
	p := &publish.Publisher{Lake: w.store, Look: publish.Look{NoPage: true}}
	for _, day := range w.days(t) {
		if _, err := p.Publish(t.Context(), dayQuery(day), nil); err != nil {
			t.Fatal(err)
		}
	}
}

func (w world) days(t *testing.T) []lake.Day {
	t.Helper()
	days, err := lake.Days(t.Context(), w.store)
	if err != nil {
		t.Fatal(err)
	}
	return days
}

func dayQuery(day lake.Day) report.Query {
	return report.Query{From: day.Start(), To: (day + 1).Start()}
}

// testLogs is a lake of the logs of testdata, with a file without rows: what is left of
// a log whose day went to another log.
func testLogs(t *testing.T) world {
	t.Helper()
	w := newWorld(t)
	w.ingest(t, "../../../testdata/logs")
	w.emptied(t)
	w.publish(t)
	return w
}

// emptied takes in a log, and then another in its place.
func (w world) emptied(t *testing.T) {
	t.Helper()
	folder := t.TempDir()
	for _, from := range []string{"cas2003/W3SVC1/ex050308.log", "oddities/bom.log"} {
		log, err := os.ReadFile(filepath.Join("../../../testdata/logs", from))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "x.log"), log, 0o600); err != nil {
			t.Fatal(err)
		}
		w.ingest(t, folder)
	}
}
