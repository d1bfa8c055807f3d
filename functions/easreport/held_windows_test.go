package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
)

// How programs open files: a spreadsheet lets others read, IIS lets them write, too.
const (
	asSpreadsheet = windows.FILE_SHARE_READ
	asIIS         = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE
)

// hold opens a file until the function that it returns is called.
func hold(t *testing.T, path string, access, share uint32) (letGo func()) {
	t.Helper()
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	handle, err := windows.CreateFile(name, access, share, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := windows.CloseHandle(handle); err != nil {
			t.Error(err)
		}
	}
}

// publishOver publishes a new easreport.csv where the old one is held, and returns what the output
// folder then has.
func publishOver(t *testing.T, held func(path string) (done func())) (files map[string]string, err error) {
	t.Helper()
	output := t.TempDir()
	write(t, filepath.Join(output, "easreport.csv"), "old")
	s, err := newStage(output)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(s.dir, "easreport.csv"), "new")
	names, err := render.NewNames("")
	if err != nil {
		t.Fatal(err)
	}
	done := held(filepath.Join(output, "easreport.csv"))
	failed := s.publish(names, []string{"easreport.csv"})
	done()
	if err := s.remove(); err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(output)
	if err != nil {
		t.Fatal(err)
	}
	files = make(map[string]string)
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(output, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(text)
	}
	return files, failed
}

// TestSpreadsheetLetsGo: a CSV that is open for a moment is replaced when it is closed.
func TestSpreadsheetLetsGo(t *testing.T) {
	files, err := publishOver(t, func(path string) func() {
		closed := make(chan struct{})
		letGo := hold(t, path, windows.GENERIC_READ, asSpreadsheet)
		time.AfterFunc(700*time.Millisecond, func() { letGo(); close(closed) })
		return func() { <-closed }
	})
	if err != nil || len(files) != 1 || files["easreport.csv"] != "new" {
		t.Errorf("%q, %v", files, err)
	}
}

// TestSpreadsheetStays: the new CSV lies beside one that stays open.
func TestSpreadsheetStays(t *testing.T) {
	files, err := publishOver(t, func(path string) func() { return hold(t, path, windows.GENERIC_READ, asSpreadsheet) })
	if err == nil || !strings.Contains(err.Error(), "open in another program") || len(files) != 2 ||
		files["easreport.csv"] != "old" || files["easreport (2).csv"] != "new" {
		t.Errorf("%q, %v", files, err)
	}
}

// TestLogThatIISWrites: it is read while it is open.
func TestLogThatIISWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "u_ex261124.log")
	write(t, path, "#Fields: date time cs-method\n2026-11-24 10:00:00 POST\n")
	defer hold(t, path, windows.GENERIC_WRITE, asIIS)()
	if !contentIsLog(path) {
		t.Error("a log that is open is not taken for one")
	}
	if _, err := (dirstore.Files{}).Head(t.Context(), filepath.ToSlash(path)); err != nil {
		t.Error(err)
	}
}

// TestScannerHoldsLakeFile: a file of the lake that a scanner looks at is replaced and removed when
// it lets go.
func TestScannerHoldsLakeFile(t *testing.T) {
	root := t.TempDir()
	s, err := dirstore.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	put := func(ctx context.Context, text string) error {
		_, err := s.Put(ctx, "day/rows.parquet", strings.NewReader(text), store.Condition{})
		return err
	}
	if err := put(t.Context(), "old"); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func() error{
		"replaced": func() error { return put(t.Context(), "new") },
		"removed":  func() error { return s.Delete(t.Context(), "day/rows.parquet") },
	} {
		if err := put(t.Context(), "again"); err != nil {
			t.Fatal(err)
		}
		closed := make(chan struct{})
		letGo := hold(t, filepath.Join(root, "day", "rows.parquet"), windows.GENERIC_READ, asSpreadsheet)
		time.AfterFunc(700*time.Millisecond, func() { letGo(); close(closed) })
		if err := change(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		<-closed
	}
}
