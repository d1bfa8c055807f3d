package duckdb

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// tableFunctions are the functions that a FROM may call: they work on rows and on DuckDB's
// catalog. Others open files (read_text), run SQL that nobody has checked (query), or write
// files from within a SELECT (enable_logging).
var tableFunctions = []string{
	"unnest", "range", "generate_series", "repeat", "repeat_row", "json_each", "json_tree", "summary",
	"duckdb_columns", "duckdb_functions", "duckdb_keywords", "duckdb_tables", "duckdb_types", "duckdb_views",
	"pg_timezone_names", "icu_calendar_names",
}

// OnlySelect returns an error that wraps ErrRefused if SQL is anything but one SELECT (also
// as WITH, FROM, VALUES, DESCRIBE or SUMMARIZE) of tables by name and of tableFunctions.
// DuckDB parses the SQL and does not run it: what stands in comments and texts misleads
// neither.
func (p Program) OnlySelect(ctx context.Context, sql string) error {
	run := exec.CommandContext(ctx, p.path, "-init", os.DevNull, "-batch", "-bail", "-list", "-noheader")
	run.Stdin = strings.NewReader(".safe_mode\nselect json_serialize_sql(" + literal(sql) + ");\n")
	var parsed, messages bytes.Buffer
	run.Stdout, run.Stderr = &parsed, &messages
	run.WaitDelay = time.Second
	if err := run.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("having DuckDB parse the SQL: %w: %s", err, strings.TrimSpace(messages.String()))
	}
	return onlySelect(&parsed)
}

// onlySelect judges what json_serialize_sql says of SQL.
func onlySelect(parsed io.Reader) error {
	var of struct {
		Error      bool   `json:"error"`
		Type       string `json:"error_type"`
		Message    string `json:"error_message"`
		Statements []any  `json:"statements"`
	}
	if err := json.NewDecoder(parsed).Decode(&of); err != nil {
		return fmt.Errorf("reading how DuckDB parsed the SQL: %w", err)
	}
	switch {
	case of.Error && of.Type == "parser":
		return fmt.Errorf("%w: %s", ErrRefused, of.Message)
	case of.Error || len(of.Statements) != 1:
		return fmt.Errorf("%w: only one SELECT can be asked, and no other statement", ErrRefused)
	}
	return onlyTables(of.Statements)
}

// onlyTables refuses a parsed SELECT that opens a file by its path, or calls a function that
// may do more than return rows.
func onlyTables(node any) error {
	switch node := node.(type) {
	case []any:
		for _, child := range node {
			if err := onlyTables(child); err != nil {
				return err
			}
		}
	case map[string]any:
		if err := allowedSource(node); err != nil {
			return err
		}
		for _, child := range node {
			if err := onlyTables(child); err != nil {
				return err
			}
		}
	}
	return nil
}

// allowedSource looks at what a FROM names.
func allowedSource(node map[string]any) error {
	switch node["type"] {
	case "TABLE_FUNCTION":
		call, _ := node["function"].(map[string]any)
		name, _ := call["function_name"].(string)
		if !slices.Contains(tableFunctions, strings.ToLower(name)) {
			return fmt.Errorf("%w: the function %.60q cannot be used here: ask the lake's tables", ErrRefused, name)
		}
	case "BASE_TABLE":
		if name, _ := node["table_name"].(string); strings.ContainsAny(name, `./\:`) {
			return fmt.Errorf("%w: the file %.60q cannot be opened: ask the lake's tables", ErrRefused, name)
		}
	}
	return nil
}
