package engines

import (
	"testing"

	"github.com/easreport/easreport/infra/athena"
)

// TestSameAnswers asks every view and saved query of Trino and of DuckDB.
func TestSameAnswers(t *testing.T) {
	w := testLogs(t)
	all := w.engines(t)
	days := w.days(t)
	span := map[string]string{"first_day": days[0].String(), "last_day": days[len(days)-1].String()}
	statements := map[string]string{"activity": "SELECT * FROM activity", "devices": "SELECT * FROM devices"}
	for _, view := range athena.Views() {
		statements["view "+view.Name] = "SELECT * FROM " + view.Name
	}
	for _, q := range athena.Queries() {
		text, err := q.SQL(span)
		if err != nil {
			t.Fatal(err)
		}
		statements["query "+q.Name] = text
	}
	for name, sql := range statements {
		t.Run(name, func(t *testing.T) {
			want := must(t, all["DuckDB"], sql)
			t.Logf("%d rows", len(want.rows))
			for other, e := range all {
				same(t, other, want, must(t, e, sql))
			}
		})
	}
}
