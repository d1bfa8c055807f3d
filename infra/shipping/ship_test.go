// Package shipping tests the scripts that send logs to the bucket.
package shipping

import (
	"cmp"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) {
	if strings.HasPrefix(filepath.Base(os.Args[0]), "aws") {
		os.Exit(awsCLI(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// shell is a script and how its flags are spelled.
type shell struct {
	name    string
	command []string
	flag    func(name string) string
}

// shells returns the scripts that this machine can run.
func shells(t *testing.T) (all []shell) {
	t.Helper()
	if sh, err := exec.LookPath("sh"); err == nil && runtime.GOOS != "windows" {
		all = append(all, shell{"sh", []string{sh, "ship.sh"}, func(name string) string { return "--" + name }})
	}
	for _, name := range []string{"pwsh", "powershell"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Logf("SKIPPED: ship.ps1 is not run by %s, which is not here", name)
			continue
		}
		all = append(all, shell{
			name,
			[]string{path, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", "ship.ps1"},
			func(name string) string { return "-" + strings.ReplaceAll(name, "-", "") },
		})
	}
	return all
}

// logs are those of a server: how old, in hours, and what they hold. The newest of each site is open.
var logs = map[string]struct {
	age  int
	text string
}{
	"W3SVC1/u_ex26112301.log": {72, "three days old"},
	"W3SVC1/u_ex26112601.log": {2, "closed"},
	"W3SVC1/u_ex26112602.log": {0, "open"},
	"W3SVC2/u_ex26112602.log": {1, "the only one"},
	"W3SVC2/readme.txt":       {9, "not a log"},
	"FTPSVC1/u_ex261126.log":  {3, "not of IIS's web sites"},
}

// TestShip sends logs to a bucket that has one of them already, twice.
func TestShip(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		args []string
		want map[string]string
	}{
		{"all", nil, map[string]string{
			"W3SVC1/u_ex26112301.log": "three days old", "W3SVC1/u_ex26112601.log": "closed",
			"W3SVC1/u_ex26112602.log": "open", "W3SVC2/u_ex26112602.log": "the only one",
		}},
		{"closed", []string{"closed-only"}, map[string]string{
			"W3SVC1/u_ex26112301.log": "three days old", "W3SVC1/u_ex26112601.log": "closed",
		}},
		{"since a day ago", []string{"since", "1d"}, map[string]string{
			"W3SVC1/u_ex26112601.log": "closed", "W3SVC1/u_ex26112602.log": "open", "W3SVC2/u_ex26112602.log": "the only one",
		}},
		{"since a date", []string{"closed-only", "since", time.Now().Add(-36 * time.Hour).Format(time.DateOnly)}, map[string]string{
			"W3SVC1/u_ex26112601.log": "closed",
		}},
		{"since tomorrow", []string{"since", time.Now().Add(48 * time.Hour).Format(time.DateOnly)}, map[string]string{}},
		{"compressed", []string{"compress"}, map[string]string{
			"W3SVC1/u_ex26112301.log.gz": "three days old", "W3SVC1/u_ex26112601.log.gz": "closed",
		}},
		{"compressed since a day ago", []string{"compress", "since", "1d"}, map[string]string{
			"W3SVC1/u_ex26112601.log.gz": "closed",
		}},
		{"dry run", []string{"compress", "dry-run"}, map[string]string{}},
	} {
		for _, s := range shells(t) {
			t.Run(test.name+" by "+s.name, func(t *testing.T) {
				t.Parallel()
				w := newServer(t)
				w.ship(t, s, test.args)
				w.has(t, test.want)
				sent := w.sent(t)
				w.ship(t, s, test.args)
				if w.sent(t) != sent && test.name != "dry run" {
					t.Error("what was sent is sent again")
				}
				w.has(t, test.want)
			})
		}
	}
}

// TestShipMistakes: a folder without logs, and words that are not understood.
func TestShipMistakes(t *testing.T) {
	t.Parallel()
	for _, s := range shells(t) {
		w := newServer(t)
		for _, args := range [][]string{{"since", "yesterday"}, {"nothing"}} {
			if out, err := w.command(s, w.folder, args).CombinedOutput(); err == nil {
				t.Errorf("%s %q passes: %s", s.name, args, out)
			}
		}
		if out, err := w.command(s, t.TempDir(), nil).CombinedOutput(); err == nil || !strings.Contains(string(out), "no folder W3SVC*") {
			t.Errorf("%s of an empty folder: %v, %s", s.name, err, out)
		}
	}
}

// server is one with logs, and the bucket that they are sent to.
type server struct{ folder, bucket, programs, calls string }

func newServer(t *testing.T) *server {
	t.Helper()
	place := t.TempDir()
	w := &server{
		folder: filepath.Join(place, "log files"), bucket: filepath.Join(place, "bucket"),
		programs: filepath.Join(place, "programs"), calls: filepath.Join(place, "calls"),
	}
	for name, log := range logs {
		path := filepath.Join(w.folder, filepath.FromSlash(name))
		write(t, path, log.text)
		at := time.Now().Add(-time.Duration(log.age) * time.Hour)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	aws := filepath.Join(w.programs, "aws")
	if runtime.GOOS == "windows" {
		aws += ".exe"
	}
	write(t, aws, string(program))
	return w
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := cmp.Or(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o755)); err != nil {
		t.Fatal(err)
	}
}

// command runs a script with this package's own AWS CLI. A value follows a flag without being one.
func (w *server) command(s shell, folder string, args []string) *exec.Cmd {
	line := slices.Concat(s.command[1:], []string{
		s.flag("bucket"), "mail-logs", s.flag("prefix"), "iis", s.flag("server"), "EX01", s.flag("folder"), folder,
	})
	for i, arg := range args {
		if i == 0 || args[i-1] != "since" {
			arg = s.flag(arg)
		}
		line = append(line, arg)
	}
	script := exec.Command(s.command[0], line...)
	script.Env = append(os.Environ(), "PATH="+w.programs+string(os.PathListSeparator)+os.Getenv("PATH"),
		"SHIP_BUCKET="+w.bucket, "SHIP_CALLS="+w.calls)
	return script
}

func (w *server) ship(t *testing.T, s shell, args []string) {
	t.Helper()
	if out, err := w.command(s, w.folder, args).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// has compares what is in the bucket, unpacked.
func (w *server) has(t *testing.T, want map[string]string) {
	t.Helper()
	got := make(map[string]string)
	err := filepath.WalkDir(w.bucket, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		key, err := filepath.Rel(filepath.Join(w.bucket, "iis", "EX01"), path)
		if err == nil {
			got[filepath.ToSlash(key)] = content(t, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if d := diff.Diff(want, got); d != "" {
		t.Errorf("in the bucket (-want +got):\n%s", d)
	}
}

// sent returns what the AWS CLI has uploaded so far, a line for each.
func (w *server) sent(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(w.calls)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// content returns what a file holds, unpacked.
func content(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
