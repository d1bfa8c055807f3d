package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the driver

	"github.com/easreport/easreport/infra/athena"
)

// DuckDB is an engine for lakes in folders: it writes as Athena's UNLOAD does.
type DuckDB struct{ db *sql.DB }

// OpenDuckDB opens a database in memory that has the activity table of a lake.
func OpenDuckDB(ctx context.Context, lake string) (*DuckDB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, fmt.Errorf("opening DuckDB: %w", err)
	}
	db.SetMaxOpenConns(1) // settings are a connection's, the database in memory, too
	statements := []string{
		athena.DuckDB(lake)[0].SQL,
		`create view activity as select * replace (bucket at time zone 'UTC' as bucket, first_time at time zone 'UTC' as first_time,
			last_time at time zone 'UTC' as last_time), filename as "$path"
		from read_parquet(` + literal(lake+"/activity/v2/**/*.parquet") + `, hive_partitioning = true, hive_types_autocast = false, filename = true)`,
		"create macro regexp_like(text, pattern) as regexp_matches(text, pattern)",
	}
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return nil, errors.Join(fmt.Errorf("preparing DuckDB: %w", err), db.Close())
		}
	}
	return &DuckDB{db}, nil
}

// Close closes the database.
func (d *DuckDB) Close() error { return d.db.Close() }

// Unload is as that of the product's package engine: the URL is a folder's path, and
// there is a file for each thread.
func (d *DuckDB) Unload(ctx context.Context, query, url string) (int64, error) {
	if err := os.MkdirAll(url, 0o700); err != nil {
		return 0, err
	}
	_, err := d.db.ExecContext(ctx, fmt.Sprintf("copy (%s) to %s (format parquet, compression zstd, per_thread_output true)", query, literal(strings.TrimSuffix(url, "/"))))
	return 0, err
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
