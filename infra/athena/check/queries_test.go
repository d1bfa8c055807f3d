package check

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/athena"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestQueries compares what each saved query answers on our logs with golden files.
func TestQueries(t *testing.T) {
	w := makeWorld(t, ourLogs(t))
	for _, q := range athena.Queries() {
		t.Run(q.Name, func(t *testing.T) {
			text, err := q.SQL(valuesFor(q))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := Ask(t.Context(), w.db, text)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := answer.Write(&got); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata/answers", q.Name+".tsv")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
				t.Errorf("answer differs from %s (-want +got):\n%s", golden, diff)
			}
			if len(answer.Rows) == 0 {
				t.Error("no rows, so nothing is checked")
			}
		})
	}
}

// TestDefaults asks each query as it is. Our logs are of long ago, so there is
// nothing to find; but it is understood.
func TestDefaults(t *testing.T) {
	w := makeWorld(t, ourLogs(t)[:1])
	for _, q := range athena.Queries() {
		answer, err := Ask(t.Context(), w.db, q.Text())
		if err != nil {
			t.Errorf("%s: %v", q.Name, err)
		}
		if len(answer.Rows) > 0 && q.Name != "export_hourly" {
			t.Errorf("%s finds something in the last month: %v", q.Name, answer.Rows)
		}
	}
}

// valuesFor are those with which a query finds something in our logs.
func valuesFor(q athena.Query) map[string]string {
	all := map[string]string{
		"first_day": "2005-03-01", "last_day": "2022-07-31", "known_since": "2005-03-01",
		"device_id": "Appl5K0123ABA4S0", "user_name": "anna.keller",
		"minimum_hits": "10", "minimum_devices": "2", "minimum_days": "1", "minimum_ms": "1000", "rows": "30",
	}
	switch q.Name {
	case "above_own_habit":
		all["minimum_hits"], all["last_day"] = "40", "2022-07-26"
	case "meeting_response_loops":
		all["minimum_hits"] = "0"
	case "new_devices":
		all["first_day"] = "2016-01-01"
	}
	values := make(map[string]string)
	for _, p := range q.Parameters {
		values[p.Name] = all[p.Name]
	}
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
	return values
}
