package engines

import (
	"slices"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/athena"
)

// TestSameAnswers asks every view and saved query of Trino and of DuckDB.
func TestSameAnswers(t *testing.T) {
	testSameAnswers(t, testLogs(t))
}

func testSameAnswers(t *testing.T, w world) {
	t.Helper()
	all := w.engines(t)
	statements := map[string]string{"activity": "SELECT * FROM activity", "devices": "SELECT * FROM devices"}
	for _, view := range athena.Views() {
		statements["view "+view.Name] = "SELECT * FROM " + view.Name
	}
	values := w.values(t, all["DuckDB"])
	for _, q := range athena.Queries() {
		given := make(map[string]string)
		for _, p := range q.Parameters {
			if value, ok := values[p.Name]; ok {
				given[p.Name] = value
			}
		}
		text, err := q.SQL(given)
		if err != nil {
			t.Fatal(err)
		}
		statements["query "+q.Name] = text
	}
	for name, sql := range statements {
		t.Run(name, func(t *testing.T) {
			want := must(t, all["DuckDB"], sql).withBinsSorted()
			t.Logf("%d rows", len(want.rows))
			for other, e := range all {
				same(t, other, want, must(t, e, sql).withBinsSorted())
			}
		})
	}
}

// values are those of saved queries with which they have an answer.
func (w world) values(t *testing.T, e engine) map[string]string {
	t.Helper()
	days := w.days(t)
	busiest := must(t, e, "SELECT device, user_name FROM device_day WHERE kind = 'device' ORDER BY hits DESC, device LIMIT 1").rows[0]
	return map[string]string{
		"first_day": days[0].String(), "last_day": days[len(days)-1].String(),
		"device_id": busiest[0], "user_name": busiest[1], "minimum_hits": "1",
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
