package athena_test

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/athena"
)

var update = flag.Bool("update", false, "write tables.sql anew")

// TestTables compares tables.sql, which is there to be read and run, with the statements.
func TestTables(t *testing.T) {
	var got strings.Builder
	for _, s := range athena.Tables() {
		got.WriteString(strings.TrimSpace(s.SQL) + ";\n\n")
	}
	const file = "tables.sql"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s, which -update writes (-want +got):\n%s", file, diff)
	}
}

func TestStatements(t *testing.T) {
	places := map[string]string{"activity": "activity", "request_day": "request_day", "devices": "devices", "traffic": "traffic"}
	for _, s := range athena.Tables() {
		if !strings.Contains(s.SQL, "CREATE EXTERNAL TABLE "+s.Name+" (") || strings.Count(s.SQL, "s3://"+athena.LakeBucket+"/"+places[s.Name]+"/v2/") != 2 {
			t.Errorf("table %s:\n%s", s.Name, s.SQL)
		}
		for _, comment := range regexp.MustCompile("COMMENT '((?:[^']|'')*)'[,\n]").FindAllStringSubmatch(s.SQL, -1) {
			if n := len(comment[1]); n > 255 {
				t.Errorf("table %s: a comment of %d bytes, Glue takes 255: %s", s.Name, n, comment[1])
			}
		}
	}
	for _, s := range athena.Views() {
		if !strings.Contains(s.SQL, "\nCREATE OR REPLACE VIEW "+s.Name+" AS\n") {
			t.Errorf("view %s:\n%s", s.Name, s.SQL)
		}
	}
	for _, s := range athena.DuckDB("it's") {
		if strings.Contains(s.SQL, "{lake}") || strings.Contains(s.SQL, "{columns}") || strings.Contains(s.SQL, "map {}") {
			t.Errorf("%s in DuckDB lacks something:\n%s", s.Name, s.SQL)
		}
		if s.Name != "settings" && !strings.Contains(s.SQL, "'it''s/"+s.Name+"/v2/**/*.parquet'") {
			t.Errorf("%s in DuckDB:\n%s", s.Name, s.SQL)
		}
	}
}

// TestQueries holds every saved query against the rules for them.
func TestQueries(t *testing.T) {
	for _, q := range athena.Queries() {
		t.Run(q.Name, func(t *testing.T) {
			if !strings.HasSuffix(q.Question, "?") || strings.Count(q.Question, "?") > 1 {
				t.Errorf("question %q: want one, with its mark", q.Question)
			}
			if !strings.HasSuffix(q.When, ".") || !strings.HasSuffix(q.Look, ".") {
				t.Errorf("when %q, look %q: want sentences", q.When, q.Look)
			}
			if strings.HasSuffix(strings.TrimSpace(q.Text()), ";") {
				t.Error("ends with a semicolon, which Athena does not take from a program")
			}
			values := make(map[string]string)
			for _, p := range q.Parameters {
				if values[p.Name] != "" {
					t.Errorf("%s has two defaults", p.Name)
				}
				values[p.Name] = "1"
			}
			if values["first_day"] == "" || values["last_day"] == "" {
				t.Errorf("parameters %v: each day that a query does not name costs", q.Parameters)
			}
			sql, err := q.SQL(values)
			if err != nil || strings.Contains(sql, "=*/") || strings.Contains(sql, "/**/") {
				t.Errorf("with values, %v:\n%s", err, sql)
			}
		})
	}
}

func TestSQL(t *testing.T) {
	var q athena.Query
	for _, one := range athena.Queries() {
		if one.Name == "device_by_minute" {
			q = one
		}
	}
	plain, err := q.SQL(nil)
	if diff := cmp.Diff(q.Text(), plain); diff != "" || err != nil {
		t.Errorf("without values: %v (-want +got):\n%s", err, diff)
	}
	got, err := q.SQL(map[string]string{"device_id": "it's", "last_day": "2011-12-24"})
	if err != nil || !strings.Contains(got, "device = lower('it''s')") || !strings.Contains(got, "AND '2011-12-24'\n") {
		t.Errorf("%v\n%s", err, got)
	}
	if got, err := q.SQL(map[string]string{"user": "x"}); err == nil {
		t.Errorf("unknown name: no error, %s", got)
	}
}

func TestNumbers(t *testing.T) {
	for _, q := range athena.Queries() {
		if q.Name != "over_per_hour" {
			continue
		}
		got, err := q.SQL(map[string]string{"minimum_hits": "-7"})
		if err != nil || !strings.Contains(got, "hits > -7\n") {
			t.Errorf("%v\n%s", err, got)
		}
		for _, value := range []string{"", "7 or true", "7.5", "0x7", "'7'"} {
			if got, err := q.SQL(map[string]string{"minimum_hits": value}); err == nil {
				t.Errorf("%q: no error, %s", value, got)
			}
		}
	}
}
