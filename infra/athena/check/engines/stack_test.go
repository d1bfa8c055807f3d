package engines

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/athena"
)

// TestStackViews creates the views of the stack's template, which names the type of each
// column: an engine refuses a view whose columns have become others.
func TestStackViews(t *testing.T) {
	needsTrino(t)
	e := ourLogs(t).engines["Trino"]
	template, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var views []string
	for line := range strings.Lines(string(template)) {
		text, ok := strings.CutPrefix(strings.TrimSpace(line), "- Fn::Base64: !Sub '")
		if !ok {
			continue
		}
		name := athena.Views()[len(views)].Name
		views = append(views, name)
		var view struct {
			SQL     string `json:"originalSql"`
			Columns []struct{ Name, Type string }
		}
		if err := json.Unmarshal([]byte(strings.ReplaceAll(strings.TrimSuffix(text, "'"), "''", "'")), &view); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		must(t, e, "CREATE OR REPLACE VIEW "+name+" AS "+view.SQL)
		// A text of some length is taken for one of any.
		got := must(t, e, "SELECT column_name, regexp_replace(data_type, '^varchar.*', 'varchar') FROM information_schema.columns "+
			"WHERE table_schema = current_schema AND table_name = '"+name+"' ORDER BY ordinal_position")
		var want [][]string
		for _, c := range view.Columns {
			want = append(want, []string{c.Name, c.Type})
		}
		if diff := cmp.Diff(want, got.rows); diff != "" {
			t.Errorf("columns of %s (-template +Trino):\n%s", name, diff)
		}
	}
	if len(views) != len(athena.Views()) {
		t.Errorf("the template has the views %q", views)
	}
}
