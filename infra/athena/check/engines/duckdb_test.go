package engines

import (
	"context"
	"database/sql"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2" // the driver

	"github.com/easreport/easreport/infra/athena"
)

// duckdb is one that knows the tables and views of a lake in a folder.
type duckdb struct{ db *sql.DB }

func newDuckDB(t *testing.T, folder string) duckdb {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1) // what is set is set for a connection
	d := duckdb{db}
	for _, s := range append(athena.DuckDB(folder), athena.Views()...) {
		if _, err := db.ExecContext(t.Context(), s.SQL); err != nil {
			t.Fatalf("%s in DuckDB: %v\n%s", s.Name, err, numbered(s.SQL))
		}
	}
	return d
}

func (d duckdb) ask(ctx context.Context, text string) (*answer, error) {
	rows, err := d.db.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	a := new(answer)
	if a.columns, err = rows.Columns(); err != nil {
		return nil, err
	}
	values, places := make([]any, len(a.columns)), make([]any, len(a.columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return nil, err
		}
		row := make([]string, len(values))
		for i, value := range values {
			row[i] = textOf(value)
		}
		a.rows = append(a.rows, row)
	}
	return a, rows.Err()
}
