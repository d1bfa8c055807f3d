package engines

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// engine answers SQL about one lake.
type engine interface {
	ask(ctx context.Context, sql string) (*answer, error)
}

// answer is a result whose values are texts that all engines have in common.
type answer struct {
	columns []string
	rows    [][]string
}

// null is the text of NULL.
const null = "NULL"

func texts(values []any) []string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = textOf(value)
	}
	return all
}

// textOf is what a value looks like: numbers to six digits if they are not whole, whatever
// their type, and times of UTC to the millisecond.
func textOf(value any) string {
	switch v := value.(type) {
	case nil:
		return null
	case bool:
		return strconv.FormatBool(v)
	case string:
		return v
	case int32:
		return strconv.FormatInt(int64(v), 10)
	case int64:
		return strconv.FormatInt(v, 10)
	case *big.Int:
		return v.String()
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return strconv.FormatInt(int64(v), 10)
		}
		return strconv.FormatFloat(v, 'g', 6, 64)
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return strconv.FormatInt(n, 10)
		}
		f, err := v.Float64()
		if err != nil {
			return v.String()
		}
		return textOf(f)
	case time.Time:
		return v.UTC().Format("2006-01-02 15:04:05.000")
	case interface{ Float64() float64 }: // a decimal number of DuckDB
		return textOf(v.Float64())
	case []any:
		return "[" + strings.Join(texts(v), ", ") + "]"
	}
	return fmt.Sprintf("%T %v", value, value)
}

// must asks what has to be answered.
func must(t *testing.T, e engine, sql string) *answer {
	t.Helper()
	a, err := e.ask(t.Context(), sql)
	if err != nil {
		t.Fatalf("%v\n%s", err, numbered(sql))
	}
	return a
}

// numbered has the number of each line before it: that is how engines say where.
func numbered(sql string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(sql) {
		n++
		fmt.Fprintf(&b, "%3d  %s", n, line)
	}
	return b.String()
}

// sorted are the rows in an order that does not depend on the engine.
func (a *answer) sorted() []string {
	all := make([]string, len(a.rows))
	for i, row := range a.rows {
		all[i] = strings.Join(row, " | ")
	}
	slices.Sort(all)
	return all
}

// column is the index of a column.
func (a *answer) column(t *testing.T, name string) int {
	t.Helper()
	i := slices.Index(a.columns, name)
	if i < 0 {
		t.Fatalf("there is no column %s among %q", name, a.columns)
	}
	return i
}

// same compares two answers without regard to the order of rows.
func same(t *testing.T, what string, want, got *answer) {
	t.Helper()
	if diff := cmp.Diff(want.columns, got.columns); diff != "" {
		t.Errorf("%s: columns differ (-want +got):\n%s", what, diff)
		return
	}
	if diff := cmp.Diff(want.sorted(), got.sorted()); diff != "" {
		t.Errorf("%s: rows differ (-want +got), %s:\n%.4000s", what, strings.Join(want.columns, " | "), diff)
	}
}
