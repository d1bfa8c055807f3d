package main

import (
	"errors"
	"fmt"
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
	devices bool      // there are tables of devices: reports of whole days keep them
}

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
	if err := lake.CheckVersion(ctx, s); err != nil {
		return t, fmt.Errorf("opening the lake %s: %w", o.lake, err)
	}
	newest, found, err := lake.Newest(ctx, s)
	if err != nil {
		return t, fmt.Errorf("looking at the lake %s: %w", o.lake, err)
	}
	if !found {
		return t, errNoDay
	}
	t.newest = newest.Truncate(24 * time.Hour)
	for object, err := range s.List(ctx, lake.DevicesPrefix) {
		if err != nil {
			return t, fmt.Errorf("looking at the lake %s: %w", o.lake, err)
		}
		t.devices = t.devices || strings.HasSuffix(object.Key, ".parquet")
	}
	t.program, err = duckdb.Find(o.program)
	if errors.Is(err, duckdb.ErrMissing) {
		err = fmt.Errorf("query needs DuckDB's command line program (https://duckdb.org/install, or pip install duckdb-cli; --duckdb says where it is): %w", err)
	}
	return t, err
}

// session begins with the tables, and with views on them, as they are in Athena.
func (t tables) session(format duckdb.Format) *duckdb.Session {
	var prelude strings.Builder
	for _, s := range append(athena.DuckDB("."), athena.Views()...) {
		if s.Name != "devices" || t.devices {
			prelude.WriteString(strings.TrimRight(s.SQL, "; \n") + ";\n")
		}
	}
	return &duckdb.Session{
		Folder:  t.folder,
		Allowed: []string{lake.ActivityPrefix, lake.DevicesPrefix},
		Prelude: prelude.String(),
		Format:  format,
	}
}
