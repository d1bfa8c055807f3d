package duckdb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fake has these tests stand in for DuckDB: it names what the program is to do. What
// the real one makes of our SQL is tested in functions/easreport/scripttest.
const fake = "EASREPORT_FAKE_DUCKDB"

func TestMain(m *testing.M) {
	if deed := os.Getenv(fake); deed != "" {
		os.Exit(pretend(deed))
	}
	os.Exit(m.Run())
}

func pretend(deed string) int {
	switch deed {
	case "tell":
		folder, _ := os.Getwd()
		fmt.Println(folder)
		fmt.Println(strings.Join(os.Args[1:], " "))
		_, _ = io.Copy(os.Stdout, os.Stdin)
	case "refuse":
		fmt.Fprintln(os.Stderr, "Parser Error: at selct")
		return 1
	case "hang":
		fmt.Println("begun")
		time.Sleep(time.Minute)
	}
	return 0
}

// pretender is a Program that does a deed.
func pretender(t *testing.T, deed string) Program {
	t.Helper()
	t.Setenv(fake, deed)
	program, err := Find(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func TestRun(t *testing.T) {
	program := pretender(t, "tell")
	temp, folder := t.TempDir(), filepath.Join(t.TempDir(), "a 'lake' [1]")
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	var out, messages bytes.Buffer
	session := &Session{Folder: folder, Allowed: []string{"activity/v2/", "it's"}, Prelude: "create view a as select 1;", Format: JSON}
	if err := program.Run(t.Context(), session, "select 'ö'", &out, &messages); err != nil {
		t.Fatal(err)
	}
	got := strings.Split(out.String(), "\n")
	if here, err := filepath.EvalSymlinks(folder); err != nil || got[0] != here {
		t.Errorf("run in %s, want %s (%v)", got[0], here, err)
	}
	for i, line := range got {
		if strings.HasPrefix(line, "set temp_directory = '"+filepath.ToSlash(temp)+"/") {
			got[i] = "spill"
		}
	}
	want := []string{
		"-init " + os.DevNull + " -batch -bail -nullvalue  -json",
		"set autoinstall_known_extensions = false;",
		"set autoload_known_extensions = false;",
		"spill",
		"set allowed_directories = ['activity/v2/', 'it''s/'];",
		"create view a as select 1;",
		".safe_mode",
		"select 'ö'",
	}
	if diff := cmp.Diff(want, got[1:]); diff != "" {
		t.Errorf("DuckDB was told (-want +got):\n%s", diff)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, error %v", left, err)
	}
}

func TestRefused(t *testing.T) {
	var out, messages bytes.Buffer
	err := pretender(t, "refuse").Run(t.Context(), &Session{Format: CSV}, "selct 1", &out, &messages)
	if !errors.Is(err, ErrRefused) || messages.String() != "Parser Error: at selct\n" {
		t.Errorf("error %v, DuckDB said %q", err, messages.String())
	}
}

// begun cancels as soon as something is written to it.
type begun struct{ cancel func() }

func (b begun) Write(p []byte) (int, error) {
	b.cancel()
	return len(p), nil
}

func TestInterrupted(t *testing.T) {
	program := pretender(t, "hang")
	ctx, cancel := context.WithCancel(t.Context())
	start := time.Now()
	if err := program.Run(ctx, &Session{}, "", begun{cancel}, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was interrupted", err)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("ended after %v", took)
	}
}

func TestMissing(t *testing.T) {
	for _, name := range []string{"no-such-duckdb", filepath.Join(t.TempDir(), "duckdb")} {
		if _, err := Find(name); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), name) {
			t.Errorf("finding %s: %v", name, err)
		}
	}
	gone := Program{filepath.Join(t.TempDir(), "duckdb")}
	if err := gone.Run(t.Context(), &Session{}, "", io.Discard, io.Discard); err == nil || errors.Is(err, ErrRefused) {
		t.Errorf("a program that is gone: %v", err)
	}
}
