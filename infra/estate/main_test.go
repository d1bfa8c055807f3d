package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/easreport/easreport/internal/estate"
)

// TestRun compares the tables that the command writes with its totals, and the size of the
// logs with what was asked for.
func TestRun(t *testing.T) {
	for _, exchange := range []string{"2003", "2010", "2016"} {
		out := t.TempDir()
		if err := run([]string{"-out", out, "-size", "3M", "-devices", "50", "-hours", "48", "-ill", "-1", "-silent", "1", "-exchange", exchange}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(out, "truth", "truth.json"))
		if err != nil {
			t.Fatal(err)
		}
		var truth estate.Truth
		if err := json.Unmarshal(text, &truth); err != nil {
			t.Fatal(err)
		}
		size := int64(0)
		for _, l := range truth.Logs {
			info, err := os.Stat(filepath.Join(out, "logs", filepath.FromSlash(l.Path)))
			if err != nil {
				t.Fatal(err)
			}
			if info.Size() != l.Bytes {
				t.Errorf("%s has %d bytes, the truth says %d", l.Path, info.Size(), l.Bytes)
			}
			size += l.Bytes
		}
		if size < 3<<19 || size > 5<<20 {
			t.Errorf("%s: %d bytes, want about 3 MB", exchange, size)
		}
		if silent := truth.True.Failures - truth.Logged.Failures; silent <= 0 {
			t.Errorf("%s: a silent server hides %d failures", exchange, silent)
		}
		for _, table := range []string{"hours.csv", "days.csv", "people.csv"} {
			requests, logged := columnSum(t, filepath.Join(out, "truth", table))
			if requests != truth.True.Requests || logged != truth.Logged.Requests {
				t.Errorf("%s, %s: %d requests, %d logged; want %d and %d", exchange, table, requests, logged, truth.True.Requests, truth.Logged.Requests)
			}
		}
	}
}

// columnSum adds up the requests of a table, and those that were logged.
func columnSum(t *testing.T, path string) (requests, logged int64) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for i, name := range rows[0] {
			n, _ := strconv.ParseInt(row[i], 10, 64)
			switch name {
			case "requests":
				requests += n
			case "logged_requests", "logged":
				logged += n
			}
		}
	}
	return requests, logged
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{}, {"-out", "x", "-exchange", "5.5"}, {"-out", "x", "-size", "M"}, {"-out", "x", "-size", "1T"}, {"-out", "x", "-start", "today"}} {
		if _, err := parse(args); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
	if a, err := parse([]string{"-out", "x", "-size", "2G"}); err != nil || a.size != 2<<30 {
		t.Errorf("-size 2G: %d, %v", a.size, err)
	}
}
