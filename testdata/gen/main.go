// Command gen writes the fixtures of this folder: everything under logs and
// bad, counts.csv and README.md.
//
//	go run ./testdata/gen
//
// It is deterministic: it takes no clock, no random source of the system and no
// compressor of the standard library (whose output may change with a Go
// release), so the same source gives the same bytes. Counts are taken while a
// line is composed, never by reading it back: they can check a parser.
//
// All names, ids and addresses are made up: contoso.com and fabrikam.com, and
// the address ranges reserved for documentation.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
)

// fixture is one file to be written.
type fixture struct {
	name string // path below testdata
	what string // what it exercises, for the README
	data []byte
	counts
}

// counts says what a right reader finds in a fixture.
type counts struct {
	records  int // lines that fit the header in force and whose values parse
	requests int // records of Exchange ActiveSync
	rejected int // lines that do not fit or do not parse
	devices  map[string]bool
}

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", "testdata", "folder to write to")
	flag.Parse()
	if err := run(*dir); err != nil {
		log.Fatal("gen: ", err)
	}
}

func run(dir string) error {
	logs := slices.Concat(cas2003(), cas2007(), cas2010(), ex2013(), ex2016(), oddities())
	bad := hopeless()
	for _, name := range []string{"logs", "bad"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("clear %s: %w", name, err)
		}
	}
	for _, f := range slices.Concat(logs, bad, []fixture{
		{name: "counts.csv", data: countsCSV(logs)},
		{name: "README.md", data: readme(logs, bad)},
	}) {
		path := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("make folder of %s: %w", f.name, err)
		}
		if err := os.WriteFile(path, f.data, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return nil
}
