// Package loggen has tests run the generator of logs whose counts are known, where it
// is at hand. The generator is no part of this project: it is looked for in
// shared/loggen beside the project, or where the variable LOGGEN says.
package loggen

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Program is the generator, built.
type Program string

// Build builds the generator, or skips the test where there is none.
func Build(t testing.TB) Program {
	t.Helper()
	source, err := find()
	if err != nil {
		t.Skip(err)
	}
	program := filepath.Join(t.TempDir(), "loggen")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Dir = source
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("the log generator does not build here: %s", out)
	}
	return Program(program)
}

// find looks for the generator beside the folder of the test and all above it.
func find() (string, error) {
	if named := os.Getenv("LOGGEN"); named != "" {
		return named, nil
	}
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		source := filepath.Join(folder, "shared", "loggen")
		if _, err := os.Stat(filepath.Join(source, "main.go")); err == nil {
			return source, nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", errors.New("no log generator here (LOGGEN=DIR names it)")
		}
		folder = above
	}
}

// Write has logs written by these options of the generator, and gives their folder and
// the truth about them.
func (p Program) Write(t testing.TB, options ...string) (logs string, truth Truth) {
	t.Helper()
	dir := t.TempDir()
	logs, counts := filepath.Join(dir, "logs"), filepath.Join(dir, "truth.csv")
	options = append(options, "-out", logs, "-truth", counts)
	if out, err := exec.CommandContext(t.Context(), string(p), options...).CombinedOutput(); err != nil {
		t.Fatalf("generating logs: %v\n%s", err, out)
	}
	return logs, readTruth(t, counts)
}
