package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/easreport/easreport/internal/render"
)

// stage is a folder inside of the output folder where files are made, so that
// each appears under its name only when all are whole.
type stage struct{ output, dir string }

func newStage(output string) (*stage, error) {
	dir, err := os.MkdirTemp(output, ".easreport-")
	if err != nil {
		return nil, fmt.Errorf("writing to the output folder: %w", err)
	}
	return &stage{output, dir}, nil
}

// publish moves files to the output folder, and removes those of an earlier
// report with these names that this one does not have.
func (s *stage) publish(names render.Names, made []string) error {
	for _, name := range made {
		if err := os.Rename(filepath.Join(s.dir, name), filepath.Join(s.output, name)); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	entries, err := os.ReadDir(s.output)
	if err != nil {
		return fmt.Errorf("looking for files of an earlier report: %w", err)
	}
	for _, entry := range entries {
		if !names.Has(entry.Name()) || slices.Contains(made, entry.Name()) || entry.IsDir() {
			continue
		}
		if err := os.Remove(filepath.Join(s.output, entry.Name())); err != nil {
			return fmt.Errorf("removing a file of an earlier report: %w", err)
		}
	}
	return nil
}

func (s *stage) remove() error {
	if err := os.RemoveAll(s.dir); err != nil {
		return fmt.Errorf("removing temporary files: %w", err)
	}
	return nil
}
