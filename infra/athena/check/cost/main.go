// Command cost prints what each saved query reads of the days of a lake, and what
// Athena takes for it. With a generator of logs it makes the lake first: a month.
//
//	cost -lake DIR [-generator PROGRAM -devices N -lines N]
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/infra/athena/check"
	"github.com/easreport/easreport/internal/lake"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	folder := flag.String("lake", "", "folder of the lake")
	generator := flag.String("generator", "", "program that makes logs; none: the lake is there")
	devices := flag.Int("devices", 5000, "devices to generate")
	lines := flag.Int("lines", 1_000_000, "lines to generate for a day, of which six in ten are of ActiveSync")
	flag.Parse()

	l, err := check.OpenLake(*folder)
	if err != nil {
		return err
	}
	if *generator != "" {
		err = month(ctx, &l, *generator, *devices, *lines)
	} else {
		err = l.Ingest(ctx) // nothing: to know the days
	}
	if err != nil {
		return err
	}
	if len(l.Days) == 0 {
		return fmt.Errorf("%s has no days", *folder)
	}
	db, err := check.OpenForPlans(ctx, *folder)
	if err != nil {
		return err
	}
	text, err := report(ctx, db, *folder, l.Days[0].String(), l.Days[len(l.Days)-1].String())
	if err != nil {
		return err
	}
	if _, err := os.Stdout.WriteString(text); err != nil {
		return err
	}
	return db.Close()
}

// month makes the logs of thirty days, one after the other because they are large.
func month(ctx context.Context, l *check.Lake, generator string, devices, lines int) error {
	for n := range 30 {
		day := time.Date(2011, 12, 1+n, 0, 0, 0, 0, time.UTC)
		logs, err := os.MkdirTemp("", "easreport-")
		if err != nil {
			return fmt.Errorf("making a month: %w", err)
		}
		command := exec.CommandContext(ctx, generator, "-seed", strconv.Itoa(n+1), "-devices", strconv.Itoa(devices), "-lines", strconv.Itoa(lines),
			"-servers", "4", "-start", day.Format("2006-01-02T15:04:05"), "-out", logs)
		if out, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("making the logs of a day: %w: %s", err, out)
		}
		made, err := check.Logs(logs)
		if err != nil {
			return err
		}
		if err := l.Ingest(ctx, made...); err != nil {
			return err
		}
		if err := l.Publish(ctx, lake.DayOf(day.Unix())); err != nil {
			return err
		}
		if err := os.RemoveAll(logs); err != nil {
			return fmt.Errorf("making a month: %w", err)
		}
	}
	return nil
}

// What Athena takes: dollars for a terabyte, and each query for ten megabytes at least.
const (
	dollars  = 5 / 1e12
	smallest = 10e6
)

// report says what each query reads of some days, as Markdown.
func report(ctx context.Context, db *sql.DB, folder, first, last string) (string, error) {
	var b strings.Builder
	sizes := make(map[string]map[string]int64)
	for _, t := range athena.Tables() {
		table := t.Name
		all, err := check.ColumnBytes(ctx, db, folder, table, first, last)
		if err != nil {
			return "", err
		}
		sizes[table] = all
		var sum int64
		for _, n := range all {
			sum += n
		}
		files, err := filepath.Glob(filepath.Join(folder, table, "v2", "*", "*.parquet"))
		if err != nil {
			return "", fmt.Errorf("counting files: %w", err)
		}
		fmt.Fprintf(&b, "%s: %.1f MB in %d files, %s to %s\n", table, float64(sum)/1e6, len(files), first, last)
	}
	fmt.Fprintf(&b, "\n| Question | | Reads | MB | USD |\n| --- | --- | --- | ---: | ---: |\n")
	for _, q := range athena.Queries() {
		scanned, tables, err := bytesOf(ctx, db, q, sizes, first, last)
		if err != nil {
			return "", fmt.Errorf("%s: %w", q.Name, err)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %.1f | %.5f |\n",
			q.Name, q.Question, strings.Join(tables, ", "), float64(scanned)/1e6, max(float64(scanned), smallest)*dollars)
	}
	return b.String(), nil
}

// bytesOf returns how many bytes a query reads for some days, and the tables that it reads.
func bytesOf(ctx context.Context, db *sql.DB, q athena.Query, sizes map[string]map[string]int64, first, last string) (n int64, tables []string, err error) {
	values := make(map[string]string)
	for _, p := range q.Parameters {
		switch p.Name {
		case "first_day", "known_since":
			values[p.Name] = first
		case "last_day":
			values[p.Name] = last
		}
	}
	text, err := q.SQL(values)
	if err != nil {
		return 0, nil, err
	}
	scans, err := check.Scans(ctx, db, text)
	if err != nil {
		return 0, nil, err
	}
	for _, s := range scans {
		var read int64
		for _, c := range s.Columns {
			read += sizes[s.Table][c] // dt is in no file
		}
		if n += read; read > 0 && !slices.Contains(tables, s.Table) {
			tables = append(tables, s.Table)
		}
	}
	return n, tables, nil
}
