package engines

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/infra/athena/check"
)

// testPlans has Trino plan every view and saved query for one day: what they cost
// follows from the days that are read. Queries are planned as they are, too.
func (w world) testPlans(t *testing.T) {
	e := w.engines["Trino"]
	day := w.Days[len(w.Days)-2].String()
	for _, view := range athena.Views() {
		if days := plannedDays(t, e, "SELECT * FROM "+view.Name+" WHERE dt = '"+day+"'"); len(days) != 1 || !days[day] {
			t.Errorf("%s of %s reads %v", view.Name, day, days)
		}
	}
	for _, q := range athena.Queries() {
		values := check.Values(q)
		for name := range values {
			if name == "first_day" || name == "last_day" || name == "known_since" {
				values[name] = day
			}
		}
		text, err := q.SQL(values)
		if err != nil {
			t.Fatal(err)
		}
		if days := plannedDays(t, e, text); !days[day] || len(days) == len(w.Days) {
			t.Errorf("%s of %s reads %v", q.Name, day, days)
		}
		must(t, e, "EXPLAIN (TYPE VALIDATE) "+q.Text())
	}
}

// plannedDays are the days of which a statement would read files.
func plannedDays(t *testing.T, e engine, statement string) map[string]bool {
	t.Helper()
	type value struct{ Value string }
	var plan struct {
		Tables []struct {
			Constraint struct {
				Columns []struct {
					Name   string `json:"columnName"`
					Domain struct {
						Ranges []struct{ Low, High value }
					}
				} `json:"columnConstraints"`
			}
		} `json:"inputTableColumnInfos"`
	}
	text := must(t, e, "EXPLAIN (TYPE IO, FORMAT JSON) "+statement).rows[0][0]
	if err := json.Unmarshal([]byte(text), &plan); err != nil {
		t.Fatal(err)
	}
	all := make(map[string]bool)
	for _, table := range plan.Tables {
		days := make(map[string]bool)
		for _, column := range table.Constraint.Columns {
			if column.Name != "dt" {
				continue
			}
			for _, r := range column.Domain.Ranges {
				days[r.Low.Value], days[r.High.Value] = true, true
			}
		}
		if len(days) == 0 {
			t.Errorf("of a table all days are read:\n%s", numbered(statement))
		}
		maps.Copy(all, days)
	}
	return all
}
