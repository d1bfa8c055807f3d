package estate_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/estate"
)

func write(t *testing.T, e *estate.Estate) (dir string, truth *estate.Truth) {
	t.Helper()
	dir = t.TempDir()
	truth, err := e.Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

// hash returns one hash of all files below a folder and their paths.
func hash(t *testing.T, dir string) string {
	t.Helper()
	all := sha256.New()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		below := strings.TrimPrefix(path, dir)
		_, err = fmt.Fprintf(all, "%s %d\n%s", filepath.ToSlash(below), len(content), content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(all.Sum(nil))
}

// everything is an estate with all that there is.
func everything(x estate.Exchange) estate.Options {
	o := estate.Options{
		Exchange: x, Start: estate.At("2026-03-02 18:00:00"), Hours: 10, Devices: 20, PerDay: 300, Hostile: 1, Forgers: 20, Fronts: 3, ARR: true, Silent: 1,
		Fields: estate.Fields{Bytes: true, ForwardedFor: true, ComputerName: true}, MixedFields: true, HeaderEvery: 5,
		Copies: 1, Earlier: 2, GzipBeside: 1, Other: 300, Probes: true, Damaged: 5000,
	}
	if x == estate.Exchange2010 {
		o.HandOn = 200
	}
	return o
}

var generations = map[string]estate.Exchange{
	"2003": estate.Exchange2003, "2007": estate.Exchange2007, "2010": estate.Exchange2010, "2013": estate.Exchange2013, "2016": estate.Exchange2016,
}

func TestSameSeedSameBytes(t *testing.T) {
	for name, x := range generations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := everything(x)
			first, truth := write(t, estate.New(5, o))
			second, again := write(t, estate.New(5, o))
			if a, b := hash(t, first), hash(t, second); a != b {
				t.Errorf("the same seed wrote %s and %s", a, b)
			}
			if diff := cmp.Diff(truth, again, cmp.AllowUnexported(estate.Truth{}), ignoreUnexported); diff != "" {
				t.Errorf("truth of the same seed differs:\n%s", diff)
			}
			other, _ := write(t, estate.New(6, o))
			if hash(t, first) == hash(t, other) {
				t.Error("another seed wrote the same bytes")
			}
		})
	}
}

var ignoreUnexported = cmp.FilterPath(func(p cmp.Path) bool {
	field, ok := p.Last().(cmp.StructField)
	return ok && field.Name() == "days"
}, cmp.Ignore())

// TestBytesOfSeedOne holds the bytes to what they were on the machine that the test was
// written on, so that a platform with other arithmetic shows. Whoever changes what is
// written changes the hash.
func TestBytesOfSeedOne(t *testing.T) {
	const want = "7c5a3f0cd3fb605d850f8cd286b987194bbda83326b75cc8fac23d79ec1cecc3"
	dir, _ := write(t, estate.New(1, estate.Options{Devices: 30, Other: 100, Probes: true}))
	if got := hash(t, dir); got != want {
		t.Errorf("seed 1 wrote %s, want %s", got, want)
	}
}

// TestRowsDropTruthStays compares a complete estate with the same one when servers are
// silent and lines are damaged.
func TestRowsDropTruthStays(t *testing.T) {
	for name, x := range generations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := estate.Options{Exchange: x, Devices: 60, PerDay: 300}
			_, complete := write(t, estate.New(3, o))
			o.Silent, o.Damaged = 1, 20_000
			_, partial := write(t, estate.New(3, o))
			if diff := cmp.Diff(counted(complete.Days, whatHappened), counted(partial.Days, whatHappened), cmp.AllowUnexported(dayDevice{}, count{})); diff != "" {
				t.Errorf("silence changed what happened:\n%s", diff)
			}
			if diff := cmp.Diff(complete.People, partial.People, ignoreLogged); diff != "" {
				t.Errorf("silence changed people:\n%s", diff)
			}
			if len(partial.Silences) != 1 || len(complete.Silences) != 0 {
				t.Errorf("silences %v and %v, want none and one", complete.Silences, partial.Silences)
			}
			if a, b := rows(complete), rows(partial); b >= a {
				t.Errorf("%d rows when a server is silent, %d when not", b, a)
			}
			if complete.Logged.Requests != complete.True.Requests || complete.Logged.Failures != complete.True.Failures {
				t.Errorf("complete logs show %d requests and %d failures of %d and %d",
					complete.Logged.Requests, complete.Logged.Failures, complete.True.Requests, complete.True.Failures)
			}
			if partial.Logged.Requests > partial.True.Requests || partial.Logged.Failures >= partial.True.Failures {
				t.Errorf("partial logs show %d requests and %d failures of %d and %d",
					partial.Logged.Requests, partial.Logged.Failures, partial.True.Requests, partial.True.Failures)
			}
		})
	}
}

var ignoreLogged = cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Logged" }, cmp.Ignore())

func rows(truth *estate.Truth) (n int) {
	for _, l := range truth.Logs {
		n += l.Rows
	}
	return n
}

// TestRequestsDoNotDependOnWhoLogs compares what happened in estates that differ by their
// logs alone.
func TestRequestsDoNotDependOnWhoLogs(t *testing.T) {
	plain := estate.Options{Devices: 50}
	varied := plain
	varied.Fronts, varied.ARR, varied.Hourly, varied.LagMax, varied.Other, varied.Probes = 5, true, true, -1, 500, true
	_, a := write(t, estate.New(9, plain))
	_, b := write(t, estate.New(9, varied))
	if diff := cmp.Diff(a.True, b.True); diff != "" {
		t.Errorf("what happened depends on who logs it:\n%s", diff)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for name, o := range map[string]estate.Options{
		"hand on in 2016": {HandOn: 5}, "hours": {Hours: 1 << 20}, "lag": {LagMax: 60_000}, "silent": {Silent: 7, Backs: 3}, "start": {Start: 1500},
		"no such server": {Silences: []estate.Silence{{Server: "CAS9", Side: estate.Front}}},
	} {
		if _, err := estate.New(1, o).Write(t.TempDir()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := estate.Case(estate.Options{}).Write(t.TempDir()); err == nil {
		t.Error("a case without requests: no error")
	}
}
