package main

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/internal/duckdb"
	"github.com/easreport/easreport/internal/lake"
)

// tables are what SQL can ask of a lake in a folder, and the program that does so.
type tables struct {
	program duckdb.Program
	folder  string
	newest  time.Time // the newest day with requests
	// kept are the tables that reports of whole days keep, and request_day: those that are
	// there.
	kept map[string]bool
}

// keptTables are where the tables lie that reports of whole days keep.
var keptTables = map[string]string{"devices": lake.DevicesPrefix, "traffic": lake.TrafficPrefix}

// requestDay is the table of the days that are reconciled. It can be asked even if there
// are none.
const requestDay = "request_day"

// openTables looks at the lake, and for DuckDB. A lake without requests has no files
// that DuckDB could read.
func (o *queryOptions) openTables(cmd *cobra.Command) (tables, error) {
	if err := o.check(cmd, "lake"); err != nil {
		return tables{}, err
	}
	if onS3(o.lake) {
		return tables{}, usage("query reads a lake in a folder; %s is asked in Athena (--show prints a saved question)", o.lake)
	}
	ctx, t := cmd.Context(), tables{folder: o.lake}
	s, err := o.openLake(ctx)
	if err != nil {
		return t, err
	}
	newest, found, err := lake.Newest(ctx, s)
	if err != nil {
		return t, fmt.Errorf("looking at the lake %s: %w", o.lake, err)
	}
	if !found {
		return t, errNoDay
	}
	t.newest = newest.Truncate(24 * time.Hour)
	if err := reconcileAll(ctx, s); err != nil {
		return t, err
	}
	t.kept = make(map[string]bool)
	places := maps.Clone(keptTables)
	places[requestDay] = lake.ReconciledPrefix
	for table, prefix := range places {
		for object, err := range s.List(ctx, prefix) {
			if err != nil {
				return t, fmt.Errorf("looking at the lake %s: %w", o.lake, err)
			}
			t.kept[table] = t.kept[table] || strings.HasSuffix(object.Key, ".parquet")
		}
	}
	t.program, err = duckdb.Find(o.program)
	if errors.Is(err, duckdb.ErrMissing) {
		err = fmt.Errorf("query needs DuckDB's command line program (https://duckdb.org/install, or pip install duckdb-cli; --duckdb says where it is): %w", err)
	}
	return t, err
}

// missing returns the name of a table that SQL may ask and the lake does not have, "" if
// it has all.
func (t tables) missing(sql string) string {
	for _, name := range slices.Sorted(maps.Keys(keptTables)) {
		if !t.kept[name] && regexp.MustCompile(`(?i)\b`+name+`\b`).MatchString(sql) {
			return name
		}
	}
	return ""
}

// session begins with the tables, and with views on them, as they are in Athena.
func (t tables) session(format duckdb.Format) *duckdb.Session {
	var prelude strings.Builder
	for _, s := range append(athena.DuckDB("."), athena.Views()...) {
		if s.Name == requestDay && !t.kept[s.Name] {
			s = athena.DuckDBEmpty(requestDay)
		}
		if keptTables[s.Name] == "" || t.kept[s.Name] {
			prelude.WriteString(strings.TrimRight(s.SQL, "; \n") + ";\n")
		}
	}
	return &duckdb.Session{
		Folder:  t.folder,
		Allowed: []string{lake.ActivityPrefix, lake.ReconciledPrefix, lake.DevicesPrefix, lake.TrafficPrefix},
		Prelude: prelude.String(),
		Format:  format,
	}
}
