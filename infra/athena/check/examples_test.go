package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExamples runs the examples of the README on our logs: the mails per device must add
// up to the totals per kind.
func TestExamples(t *testing.T) {
	examples, err := ReadExamples("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	w := makeWorld(t, ourLogs(t))
	ask := func(sql string) Answer {
		t.Helper()
		a, err := Ask(t.Context(), w.db, sql)
		if err != nil {
			t.Fatalf("%v\n%s", err, sql)
		}
		if len(a.Rows) == 0 {
			t.Errorf("no rows:\n%s", sql)
		}
		return a
	}
	ask(examples.Both[0])
	var kinds [][]string
	for _, row := range ask(examples.Both[1]).Rows {
		if row[0] == "mail_to_client" {
			kinds = append(kinds, row)
		}
	}
	sum := ask("SELECT 'mail_to_client', sum(mails) FROM (" + examples.DuckDB + ")")
	if diff := cmp.Diff(sum.Rows, kinds); diff != "" || sum.Rows[0][1] == "0" {
		t.Errorf("mails by device and by kind (-device +kind):\n%s", diff)
	}
}
