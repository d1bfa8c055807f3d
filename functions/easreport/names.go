package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
)

// namesValue is a flag that may be given again, and that takes a file of names: @FILE has one a
// line.
type namesValue struct {
	names []string
	what  string
}

// Limits of a file of names.
const (
	namesBytes = 1 << 20
	namesMost  = 10_000
)

func (v *namesValue) String() string { return strings.Join(v.names, ", ") }

// Type is what help calls the value.
func (v *namesValue) Type() string { return v.what }

// Set adds a name, or those of a file.
func (v *namesValue) Set(text string) error {
	names := []string{strings.TrimSpace(text)}
	if path, isFile := strings.CutPrefix(text, "@"); isFile && path != "" {
		var err error
		if names, err = namesOf(path); err != nil {
			return err
		}
	}
	for _, name := range names {
		if name == "" || name == "@" {
			return fmt.Errorf("want one %s, or @FILE with one a line", v.what)
		}
	}
	if v.names = append(v.names, names...); len(v.names) > namesMost {
		return fmt.Errorf("%d names: %d at most", len(v.names), namesMost)
	}
	return nil
}

// namesOf reads a file of names, one a line. It skips empty lines and comments, which begin with #.
func namesOf(path string) (names []string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading names: %w", notThere(path, err))
	}
	if len(text) > namesBytes {
		return nil, fmt.Errorf("%s has %d bytes: %d at most", path, len(text), namesBytes)
	}
	for line := range strings.Lines(string(bytes.TrimPrefix(text, []byte("\ufeff")))) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			names = append(names, line)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s has no names", path)
	}
	return names, nil
}
