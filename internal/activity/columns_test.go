package activity_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/activity"
)

// TestColumns holds the table of columns against the Batch and against itself.
func TestColumns(t *testing.T) {
	b := new(activity.Batch)
	slots := make(map[any]string)
	names := make(map[string]bool)
	for _, c := range b.RequestColumns() {
		if names[c.Name] || slots[c.Values] != "" {
			t.Errorf("column %s, or its slice, is there twice (as %s)", c.Name, slots[c.Values])
		}
		names[c.Name], slots[c.Values] = true, c.Name
		if c.Comment == "" || strings.ContainsAny(c.Doc(), "\n\t") {
			t.Errorf("column %s: %q is no line of documentation", c.Name, c.Doc())
		}
		checkColumn(t, &c)
	}
	for field := range reflect.TypeFor[activity.Batch]().Fields() {
		if !field.IsExported() {
			continue
		}
		slice := reflect.ValueOf(b).Elem().FieldByIndex(field.Index).Addr().Interface()
		if slots[slice] == "" {
			t.Errorf("field %s of Batch is no column", field.Name)
		}
	}
	if all := b.Columns(); all[0].Name != "bucket" || all[1].Name != "device_id" {
		t.Error("rows are not ordered by the first two columns")
	}
}

// checkColumn holds a column's type against how it is kept, written and merged.
func checkColumn(t *testing.T, c *activity.Column) {
	t.Helper()
	var types []activity.Type
	var merges []activity.Merge
	switch c.Values.(type) {
	case *[]activity.Word:
		types, merges = []activity.Type{activity.Text}, []activity.Merge{activity.Key}
	case *[]activity.Histogram:
		types, merges = []activity.Type{activity.Text}, []activity.Merge{activity.Counts}
	case *[]int64:
		types = []activity.Type{activity.Int32, activity.Int64, activity.Boolean, activity.Timestamp}
		merges = []activity.Merge{activity.Key, activity.Sum, activity.Max, activity.Min}
	}
	if !slices.Contains(types, c.Type) || !slices.Contains(merges, c.Merge) {
		t.Errorf("column %s: type %d and merge %d do not go with %T", c.Name, c.Type, c.Merge, c.Values)
	}
	if c.Encoding == activity.Delta && c.Type != activity.Int32 && c.Type != activity.Int64 && c.Type != activity.Timestamp {
		t.Errorf("column %s: only numbers have differences", c.Name)
	}
	if strings.HasSuffix(c.Name, "_max") && c.Merge != activity.Max || strings.HasSuffix(c.Name, "_ms") && c.Unit != "milliseconds" {
		t.Errorf("column %s: merge %d, unit %q", c.Name, c.Merge, c.Unit)
	}
}

// TestResize: a batch keeps its memory, and all its columns have one length.
func TestResize(t *testing.T) {
	b := new(activity.Batch)
	for _, n := range []int{5, 0, 5000, 1} {
		b.Resize(n)
		for _, c := range b.Columns() {
			if got := reflect.ValueOf(c.Values).Elem().Len(); got != n || b.Len() != n {
				t.Errorf("column %s has %d rows of %d", c.Name, got, n)
			}
		}
	}
	if n := testing.AllocsPerRun(10, func() { b.Resize(4000) }); n != 0 {
		t.Errorf("a batch that once had more rows allocates %v times", n)
	}
}
