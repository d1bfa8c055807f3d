package zone

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

var update = flag.Bool("update", false, "write the table of Windows' names anew")

func TestLoad(t *testing.T) {
	for name, want := range map[string]string{
		"Europe/Berlin":           "Europe/Berlin",
		"UTC":                     "UTC",
		"Local":                   "Local",
		"W. Europe Standard Time": "Europe/Berlin",
		"w. europe standard time": "Europe/Berlin",
		"Pacific Standard Time":   "America/Los_Angeles",
		"Tokyo Standard Time":     "Asia/Tokyo",
		"India Standard Time":     "Asia/Calcutta",
		"UTC-11":                  "Etc/GMT+11",
		"GMT Standard Time":       "Europe/London",
	} {
		got, err := Load(name)
		if err != nil || got.String() != want {
			t.Errorf("Load(%q) = %v, %v, want %s", name, got, err, want)
		}
	}
}

func TestNoSuchZone(t *testing.T) {
	for name, want := range map[string]string{
		"":                        "no time zone is named",
		"W. Europe Standart Time": `there is no time zone "W. Europe Standart Time"; did you mean W. Europe Standard Time`,
		"Europe/Berlim":           "did you mean Europe/Berlin",
		"berlin":                  "did you mean Europe/Berlin?",
		"New York":                "did you mean America/New_York?",
		" ":                       "there is no time zone",
		"Ö":                       "there is no time zone",
		"../etc/passwd":           "there is no time zone",
		"Mars/Phobos":             "there is no time zone",
	} {
		if _, err := Load(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load(%q): %v, want %q", name, err, want)
		}
	}
}

func TestLoadIANA(t *testing.T) {
	for name, want := range map[string]string{
		"Europe/Berlin": "", "UTC": "", "Asia/Kolkata": "", "Etc/GMT+11": "",
		"W. Europe Standard Time": "use its IANA name, Europe/Berlin",
		"pacific standard time":   "use its IANA name, America/Los_Angeles",
		"UTC-11":                  "use its IANA name, Etc/GMT+11",
		"Local":                   "use a name such as Europe/Berlin",
		"":                        "no time zone is named",
		"Mars":                    "there is no time zone",
	} {
		location, err := LoadIANA(name)
		if want == "" && (err != nil || location.String() != name) {
			t.Errorf("LoadIANA(%q) = %v, %v", name, location, err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("LoadIANA(%q): %v, want %q", name, err, want)
		}
	}
}

// TestWindows loads every zone of the table.
func TestWindows(t *testing.T) {
	for _, known := range windows {
		if _, err := time.LoadLocation(known.zone); err != nil {
			t.Errorf("%s: %v", known.name, err)
		}
	}
	if len(windows) < 130 {
		t.Errorf("%d names of Windows, want over 130", len(windows))
	}
}

// entry is a line of Go's own table of Windows' zones, which is made of CLDR's.
var entry = regexp.MustCompile(`(?m)^\s*"([^"]+)":\s*\{.*//\s*(\S+)$`)

// TestTable holds the table against that of the Go release, which has each zone of CLDR's
// windowsZones (territory 001) in a comment. -update writes it anew.
func TestTable(t *testing.T) {
	source, err := os.ReadFile(filepath.Join(runtime.GOROOT(), "src", "time", "zoneinfo_abbrs_windows.go")) //nolint:staticcheck // the Go that runs the test
	if err != nil {
		t.Skipf("Go's sources are not here: %v", err)
	}
	var lines []string
	for _, found := range entry.FindAllStringSubmatch(string(source), -1) {
		if found[1] == "UTC" { // which is a name of both
			continue
		}
		lines = append(lines, fmt.Sprintf("%q: {%q, %q},", strings.ToLower(found[1]), found[1], found[2]))
	}
	slices.Sort(lines)
	want, err := format.Source([]byte(head + strings.Join(lines, "\n") + "\n}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("windows.go", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("windows.go"); err != nil || !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
		t.Errorf("windows.go is not what Go's table makes it (go test -update writes it anew): %v", err)
	}
}

const head = `package zone

import "slices"

// windowsZone is a name of Windows, and the zone of the time zone database.
type windowsZone struct{ name, zone string }

// names are those of the table, of both kinds.
func names() (all []string) {
	for _, known := range windows {
		all = append(all, known.name, known.zone)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// windows are the time zones of Windows by their names in lower case, from windowsZones of
// Unicode's CLDR for the whole world (territory 001). A test keeps it as the Go release has it.
var windows = map[string]windowsZone{
`
