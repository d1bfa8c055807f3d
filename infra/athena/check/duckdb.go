package check

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the driver

	"github.com/easreport/easreport/infra/athena"
)

// OpenDuckDB opens a database in memory that has the tables of a lake in a folder, and
// the views on them. The lake must have both tables.
func OpenDuckDB(ctx context.Context, lake string) (*sql.DB, error) {
	return open(ctx, append(athena.DuckDB(lake), athena.Views()...))
}

// OpenForPlans is OpenDuckDB for a database whose plans say which table they read (see Scan).
// They do not say which files they leave out.
func OpenForPlans(ctx context.Context, lake string) (*sql.DB, error) {
	tables := athena.DuckDB(lake)
	for i, t := range tables {
		file := fileOf + t.Name
		tables[i].SQL = strings.NewReplacer("filename = true", "filename = '"+file+"'", "(filename", "("+file).Replace(t.SQL)
	}
	return open(ctx, append(tables, athena.Views()...))
}

// fileOf begins the name of the column that has the names of a table's files.
const fileOf = "file_of_"

func open(ctx context.Context, statements []athena.Statement) (*sql.DB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, fmt.Errorf("opening DuckDB: %w", err)
	}
	db.SetMaxOpenConns(1) // settings are a connection's, the database in memory, too
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s.SQL); err != nil {
			return nil, errors.Join(fmt.Errorf("creating %s in DuckDB: %w", s.Name, err), db.Close())
		}
	}
	return db, nil
}
