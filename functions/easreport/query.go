package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/duckdb"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/story/wording"
)

// queryOptions are the flags of query.
type queryOptions struct {
	places
	set             []string
	show, csv, json bool
	program         string
}

func newQuery() *cobra.Command {
	var o queryOptions
	cmd := &cobra.Command{
		Use:   "query [NAME | SQL | -] --lake LAKE [flags]",
		Short: "Ask a lake a saved question, or one of your own in SQL",
		Long: `Asks a lake one of the saved questions, the same that are saved in Athena. Without a
question, lists them all. An argument with a blank in it is SQL; - reads SQL from standard
input. SQL finds the tables activity and devices, and the views that the questions are made
of (select view_name from duckdb_views() where not internal).

A lake in a folder is read by DuckDB, whose command line program must be installed: see
https://duckdb.org/install, or pip install duckdb-cli. SQL is one SELECT of the lake's
tables: it opens no other file and changes nothing. For a lake on S3 use Athena: --show
prints a saved question to paste there.

Dates you don't --set are counted back from last_day if you set it, otherwise from the
newest day in the lake (in Athena from today).`,
		Example: `  easreport query
  easreport query top_devices --lake lake --set first_day=2011-12-24 --csv
  easreport query "select server, sum(hits) from requests group by server" --lake lake
  easreport query top_devices --show`,
		Args: oneQuestion,
		RunE: o.run,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeQuestion(args), cobra.ShellCompDirectiveNoFileComp
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	o.addFlags(cmd, "lake")
	f.StringArrayVar(&o.set, "set", nil, "a value of the saved question, as `NAME=VALUE`; may be repeated")
	f.BoolVar(&o.show, "show", false, "print the SQL of the saved question, for Athena, and ask nothing")
	f.BoolVar(&o.csv, "csv", false, "print the answer as CSV")
	f.BoolVar(&o.json, "json", false, "print the answer as JSON")
	f.StringVar(&o.program, "duckdb", "duckdb", "DuckDB's command line `PROGRAM`")
	return cmd
}

// oneQuestion is the check of query.
func oneQuestion(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("%q is not expected: put SQL in quotes, it is one argument", args[1])
	}
	return nil
}

func (o *queryOptions) run(cmd *cobra.Command, args []string) error {
	if err := exclusive(cmd, "csv", "json"); err != nil {
		return err
	}
	if len(args) == 0 {
		if o.show || o.csv || o.set != nil {
			return usage("no question: easreport query lists all")
		}
		return listQuestions(cmd.OutOrStdout(), o.json)
	}
	if args[0] != "-" && !strings.ContainsFunc(args[0], unicode.IsSpace) {
		return o.saved(cmd, args[0])
	}
	if o.show || o.set != nil {
		return usage("--show and --set are for saved questions, not for SQL")
	}
	sql := args[0]
	if sql == "-" {
		text, err := io.ReadAll(cmd.InOrStdin())
		if err != nil {
			return fmt.Errorf("reading SQL from standard input: %w", err)
		}
		sql = string(text)
	}
	if strings.TrimSpace(sql) == "" {
		return usage("the SQL is empty")
	}
	t, err := o.openTables(cmd)
	if err != nil {
		return err
	}
	if err := t.program.OnlySelect(cmd.Context(), sql); err != nil {
		return err
	}
	return o.ask(cmd.Context(), t, sql)
}

// saved asks a saved question, or shows it.
func (o *queryOptions) saved(cmd *cobra.Command, name string) error {
	q, err := newQuestion(name, o.set)
	if err != nil {
		return err
	}
	if o.show {
		sql, err := q.sql()
		if err == nil {
			_, err = fmt.Fprintln(cmd.OutOrStdout(), strings.TrimSpace(sql))
		}
		return err
	}
	t, err := o.openTables(cmd)
	if err != nil {
		return err
	}
	if values := q.complete(t.newest); values != "" {
		fmt.Fprintf(os.Stderr, "easreport: with %s (--set changes them)\n", values)
	}
	sql, err := q.sql()
	if err != nil {
		return err
	}
	if err := t.program.OnlySelect(cmd.Context(), sql); err != nil {
		return err
	}
	if o.json {
		sql = duckdb.ArrayOf(sql)
	}
	return o.ask(cmd.Context(), t, sql)
}

// ask has DuckDB run SQL and print the answer.
func (o *queryOptions) ask(ctx context.Context, t tables, sql string) error {
	format, out := duckdb.Columns, io.WriteCloser(wording.NewMarked(os.Stdout, o.json))
	switch {
	case o.csv:
		format, out = duckdb.CSV, render.NewGuarded(os.Stdout)
	case o.json:
		format = duckdb.JSON
	}
	err := t.program.Run(ctx, t.session(format), sql, out, os.Stderr)
	if errors.Is(err, duckdb.ErrRefused) {
		if name := t.missing(sql); name != "" {
			fmt.Fprintf(os.Stderr, "easreport: this lake has no table %s yet: a report of a whole day keeps one (easreport report)\n", name)
		}
		err = errSaid // by DuckDB, and in more words than we could
	}
	return errors.Join(err, out.Close())
}
