package scripttest

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// command is one that scripts can use beside testscript's own.
type command = func(ts *testscript.TestScript, neg bool, args []string)

// commands by name; each says below what it does.
var commands = map[string]command{
	"exits":     positive(exits),
	"usage":     positive(usage),
	"refused":   positive(refused),
	"interrupt": positive(interrupt),
	"snapshot":  positive(snapshot),
	"files":     positive(files),
	"repeat":    positive(repeat),
	"head":      positive(head),
	"csvrows":   positive(csvRows),
	"csvsum":    positive(csvSum),
	"csvorder":  positive(csvOrder),
	"json":      positive(jsonValue),
	"logcounts": positive(logCounts),
	"smtpd":     positive(smtpd),
}

// positive makes a command that ! cannot turn round.
func positive(do func(ts *testscript.TestScript, args []string)) command {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("! is not supported here")
		}
		do(ts, args)
	}
}

// need fails with the form of a command if it has too few arguments.
func need(ts *testscript.TestScript, n int, args []string, form string) {
	if len(args) < n {
		ts.Fatalf("usage: %s", form)
	}
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

// exitCode is the exit code that the error of a finished program tells.
func exitCode(ts *testscript.TestScript, err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	ts.Fatalf("running: %v", err)
	return 0
}

// exits is exec with the exit code that is wanted.
func exits(ts *testscript.TestScript, args []string) {
	need(ts, 2, args, "exits CODE PROGRAM ARG...")
	want := number(ts, args[0])
	if got := exitCode(ts, ts.Exec(args[1], args[2:]...)); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// refused asks a lake by SQL that easreport must refuse before DuckDB runs it.
func refused(ts *testscript.TestScript, args []string) {
	need(ts, 1, args, "refused SQL")
	exits(ts, []string{"1", "easreport", "query", args[0] + " "}) // one word alone is a saved question
	if said := ts.ReadFile("stderr"); !strings.HasPrefix(said, "easreport: DuckDB refused the SQL: ") || ts.ReadFile("stdout") != "" {
		ts.Fatalf("not refused: %s", said)
	}
}

// usage runs easreport with a mistake in its arguments: it must exit with 2, say
// what the mistake is in one line on standard error, followed by a hint, print
// nothing, and leave the folder as it was.
func usage(ts *testscript.TestScript, args []string) {
	need(ts, 1, args, "usage PATTERN ARG...")
	folder := ts.MkAbs(".")
	before := listing(ts, folder)
	if got := exitCode(ts, ts.Exec("easreport", args[1:]...)); got != 2 {
		ts.Fatalf("exit code %d, want 2", got)
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("standard output is not empty")
	}
	message := ts.ReadFile("stderr")
	lines := strings.Split(strings.TrimSuffix(message, "\n"), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "easreport: ") || !hint.MatchString(lines[1]) {
		ts.Fatalf("want one line on the mistake and the hint")
	}
	if !regexp.MustCompile(args[0]).MatchString(lines[0]) {
		ts.Fatalf("the message does not match %q", args[0])
	}
	if after := listing(ts, folder); after != before {
		ts.Fatalf("the folder changed from\n%sto\n%s", before, after)
	}
}

// hint is the line below a mistake: help on the command that was typed.
var hint = regexp.MustCompile(`^Try: easreport( [a-z]+)? --help$`)

// interrupt starts a program, waits until a file that matches the pattern
// appears, sends SIGINT, and checks the exit code. What the program says goes
// to the files interrupted.stdout and interrupted.stderr.
func interrupt(ts *testscript.TestScript, args []string) {
	need(ts, 3, args, "interrupt PATTERN CODE PROGRAM ARG...")
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	program, err := exec.LookPath(filepath.Join(programs, args[2]))
	ts.Check(err)
	run := exec.CommandContext(ctx, program, args[3:]...)
	run.Dir = ts.MkAbs(".")
	run.Env = append(os.Environ(), "TMPDIR="+ts.Getenv("TMPDIR"))
	stdout, err := os.Create(ts.MkAbs("interrupted.stdout"))
	ts.Check(err)
	defer stdout.Close()
	stderr, err := os.Create(ts.MkAbs("interrupted.stderr"))
	ts.Check(err)
	defer stderr.Close()
	run.Stdout, run.Stderr = stdout, stderr
	ts.Check(run.Start())
	for ctx.Err() == nil {
		found, err := filepath.Glob(ts.MkAbs(args[0]))
		ts.Check(err)
		if found != nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	ts.Check(run.Process.Signal(os.Interrupt))
	if got, want := exitCode(ts, run.Wait()), number(ts, args[1]); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// snapshot writes what is in a folder to a file: names, sizes, times and hashes.
func snapshot(ts *testscript.TestScript, args []string) {
	need(ts, 2, args, "snapshot FOLDER FILE")
	var all strings.Builder
	root := ts.MkAbs(args[0])
	ts.Check(filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		fmt.Fprintf(&all, "%s %d %s %x\n", filepath.ToSlash(name), info.Size(), info.ModTime().UTC(), sha256.Sum256(content))
		return err
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(all.String()), 0o600))
}

// files checks what is in a folder, not below it: all names in order, hidden
// ones too. A folder that is not there has nothing in it.
func files(ts *testscript.TestScript, args []string) {
	need(ts, 1, args, "files FOLDER NAME...")
	got := strings.Fields(listing(ts, ts.MkAbs(args[0])))
	if want := args[1:]; strings.Join(got, " ") != strings.Join(want, " ") {
		ts.Fatalf("%s has %q, want %q", args[0], got, want)
	}
}

func listing(ts *testscript.TestScript, folder string) string {
	entries, err := os.ReadDir(folder)
	if !errors.Is(err, fs.ErrNotExist) {
		ts.Check(err)
	}
	var names strings.Builder
	for _, entry := range entries {
		names.WriteString(entry.Name() + "\n")
	}
	return names.String()
}

// repeat makes a gzip file of many copies of a log, to give the command work.
// The devices of the first 5000 copies are not the same, so that their rows do
// not stay in memory.
func repeat(ts *testscript.TestScript, args []string) {
	need(ts, 3, args, "repeat N FILE GZIP")
	const perMember, ofTheirOwn = 100, 5000
	n, log := number(ts, args[0]), ts.ReadFile(args[1])
	var all bytes.Buffer
	packed, err := gzip.NewWriterLevel(&all, gzip.BestSpeed)
	ts.Check(err)
	begin := 0
	for i := range min(n, ofTheirOwn) {
		if i%perMember == 0 {
			ts.Check(packed.Close())
			begin = all.Len()
			packed.Reset(&all)
		}
		_, err := io.WriteString(packed, strings.ReplaceAll(log, "DeviceId=", fmt.Sprintf("DeviceId=%d-", i)))
		ts.Check(err)
	}
	ts.Check(packed.Close())
	all.Write(bytes.Repeat(all.Bytes()[begin:], max(0, n-ofTheirOwn)/perMember))
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), all.Bytes(), 0o600))
}

// head copies the first lines of a file, or but for -N all but the last N.
func head(ts *testscript.TestScript, args []string) {
	need(ts, 3, args, "head N FROM TO")
	lines := strings.SplitAfter(ts.ReadFile(args[1]), "\n")
	n := number(ts, args[0])
	if n < 0 {
		n += len(lines)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.Join(lines[:n], "")), 0o600))
}
