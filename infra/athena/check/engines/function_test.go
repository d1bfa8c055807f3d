package engines

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/lambda"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
)

// TestFunction runs the report function's program on a lake on S3, first as it is, and then
// with an Athena that has Trino do the work: all that is stored is the same.
func TestFunction(t *testing.T) {
	needsTrino(t)
	w := ourLogs(t)
	day := busiest(t, w, 1)[0]
	const bucket = "function"
	s := onS3(t, bucket, w.Store)
	trino := newTrino(t, bucket, w.Days)
	athena := &workgroup{engine: unloading{trino.database, new(atomic.Int64)}, states: make(map[string]execution)}
	endpoint := httptest.NewServer(athena)
	t.Cleanup(endpoint.Close)

	program := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.CommandContext(t.Context(), "go", "build", "-C", "../../../..", "-pgo=off", "-tags", "lambda.norpc", "-o", program, "./functions/report")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the function: %v\n%s", err, out)
	}
	made := func(environment ...string) map[string]string {
		t.Helper()
		f := lambda.New(lambda.Configuration{
			Name: "report", Program: program, Folder: t.TempDir(), Memory: 1769, Timeout: time.Minute, Concurrency: 1, Log: io.Discard,
			Environment: slices.Concat(storage.Environment(), []string{"EASREPORT_LAKE=s3://" + bucket}, environment),
		})
		defer f.Close()
		if answer, err := f.Invoke(t.Context(), []byte(`{"date": "`+day.String()+`"}`)); err != nil {
			t.Fatalf("%v, answer %s", err, answer)
		}
		return taken(t, s, lake.ReportsPrefix, lake.DevicesPrefix)
	}
	want := made()
	got := made("EASREPORT_MERGE_ENGINE=athena", "EASREPORT_WORKGROUP=mobile", "EASREPORT_DATABASE="+bucket, "AWS_ENDPOINT_URL_ATHENA="+endpoint.URL)
	if diff := gocmp.Diff(want, got); diff != "" || len(got) < 4 {
		t.Errorf("%d objects, without and with Athena (-want +got):\n%.4000s", len(got), diff)
	}
	if len(athena.states) == 0 || athena.asked != [2]string{"mobile", bucket} {
		t.Errorf("Athena was asked for %d queries, of %q", len(athena.states), athena.asked)
	}
}

// onS3 copies a lake into a bucket, as far as it was made by ingests.
func onS3(t *testing.T, bucket string, from store.Store) store.Store {
	t.Helper()
	if err := storage.MakeBucket(t.Context(), bucket); err != nil {
		t.Fatal(err)
	}
	s := s3store.New(storage.Client(), s3store.Location{Bucket: bucket})
	for key, body := range objects(t, from) {
		if strings.HasPrefix(key, lake.ReportsPrefix) || strings.HasPrefix(key, lake.DevicesPrefix) {
			continue
		}
		if _, err := s.Put(t.Context(), key, strings.NewReader(body), store.Condition{}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// objects are those of a store under a prefix, or any of several.
func objects(t *testing.T, s store.Store, prefixes ...string) map[string]string {
	t.Helper()
	if prefixes == nil {
		prefixes = []string{""}
	}
	all := make(map[string]string)
	for _, prefix := range prefixes {
		for o, err := range s.List(t.Context(), prefix) {
			if err != nil {
				t.Fatal(err)
			}
			body, _, err := s.Get(t.Context(), o.Key, store.Range{}, "")
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(body)
			if err := errors.Join(err, body.Close()); err != nil {
				t.Fatal(err)
			}
			all[o.Key] = string(content)
		}
	}
	return all
}

// taken are objects, which are then gone.
func taken(t *testing.T, s store.Store, prefixes ...string) map[string]string {
	t.Helper()
	all := objects(t, s, prefixes...)
	for key := range maps.Keys(all) {
		if err := s.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// workgroup answers as Athena does, and has an engine do what UNLOAD says.
type workgroup struct {
	engine unloading
	asked  [2]string // workgroup and database

	mu     sync.Mutex
	states map[string]execution
}

// execution is where a query is.
type execution struct {
	State, Reason string
	Bytes         int64
}

func (g *workgroup) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var input struct {
		QueryString, WorkGroup, QueryExecutionId string
		QueryExecutionContext                    struct{ Database string }
	}
	if err := json.NewDecoder(r.Body).Decode(&input); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	type object map[string]any
	var answer object
	switch r.Header.Get("X-Amz-Target") {
	case "AmazonAthena.StartQueryExecution":
		g.asked = [2]string{input.WorkGroup, input.QueryExecutionContext.Database}
		id := "query-" + strconv.Itoa(len(g.states))
		g.states[id] = execution{State: "RUNNING"}
		go g.run(context.WithoutCancel(r.Context()), id, input.QueryString)
		answer = object{"QueryExecutionId": id}
	case "AmazonAthena.GetQueryExecution":
		now := g.states[input.QueryExecutionId]
		answer = object{"QueryExecution": object{
			"Status":     object{"State": now.State, "StateChangeReason": now.Reason},
			"Statistics": object{"DataScannedInBytes": now.Bytes},
		}}
	default:
		http.Error(w, "not expected", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(answer)
}

// run carries out UNLOAD (query) TO 'url' WITH (...).
func (g *workgroup) run(ctx context.Context, id, statement string) {
	done := execution{State: "FAILED", Reason: "no UNLOAD: " + statement}
	query, to, found := strings.Cut(strings.TrimPrefix(statement, "UNLOAD ("), ") TO '")
	url, with, alsoFound := strings.Cut(to, "' WITH ")
	if found && alsoFound && with == "(format = 'PARQUET', compression = 'ZSTD')" {
		scanned, err := g.engine.Unload(ctx, query, url)
		if done = (execution{State: "SUCCEEDED", Bytes: scanned}); err != nil {
			done = execution{State: "FAILED", Reason: err.Error()}
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.states[id] = done
}
