package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/sharing"
)

// stage is a folder inside of the output folder where files are made, so that
// each appears under its name only when all are whole.
type stage struct {
	output, dir string
	rename      func(from, to string) error // os.Rename
	held        func(error) bool            // whether a file that is open elsewhere may be the reason
}

func newStage(output string) (*stage, error) {
	dir, err := os.MkdirTemp(output, ".easreport-")
	if err != nil {
		return nil, fmt.Errorf("writing to the output folder: %w", err)
	}
	return &stage{output, dir, os.Rename, sharing.Held}, nil
}

// heldOpen is the error of a file that another program has open.
type heldOpen struct {
	name, beside string // beside is where the new file is, "" for nowhere
	err          error
}

func (e *heldOpen) Error() string {
	if e.beside == "" {
		return fmt.Sprintf("%s is open in another program: close it and run this again (%v)", e.name, e.err)
	}
	return fmt.Sprintf("%s is open in another program, so the new one is %q: close the old one and run this again", e.name, e.beside)
}

func (e *heldOpen) Unwrap() error { return e.err }

// publish moves files to the output folder, each whatever becomes of the others, and removes
// those of an earlier report with these names that this one does not have. A file that stays open
// in another program keeps its name; the new one then lies beside it.
func (s *stage) publish(names render.Names, made []string) error {
	var failed []error
	for _, name := range made {
		if err := s.move(name); err != nil {
			failed = append(failed, err)
		}
	}
	entries, err := os.ReadDir(s.output)
	if err != nil {
		return errors.Join(append(failed, fmt.Errorf("looking for files of an earlier report: %w", err))...)
	}
	for _, entry := range entries {
		if !names.Has(entry.Name()) || slices.Contains(made, entry.Name()) || entry.IsDir() {
			continue
		}
		err := sharing.Retry(func() error { return os.Remove(filepath.Join(s.output, entry.Name())) })
		if err != nil {
			failed = append(failed, fmt.Errorf("removing a file of an earlier report: %w", err))
		}
	}
	return errors.Join(failed...)
}

// move puts a file in its place, or beside it if another program holds that open.
func (s *stage) move(name string) error {
	from := filepath.Join(s.dir, name)
	err := sharing.Retry(func() error { return s.rename(from, filepath.Join(s.output, name)) })
	switch {
	case err == nil:
		return nil
	case !s.held(err):
		return fmt.Errorf("writing %s: %w", name, err)
	}
	beside := besideName(name)
	if s.rename(from, filepath.Join(s.output, beside)) != nil {
		beside = ""
	}
	return &heldOpen{name, beside, err}
}

// besideName is the name of a file whose own is taken: easreport (2).csv.
func besideName(name string) string {
	ending := filepath.Ext(name)
	return strings.TrimSuffix(name, ending) + " (2)" + ending
}

func (s *stage) remove() error {
	if err := sharing.Retry(func() error { return os.RemoveAll(s.dir) }); err != nil {
		return fmt.Errorf("removing temporary files: %w", err)
	}
	return nil
}
