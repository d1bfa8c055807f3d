// Package duckdb runs SQL over the files of a folder by DuckDB's command line
// program, if this machine has it. Linked in, DuckDB would make of easreport, which is
// one static file for each system, a cgo program of 60 MB more that each system has to
// build for itself; as a program it is there for who wants it, starts in 20 ms, and is
// held on a shorter leash than a library.
//
// SQL may come from a text that somebody was sent, so DuckDB is kept to the folders
// that it is given: no other file, no network, no extensions, no programs, no variables
// of the environment, nothing of the user's own settings.
//
// This package must not know what the files hold, nor where SQL comes from.
package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

var (
	// ErrMissing says that this machine has no such program.
	ErrMissing = errors.New("there is no such program")
	// ErrRefused says that DuckDB did not do what the SQL asked for, and has told why.
	ErrRefused = errors.New("DuckDB refused the SQL")
)

// Format is how rows are written: the program's own flag for it.
type Format string

// Formats of rows. NULL is an empty cell, in JSON null.
const (
	Columns Format = "-column" // for a terminal
	CSV     Format = "-csv"
	JSON    Format = "-json" // an array of objects; numbers above 64 bits, as sums are, are texts
)

// ArrayOf is SQL that answers a SELECT, without a semicolon, by a JSON array of objects in
// which every number is one. Rows keep their order.
func ArrayOf(query string) string {
	return ".mode list\n.headers off\nselect coalesce(to_json(list(answer_)), '[]') from (\n" + query + "\n) as answer_"
}

// Program is DuckDB's command line program, 1.4 or newer.
type Program struct{ path string }

// Find looks for the program by its name or path. The error wraps ErrMissing if there
// is none.
func Find(name string) (Program, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return Program{}, fmt.Errorf("%w: %s", ErrMissing, name)
	}
	if path, err = filepath.Abs(path); err != nil { // it is run in another folder
		return Program{}, fmt.Errorf("finding %s: %w", name, err)
	}
	return Program{path}, nil
}

// Session is what SQL finds when it begins.
type Session struct {
	// Folder is where relative paths in SQL begin. It is never a part of SQL, so it
	// may have any name.
	Folder string
	// Allowed are the folders below Folder that SQL may open, slashes between names.
	Allowed []string
	// Prelude is SQL of our own, with a semicolon at its end, that makes the tables.
	Prelude string
	Format  Format
}

// Run runs SQL and writes the rows to out, what DuckDB has to say to messages. A failed
// statement is the last one; the error then is ErrRefused. It is none if a reader of out
// has had enough. A context that is done ends the program.
func (p Program) Run(ctx context.Context, s *Session, sql string, out, messages io.Writer) error {
	// What does not fit into memory. By default it would lie in Folder.
	spill, err := os.MkdirTemp("", "easreport-duckdb-")
	if err != nil {
		return fmt.Errorf("running DuckDB: %w", err)
	}
	defer func() { _ = os.RemoveAll(spill) }()
	run := exec.CommandContext(ctx, p.path, "-init", os.DevNull, "-batch", "-bail", "-nullvalue", "", string(s.Format))
	run.Dir = s.Folder
	run.Stdin = strings.NewReader(s.settings(spill) + s.Prelude + locked + sql) // no length is too long for it
	run.Stdout, run.Stderr = out, messages
	run.WaitDelay = time.Second
	err = run.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &exit) && exit.Exited():
		return ErrRefused
	case exit != nil && pipeClosed(exit):
		return nil
	case err != nil:
		return fmt.Errorf("running %s: %w", p.path, err)
	}
	return nil
}

// pipeClosed tells that a program ended because nobody reads its answer any more.
func pipeClosed(exit *exec.ExitError) bool {
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGPIPE
}

// locked is what stands between our own SQL and that of others: a command of the
// program that takes away all other files and settings and most of its commands.
const locked = "\n.safe_mode\n"

// settings are SQL that says what may be read, and where to put what does not fit into
// memory.
func (s *Session) settings(spill string) string {
	allowed := make([]string, len(s.Allowed))
	for i, folder := range s.Allowed {
		allowed[i] = literal(strings.TrimSuffix(folder, "/") + "/")
	}
	return "set autoinstall_known_extensions = false;\n" +
		"set autoload_known_extensions = false;\n" +
		"set temp_directory = " + literal(filepath.ToSlash(spill)) + ";\n" +
		"set allowed_directories = [" + strings.Join(allowed, ", ") + "];\n"
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
