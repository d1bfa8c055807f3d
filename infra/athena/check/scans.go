package check

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Scan is one reading of a table by a query.
type Scan struct {
	// Table is its name, "" if the database was not opened by OpenForPlans.
	Table   string
	Columns []string
	// Bounded tells that it leaves out files of days that the query does not name.
	Bounded bool
}

// unlikeTrino are steps of DuckDB's planning that change how often a table is read,
// and that Trino does not have.
const unlikeTrino = "window_self_join,late_materialization,common_subplan"

// Scans tells what a query reads, by DuckDB's plan: as Trino it leaves out columns that
// nothing is made of, and reads a table twice that is named twice.
func Scans(ctx context.Context, db *sql.DB, query string) (scans []Scan, err error) {
	if _, err := db.ExecContext(ctx, "set disabled_optimizers = '"+unlikeTrino+"'"); err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	defer func() {
		_, after := db.ExecContext(ctx, "reset disabled_optimizers")
		err = errors.Join(err, after)
	}()
	var kind, plan string
	if err := db.QueryRowContext(ctx, "explain (format json) "+query).Scan(&kind, &plan); err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	var nodes []planNode
	if err := json.Unmarshal([]byte(plan), &nodes); err != nil {
		return nil, fmt.Errorf("reading a plan: %w", err)
	}
	for _, n := range nodes {
		scans = n.appendScans(scans)
	}
	return scans, nil
}

// planNode is a step of a plan, and where its rows come from.
type planNode struct {
	Name     string
	Children []planNode
	Extra    struct {
		Projections, Filters any    // a text, or a list of them
		FileFilters          string `json:"File Filters"`
	} `json:"extra_info"`
}

// column finds what may be columns in conditions.
var column = regexp.MustCompile(`\b[a-z][a-z0-9_]+\b`)

func (n planNode) appendScans(to []Scan) []Scan {
	for _, child := range n.Children {
		to = child.appendScans(to)
	}
	if strings.TrimSpace(n.Name) != "READ_PARQUET" {
		return to
	}
	columns := column.FindAllString(fmt.Sprint(n.Extra.Projections, n.Extra.Filters), -1)
	slices.Sort(columns)
	s := Scan{Columns: slices.Compact(columns), Bounded: strings.Contains(n.Extra.FileFilters, "dt")}
	for _, c := range columns {
		if table, ok := strings.CutPrefix(c, fileOf); ok {
			s.Table = table
		}
	}
	return append(to, s)
}

// ColumnBytes are the sizes of the columns of a table in a lake's folder, compressed,
// of the days from a first to a last one.
func ColumnBytes(ctx context.Context, db *sql.DB, folder, table, first, last string) (sizes map[string]int64, err error) {
	files := strings.ReplaceAll(folder, "'", "''") + "/" + table + "/v2/*/*.parquet"
	rows, err := db.QueryContext(ctx, `select path_in_schema, sum(total_compressed_size)::bigint from parquet_metadata('`+files+`')
		where regexp_extract(file_name, 'dt=([0-9-]+)', 1) between ? and ? group by 1`, first, last)
	if err != nil {
		return nil, fmt.Errorf("sizing columns: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	sizes = make(map[string]int64)
	for rows.Next() {
		var column string
		var size int64
		if err := rows.Scan(&column, &size); err != nil {
			return nil, fmt.Errorf("sizing columns: %w", err)
		}
		sizes[column] = size
	}
	return sizes, rows.Err()
}
