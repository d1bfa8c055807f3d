package ingest

import (
	"archive/zip"
	"bytes"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// recordLake has TestUpgrade record the lake of this version, for later versions:
//
//	go test -run TestUpgrade ./internal/ingest -record testdata/lakes/0.2.0.zip
var recordLake = flag.String("record", "", "write the lake of this version to this zip, named from the repository's root")

// upgradeFolders are the logs of testdata/logs that recorded lakes were made of: one side and
// two sides, plain, gzip and zstd. They must not change.
var upgradeFolders = []string{"cas2010b", "ex2013", "ex2016"}

// TestUpgrade has this version work on the lakes that earlier versions of the schema wrote, which
// testdata/lakes has (0.1.0-dev is of commit bacfc16): it reports as on a lake of its own, reads no log again that has not changed,
// and replaces the rows of one that has.
func TestUpgrade(t *testing.T) {
	logs := memstore.New(memstore.WithContentETags())
	for _, folder := range upgradeFolders {
		copyFolder(t, logs, filepath.Join("../../testdata/logs", folder), folder)
	}
	own := memstore.New(memstore.WithContentETags())
	work(t, own, logs)
	if *recordLake != "" {
		pack(t, own, filepath.Join("../..", *recordLake))
		return
	}
	lakes, err := filepath.Glob("../../testdata/lakes/*.zip")
	if err != nil || len(lakes) == 0 {
		t.Fatal("there are no recorded lakes: ", err)
	}
	want := counted(t, own)
	if len(want) < 20 {
		t.Fatalf("%d rows are too few to go by", len(want))
	}
	for _, file := range lakes {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s := unpack(t, file)
			if err := lake.CheckVersion(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(want, counted(t, s)); diff != "" {
				t.Errorf("a report of it (-own +its):\n%s", diff)
			}
			if applied := work(t, s, logs); applied != 0 {
				t.Errorf("%d logs were read again", applied)
			}
			if diff := gocmp.Diff(want, counted(t, s)); diff != "" {
				t.Errorf("a report after an ingest (-own +its):\n%s", diff)
			}
			changed := copied(t, logs)
			text, err := os.ReadFile("../../testdata/logs/cas2007/W3SVC1/u_ex111224.log")
			if err != nil {
				t.Fatal(err)
			}
			putText(t, changed, "ex2013/W3SVC1/u_ex160816.log", string(text))
			fresh := memstore.New(memstore.WithContentETags())
			work(t, fresh, changed)
			if applied := work(t, s, changed); applied != 1 {
				t.Errorf("%d logs were read again after one has changed", applied)
			}
			if diff := gocmp.Diff(counted(t, fresh), counted(t, s)); diff != "" {
				t.Errorf("a report after a log has changed (-own +its):\n%s", diff)
			}
		})
	}
}

// work ingests all logs and reconciles their days. It returns how many logs were read.
func work(t *testing.T, s store.Store, logs store.Reader) (applied int) {
	t.Helper()
	in := &Ingester{Source: logs, Bucket: "logs", Lake: s, BucketSeconds: 60, TempDir: t.TempDir()}
	for o, err := range logs.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		r, err := in.Ingest(t.Context(), o.Key)
		if err != nil {
			t.Fatal(err)
		}
		if r.Outcome == Applied {
			applied++
		}
	}
	if err := lake.MarkVersion(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	c := compact.Compactor{Lake: s, Delete: s.Delete, TempDir: t.TempDir()}
	if err := c.Before(t.Context(), lake.DayOf(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC).Unix()), func(r compact.Result) {
		if r.Err != nil {
			t.Error(r.Err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return applied
}

// counted is what a report of all days counts, by device and hour.
func counted(t *testing.T, s store.Reader) map[deviceDay]deviceCounts {
	t.Helper()
	q := report.Query{From: time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), BucketSeconds: 3600}
	r, err := assemble.Report(t.Context(), s, q)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Coverage.Damaged) > 0 {
		t.Errorf("damaged: %v", r.Coverage.Damaged)
	}
	return reportDays(r)
}

func copyFolder(t *testing.T, s store.Store, folder, prefix string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		putText(t, s, prefix+"/"+filepath.ToSlash(name), string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// putText stores an object.
func putText(t *testing.T, s store.Store, key, text string) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, strings.NewReader(text), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

// eachObject calls do with the key and the text of every object.
func eachObject(t *testing.T, s store.Reader, do func(key, text string)) {
	t.Helper()
	for o, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		body, _, err := s.Get(t.Context(), o.Key, store.Range{}, "")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(body)
		_ = body.Close()
		if err != nil {
			t.Fatal(err)
		}
		do(o.Key, string(text))
	}
}

func copied(t *testing.T, from store.Reader) store.Store {
	t.Helper()
	to := memstore.New(memstore.WithContentETags())
	eachObject(t, from, func(key, text string) { putText(t, to, key, text) })
	return to
}

// pack writes a lake as a zip.
func pack(t *testing.T, s store.Reader, file string) {
	t.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	eachObject(t, s, func(key, text string) {
		out, err := w.Create(key)
		if err == nil {
			_, err = io.WriteString(out, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// unpack reads a zip that pack has written.
func unpack(t *testing.T, file string) store.Store {
	t.Helper()
	r, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	s := memstore.New(memstore.WithContentETags())
	for _, f := range r.File {
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		putText(t, s, f.Name, string(text))
	}
	return s
}
