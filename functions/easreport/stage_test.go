package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/render"
)

// TestFilesThatStayOpen: a spreadsheet has the CSV open, which Windows then refuses to replace.
// The page appears all the same, and the new CSV lies beside the old one.
func TestFilesThatStayOpen(t *testing.T) {
	open := errors.New("the file is used by another process")
	names, err := render.NewNames("")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		refused []string // names that cannot be replaced
		want    map[string]string
		says    string
	}{
		"none": {nil, map[string]string{"easreport.csv": "new", "easreport.html": "new"}, ""},
		"the table": {
			[]string{"easreport.csv"},
			map[string]string{"easreport.csv": "old", "easreport.html": "new", "easreport (2).csv": "new"},
			`easreport.csv is open in another program, so the new one is "easreport (2).csv": close the old one and run this again`,
		},
		"the one beside, too": {
			[]string{"easreport.csv", "easreport (2).csv"},
			map[string]string{"easreport.csv": "old", "easreport.html": "new"},
			"easreport.csv is open in another program: close it and run this again (the file is used by another process)",
		},
	} {
		output := t.TempDir()
		write(t, filepath.Join(output, "easreport.csv"), "old")
		s, err := newStage(output)
		if err != nil {
			t.Fatal(err)
		}
		s.held = func(err error) bool { return errors.Is(err, open) }
		s.rename = func(from, to string) error {
			for _, refused := range test.refused {
				if filepath.Base(to) == refused {
					return open
				}
			}
			return os.Rename(from, to)
		}
		made := []string{"easreport.csv", "easreport.html"}
		for _, file := range made {
			write(t, filepath.Join(s.dir, file), "new")
		}
		err = s.publish(names, made)
		if (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: it says %v, want %q", name, err, test.says)
		}
		if err := s.remove(); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(output)
		if err != nil || len(entries) != len(test.want) {
			t.Errorf("%s: %v, %v", name, entries, err)
		}
		for file, want := range test.want {
			if got, err := os.ReadFile(filepath.Join(output, file)); err != nil || string(got) != want {
				t.Errorf("%s: %s is %q, %v, want %q", name, file, got, err, want)
			}
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
