package check

import (
	"bytes"
	"flag"
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
			text, err := q.SQL(Values(q))
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
