package engines

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/infra/aws/local/gateway"
	"github.com/easreport/easreport/infra/aws/local/trino"
	"github.com/easreport/easreport/internal/lake"
)

// A Trino takes long to start: it is one for all tests, nil where there is none. Each
// lake is a folder in buckets, which Trino reads as a bucket.
var (
	server  *trino.Server
	storage *gateway.Server
	buckets string
)

func TestMain(m *testing.M) {
	code, err := withTrino(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// withTrino runs the tests while a Trino runs, if there is one.
func withTrino(tests func() int) (code int, err error) {
	folder, err := os.MkdirTemp("", "easreport-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // it is temporary
	buckets = filepath.Join(folder, "root")
	program := os.Getenv(trino.Variable)
	if program == "" {
		return tests(), nil
	}
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return 1, err
	}
	defer log.Close()
	storage, err = gateway.Start(context.Background(), os.Getenv(gateway.Variable), folder, log)
	if err != nil {
		return 1, err
	}
	defer storage.Close()
	if server, err = trino.Start(context.Background(), program, filepath.Join(folder, "trino"), storage, log); err != nil {
		said, _ := os.ReadFile(log.Name())
		return 1, fmt.Errorf("%w; it said:\n%s", err, said)
	}
	defer server.Close()
	return tests(), nil
}

// needsTrino skips a test that says no more without it than those of package check.
func needsTrino(t *testing.T) {
	t.Helper()
	if server == nil {
		t.Skip("make test-athena runs this")
	}
}

// onTrino is a Trino that knows the tables and views of a lake.
type onTrino struct{ database *trino.Database }

// newTrino creates the tables and views of a lake in a database of their own.
func newTrino(t *testing.T, bucket string, days []lake.Day) onTrino {
	t.Helper()
	database, err := server.MakeDatabase(t.Context(), bucket)
	if err != nil {
		t.Fatal(err)
	}
	e := onTrino{database}
	for _, table := range athena.Tables() {
		must(t, e, translated(t, table.SQL, bucket, days))
	}
	for _, view := range athena.Views() {
		must(t, e, view.SQL)
	}
	return e
}

func (e onTrino) ask(ctx context.Context, sql string) (*answer, error) {
	result, err := e.database.Query(ctx, strings.TrimRight(sql, "; \n"))
	if err != nil {
		return nil, err
	}
	a := new(answer)
	for _, column := range result.Columns {
		a.columns = append(a.columns, column.Name)
	}
	for _, values := range result.Rows {
		a.rows = append(a.rows, texts(values))
	}
	return a, nil
}
