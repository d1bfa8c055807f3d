package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/estate"
)

// TestPieces: the report and status name a file that holds a piece of another log, and that
// log, with a lake and without, plain or compressed. They name no other file.
func TestPieces(t *testing.T) {
	yesterday := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -1) // status looks at some days
	server, other := iisLog(t, 1, yesterday), iisLog(t, 2, yesterday)
	header, rows := server[0], server[1:]
	join := func(rows []string) string { return header + strings.Join(rows, "") }
	checks := strings.Repeat(yesterday.Format(time.DateOnly)+" 23:59:59 10.0.0.1 GET /Microsoft-Server-ActiveSync/healthcheck.htm - 443 - 192.0.2.1 - - 200 0 0 1\r\n", 50)
	n := len(rows)
	for name, c := range map[string]struct {
		file, text string
		told       bool
	}{
		"the second half":              {"tail.log", join(rows[n/2:]), true},
		"the second half, LF":          {"tail.log", strings.ReplaceAll(join(rows[n/2:]), "\r\n", "\n"), true},
		"the second half, gzip":        {"tail.log.gz", gzipped(t, join(rows[n/2:])), true},
		"the second half, zip":         {"tail.zip", zipped(t, join(rows[n/2:])), true},
		"cut in front":                 {"tail.log", join(rows[17:]), true},
		"ten rows from the end":        {"tail.log", join(rows[n-10:]), true},
		"a third from the middle":      {"piece.log", join(rows[n/3 : 2*n/3]), true},
		"both together":                {"sum.log", join(other[1:]) + join(rows), true},
		"both together, one of a half": {"sum.log", join(other[1:]) + join(rows[n/2:]), true},
		"another server":               {"other.log", other[0] + strings.Join(other[1:], ""), false},
		"the same health checks":       {"other.log", other[0] + strings.Join(other[1:], "") + checks, false},
	} {
		t.Run(name, func(t *testing.T) {
			logs := t.TempDir()
			for file, text := range map[string]string{"server.log": join(rows) + checks, c.file: c.text} {
				if err := os.WriteFile(filepath.Join(logs, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			printed := sameReports(t, nil, logs)
			said := map[string]string{"run": printed}
			lake := filepath.Join(t.TempDir(), "lake")
			on := func(verb string, more ...string) string {
				return capture(t, append([]string{verb, "--lake", lake}, more...))
			}
			report := []string{"--json", "--date", yesterday.Format(time.DateOnly), "-o", filepath.Join(t.TempDir(), "out")}
			on("ingest", filepath.Join(logs, "server.log"))
			on("compact")
			on("ingest", filepath.Join(logs, c.file)) // late
			said["report of rows"], said["status"] = on("report", report...), on("status", "--json")
			on("compact")
			said["report of requests"] = on("report", report...)
			for what, text := range said {
				told := strings.Contains(text, "easreport forget --source")
				if told != c.told || c.told && (!strings.Contains(text, "server.log") || !strings.Contains(text, c.file)) {
					t.Errorf("%s says %v:\n%.3000s", what, told, text)
				}
				if whole := strings.Contains(text, `"whole": true`); what != "status" && whole == c.told {
					t.Errorf("%s: whole is %v\n%.2000s", what, whole, text)
				}
			}
		})
	}
}

// iisLog is the log of a server of an invented estate: its header, and row after row.
func iisLog(t *testing.T, seed uint64, day time.Time) []string {
	t.Helper()
	dir := t.TempDir()
	truth, err := estate.New(seed, estate.Options{Exchange: estate.Exchange2010, Start: day.UnixMilli(), Devices: 20, Fronts: 1}).Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(truth.Logs[0].Path)))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\r\n")
	first := slices.IndexFunc(lines, func(line string) bool { return !strings.HasPrefix(line, "#") })
	if first < 1 || len(truth.Logs) != 1 {
		t.Fatalf("%d logs, rows from line %d on", len(truth.Logs), first)
	}
	rows := slices.DeleteFunc(lines[first:], func(line string) bool { return line == "" || line[0] == '#' })
	return append([]string{strings.Join(lines[:first], "")}, rows...)
}
