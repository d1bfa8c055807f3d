package trino_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/gateway"
	"github.com/easreport/easreport/infra/aws/local/trino"
)

func TestQuery(t *testing.T) {
	d, err := start(t).MakeDatabase(t.Context(), "d")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"CREATE TABLE t (n bigint, s varchar)",
		"INSERT INTO t VALUES (1, 'it''s'), (9007199254740993, NULL)",
	} {
		if _, err := d.Query(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	got, err := d.Query(t.Context(), "SELECT n, s, n > 1 AS large, map(ARRAY['n'], ARRAY[n]) AS m FROM t ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	const large = json.Number("9007199254740993") // no float64 holds it
	want := &trino.Result{
		Columns: []trino.Column{{"n", "bigint"}, {"s", "varchar"}, {"large", "boolean"}, {"m", "map(varchar(1), bigint)"}},
		Rows: [][]any{
			{json.Number("1"), "it's", false, map[string]any{"n": json.Number("1")}},
			{large, nil, true, map[string]any{"n": large}},
		},
		Scanned: got.Scanned,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the answer differs (-want +got):\n%s", diff)
	}
	if got.Scanned <= 0 {
		t.Errorf("scanned %d bytes", got.Scanned)
	}
	many, err := d.Query(t.Context(), "SELECT n FROM UNNEST(sequence(1, 10000)) a (n), UNNEST(sequence(1, 3)) b (m)")
	if err != nil || len(many.Rows) != 30_000 {
		t.Errorf("%d rows of 30,000, error %v", len(many.Rows), err)
	}
	if _, err := d.Query(t.Context(), "SELECT 1\nFROM nothing"); err == nil || !strings.Contains(err.Error(), "TABLE_NOT_FOUND in line 2, column 6") {
		t.Errorf("error %v", err)
	}
}

// start starts a Trino over an empty store.
func start(t *testing.T) *trino.Server {
	t.Helper()
	program, storage := os.Getenv(trino.Variable), os.Getenv(gateway.Variable)
	if program == "" || storage == "" {
		t.Skip("make test-athena runs this")
	}
	s3, err := gateway.Start(t.Context(), storage, t.TempDir(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s3.Close)
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s, err := trino.Start(t.Context(), program, t.TempDir(), s3, log)
	if err != nil {
		said, _ := os.ReadFile(log.Name())
		t.Fatalf("%v; it said:\n%s", err, said)
	}
	t.Cleanup(s.Close)
	return s
}
