// Command vuln makes the database that govulncheck -db reads of the reports in the module
// golang.org/x/vulndb, which a module proxy has where vuln.go.dev is out of reach; or it judges
// what govulncheck -format json has found.
//
//	vuln -reports DIR -to DIR
//	govulncheck -format json … | vuln
//
// The layout is that of https://go.dev/doc/security/vuln/database.
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	reports := flag.String("reports", "", "folder of reports in OSV, as data/osv of golang.org/x/vulndb")
	to := flag.String("to", "", "folder of the database, which is made")
	flag.Parse()
	do := func() error { return build(*reports, *to) }
	if *reports == "" {
		do = func() error { return judge(os.Stdin, os.Stdout) }
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "vuln:", err)
		os.Exit(1)
	}
}

// report is what the index has of a report.
type report struct {
	ID        string    `json:"id"`
	Modified  time.Time `json:"modified"`
	Withdrawn time.Time `json:"withdrawn"`
	Affected  []struct {
		Package struct{ Name string }
		Ranges  []struct{ Events []struct{ Fixed string } }
	} `json:"affected"`
}

// module is a line of index/modules.json.
type module struct {
	Path  string  `json:"path"`
	Vulns []entry `json:"vulns"`
}

type entry struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
	Fixed    string    `json:"fixed,omitempty"`
}

var errNone = errors.New("there are no reports")

func build(reports, to string) error {
	files, err := filepath.Glob(filepath.Join(reports, "GO-*.json"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("looking into %s: %w", reports, cmp.Or(err, errNone))
	}
	for _, folder := range []string{"index", "ID"} {
		if err := os.MkdirAll(filepath.Join(to, folder), 0o755); err != nil {
			return fmt.Errorf("making the database: %w", err)
		}
	}
	modules, newest := make(map[string][]entry), time.Time{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("reading a report: %w", err)
		}
		var r report
		if err := json.Unmarshal(text, &r); err != nil {
			return fmt.Errorf("reading %s: %w", file, err)
		}
		if !r.Withdrawn.IsZero() {
			continue
		}
		if r.Modified.After(newest) {
			newest = r.Modified
		}
		r.add(modules)
		if err := os.WriteFile(filepath.Join(to, "ID", r.ID+".json"), text, 0o644); err != nil {
			return fmt.Errorf("making the database: %w", err)
		}
	}
	return errors.Join(
		write(filepath.Join(to, "index", "modules.json"), list(modules)),
		write(filepath.Join(to, "index", "db.json"), map[string]time.Time{"modified": newest}),
	)
}

// add adds the report to each module that it affects. A module that is mended in no version
// has no Fixed.
func (r *report) add(modules map[string][]entry) {
	fixed := make(map[string]string)
	for _, a := range r.Affected {
		for _, versions := range a.Ranges {
			for _, e := range versions.Events {
				fixed[a.Package.Name] = strings.TrimPrefix(e.Fixed, "v") // the last one, "" if it is open again
			}
		}
	}
	for path, version := range fixed {
		modules[path] = append(modules[path], entry{r.ID, r.Modified, version})
	}
}

func list(modules map[string][]entry) (all []module) {
	for path, vulns := range modules {
		slices.SortFunc(vulns, func(a, b entry) int { return strings.Compare(a.ID, b.ID) })
		all = append(all, module{path, vulns})
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return all
}

func write(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("making the database: %w", err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return fmt.Errorf("making the database: %w", err)
	}
	return nil
}
