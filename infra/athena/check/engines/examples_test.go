package engines

import (
	"testing"

	"github.com/easreport/easreport/infra/athena/check"
)

// testExamples asks what the README shows of both engines.
func (w world) testExamples(t *testing.T) {
	examples, err := check.ReadExamples("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	duckDB, trino := w.engines["DuckDB"], w.engines["Trino"]
	for _, sql := range examples.Both {
		same(t, sql, must(t, duckDB, sql), must(t, trino, sql))
	}
	same(t, examples.Trino, must(t, duckDB, examples.DuckDB), must(t, trino, examples.Trino))
}
