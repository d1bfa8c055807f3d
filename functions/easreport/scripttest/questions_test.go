package scripttest

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSavedQuestions asks every saved question of a lake of the test logs, of all their
// days. What the answers must be is tested in infra/athena/check; here they must be
// answers.
func TestSavedQuestions(t *testing.T) {
	t.Parallel()
	if duckdb == "" {
		t.Skip("DuckDB cannot be had")
	}
	easreport := func(args ...string) ([]byte, error) {
		run := exec.CommandContext(t.Context(), filepath.Join(programs, "easreport"), args...)
		var messages strings.Builder
		run.Stderr = &messages
		out, err := run.Output()
		if err != nil {
			t.Log(messages.String())
		}
		return out, err
	}
	lake := filepath.Join(t.TempDir(), "lake")
	if _, err := easreport("ingest", "--lake", lake, filepath.Join(repository, "testdata", "logs")); err != nil {
		t.Fatal(err)
	}
	list, err := easreport("query", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var questions []struct{ Name string }
	if err := json.Unmarshal(list, &questions); err != nil || len(questions) < 20 {
		t.Fatalf("%d questions, %v", len(questions), err)
	}
	kept := regexp.MustCompile(`(?i)\b(from|join) (devices|traffic)\b`)
	for _, q := range questions {
		text, err := easreport("query", q.Name, "--show")
		if err != nil {
			t.Errorf("showing %s: %v", q.Name, err)
			continue
		}
		ask := []string{
			"query", q.Name, "--json", "--lake", lake, "--duckdb", filepath.Join(duckdb, "duckdb"),
			"--set", "first_day=2005-01-01", "--set", "last_day=2022-12-31",
		}
		answer, err := easreport(ask...)
		if kept.Match(text) {
			if err == nil {
				t.Errorf("%s asks a table that reports keep, which this lake does not have; it answered %s", q.Name, answer)
			}
			continue
		}
		var rows []map[string]any
		if err != nil || json.Unmarshal(answer, &rows) != nil {
			t.Errorf("asking %s: %v, it answered %s", q.Name, err, answer)
		}
		t.Logf("%s: %d rows", q.Name, len(rows))
	}
}
