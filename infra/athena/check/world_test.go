package check

import (
	"database/sql"
	"testing"

	"github.com/easreport/easreport/infra/loggen"
)

// world is a lake, open in DuckDB.
type world struct {
	Lake
	folder string
	db     *sql.DB
}

func makeWorld(t *testing.T, logs []string) world {
	t.Helper()
	w := world{folder: t.TempDir()}
	var err error
	if w.Lake, err = MakeLake(t.Context(), w.folder, logs); err != nil {
		t.Fatal(err)
	}
	if w.db, err = OpenDuckDB(t.Context(), w.folder); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

const testdata = "../../../testdata"

// ourLogs are the logs of testdata: of all versions of Exchange, both sides, with
// oddities; and one in which a device changes its habit and is blocked.
func ourLogs(t *testing.T) (logs []string) {
	t.Helper()
	for _, folder := range []string{testdata + "/logs", "testdata/logs"} {
		more, err := Logs(folder)
		if err != nil {
			t.Fatal(err)
		}
		logs = append(logs, more...)
	}
	return logs
}

// generate makes logs, and the truth about them.
func generate(t *testing.T, options ...string) (logs []string, truth loggen.Truth) {
	t.Helper()
	folder, truth := loggen.Build(t).Write(t, append([]string{"-seed", "11", "-devices", "300"}, options...)...)
	logs, err := Logs(folder)
	if err != nil {
		t.Fatal(err)
	}
	return logs, truth
}

// number asks for one number.
func (w world) number(t *testing.T, query string) (n int64) {
	t.Helper()
	if err := w.db.QueryRowContext(t.Context(), "select cast(x as bigint) from ("+query+") as t (x)").Scan(&n); err != nil {
		t.Fatalf("asking %s: %v", query, err)
	}
	return n
}

// rows asks a question, and has each row scanned.
func (w world) rows(t *testing.T, query string, scan func(scan func(to ...any)), arguments ...any) {
	t.Helper()
	rows, err := w.db.QueryContext(t.Context(), query, arguments...)
	if err != nil {
		t.Fatalf("asking %s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		scan(func(to ...any) {
			if err := rows.Scan(to...); err != nil {
				t.Fatalf("reading what answers %s: %v", query, err)
			}
		})
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("reading what answers %s: %v", query, err)
	}
}
