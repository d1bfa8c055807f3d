package engines

import (
	"slices"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/infra/athena/check"
)

// TestTrino has Trino do all that package athena is for.
func TestTrino(t *testing.T) {
	needsTrino(t)
	w := ourLogs(t)
	t.Run("answers", w.testAnswers)
	t.Run("device_day", w.testDeviceDay)
	t.Run("examples", w.testExamples)
	t.Run("plans", w.testPlans)
	t.Run("stack", w.testStack)
}

// testAnswers asks every view and saved query of Trino and of DuckDB, whose answers
// package check holds against the reports and the truth.
func (w world) testAnswers(t *testing.T) {
	statements := map[string]string{"activity": "SELECT * FROM activity", "devices": "SELECT * FROM devices"}
	for _, view := range athena.Views() {
		statements["view "+view.Name] = "SELECT * FROM " + view.Name
	}
	for _, q := range athena.Queries() {
		text, err := q.SQL(check.Values(q))
		if err != nil {
			t.Fatal(err)
		}
		statements["query "+q.Name] = text
	}
	for name, sql := range statements {
		t.Run(name, func(t *testing.T) {
			want := must(t, w.engines["DuckDB"], sql).withBinsSorted()
			if len(want.rows) == 0 {
				t.Error("no rows, so nothing is compared")
			}
			same(t, "Trino", want, must(t, w.engines["Trino"], sql).withBinsSorted())
		})
	}
}

// withBinsSorted puts bins of distributions in order: they are joined in any order.
func (a *answer) withBinsSorted() *answer {
	if i := slices.Index(a.columns, "time_histogram"); i >= 0 {
		for _, row := range a.rows {
			bins := strings.Fields(row[i])
			slices.Sort(bins)
			row[i] = strings.Join(bins, " ")
		}
	}
	return a
}
