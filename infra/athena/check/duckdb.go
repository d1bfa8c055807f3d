package check

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	_ "github.com/duckdb/duckdb-go/v2" // the driver

	"github.com/easreport/easreport/infra/athena"
)

// OpenDuckDB opens a database in memory that has the tables of a lake in a folder, and
// the views on them. The lake must have both tables.
func OpenDuckDB(ctx context.Context, lake string) (*sql.DB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, fmt.Errorf("opening DuckDB: %w", err)
	}
	db.SetMaxOpenConns(1) // settings are a connection's, the database in memory, too
	for _, s := range append(athena.DuckDB(lake), athena.Views()...) {
		if _, err := db.ExecContext(ctx, s.SQL); err != nil {
			return nil, errors.Join(fmt.Errorf("creating %s in DuckDB: %w", s.Name, err), db.Close())
		}
	}
	return db, nil
}
