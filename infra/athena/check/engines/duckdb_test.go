package engines

import (
	"context"
	"database/sql"
	"testing"

	"github.com/easreport/easreport/infra/athena/check"
)

// onDuckDB is a DuckDB that knows the tables and views of a lake.
type onDuckDB struct{ db *sql.DB }

func newDuckDB(t *testing.T, folder string) onDuckDB {
	t.Helper()
	db, err := check.OpenDuckDB(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return onDuckDB{db}
}

func (e onDuckDB) ask(ctx context.Context, query string) (*answer, error) {
	rows, err := e.db.QueryContext(ctx, query)
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
		a.rows = append(a.rows, texts(values))
	}
	return a, rows.Err()
}
