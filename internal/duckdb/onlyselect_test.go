package duckdb

import (
	"errors"
	"strings"
	"testing"
)

// TestOnlySelect judges parsed SQL as DuckDB 1.5 writes it; the real program's is tested in
// functions/easreport/scripttest.
func TestOnlySelect(t *testing.T) {
	statement := func(from string) string { return `{"error":false,"statements":[{"node":{"from_table":` + from + `}}]}` }
	for _, test := range []struct {
		parsed, want string // the reason, "" for SQL that may run
	}{
		{statement(`{"type":"BASE_TABLE","table_name":"requests"}`), ""},
		{statement(`{"type":"TABLE_FUNCTION","function":{"function_name":"RANGE"}}`), ""},
		{statement(`{"type":"TABLE_FUNCTION","function":{"function_name":"enable_logging"}}`), `the function "enable_logging"`},
		{statement(`{"type":"TABLE_FUNCTION"}`), `the function ""`},
		{statement(`{"type":"JOIN","left":[{"type":"BASE_TABLE","table_name":"activity/v2/a.parquet"}]}`), `the file "activity/v2/a.parquet"`},
		{`{"error":false,"statements":[]}`, "only one SELECT"},
		{`{"error":false,"statements":[{},{}]}`, "only one SELECT"},
		{`{"error":true,"error_type":"not implemented","error_message":"Only SELECT statements can be serialized to json!"}`, "only one SELECT"},
		{`{"error":true,"error_type":"parser","error_message":"syntax error at or near \"selct\""}`, `syntax error at or near "selct"`},
	} {
		err := onlySelect(strings.NewReader(test.parsed))
		if test.want == "" && err != nil || test.want != "" && (!errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: error %v, want %q", test.parsed, err, test.want)
		}
	}
	if err := onlySelect(strings.NewReader("Error: no such function")); err == nil || errors.Is(err, ErrRefused) {
		t.Errorf("an answer that is none: error %v", err)
	}
}
