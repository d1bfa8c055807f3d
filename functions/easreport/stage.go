package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/render"
)

// stage is a folder inside of the output folder where files are made, so that
// each appears under its name only when all are whole.
type stage struct {
	output, dir string
	names       []string
}

func newStage(output string) (*stage, error) {
	dir, err := os.MkdirTemp(output, ".easreport-")
	if err != nil {
		return nil, fmt.Errorf("writing to the output folder: %w", err)
	}
	return &stage{output: output, dir: dir}, nil
}

// file makes a file.
func (s *stage) file(name string, write func(io.Writer) error) (err error) {
	f, err := os.Create(filepath.Join(s.dir, name))
	if err != nil {
		return fmt.Errorf("making %s: %w", name, err)
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	s.names = append(s.names, name)
	return nil
}

// path is where a file lies before it is published.
func (s *stage) path(name string) string { return filepath.Join(s.dir, name) }

// publish moves all files to the output folder, and removes those of an earlier
// report with these names that this one does not have.
func (s *stage) publish(names render.Names) error {
	for _, name := range s.names {
		if err := os.Rename(s.path(name), filepath.Join(s.output, name)); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	entries, err := os.ReadDir(s.output)
	if err != nil {
		return fmt.Errorf("looking for files of an earlier report: %w", err)
	}
	for _, entry := range entries {
		if !names.Has(entry.Name()) || slices.Contains(s.names, entry.Name()) || entry.IsDir() {
			continue
		}
		if err := os.Remove(filepath.Join(s.output, entry.Name())); err != nil {
			return fmt.Errorf("removing a file of an earlier report: %w", err)
		}
	}
	return nil
}

// zip makes an archive of the files made so far.
func (s *stage) zip(name string, modified time.Time) error {
	var files []render.File
	for _, name := range s.names {
		f, err := os.Open(s.path(name))
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		defer f.Close() //nolint:errcheck // it was only read
		files = append(files, render.File{Name: name, Body: f})
	}
	return s.file(name, func(w io.Writer) error { return render.Zip(w, modified, files) })
}

func (s *stage) remove() error {
	if err := os.RemoveAll(s.dir); err != nil {
		return fmt.Errorf("removing temporary files: %w", err)
	}
	return nil
}
