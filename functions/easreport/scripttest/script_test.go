// Package scripttest tests the command easreport from outside, as a person or a
// program calls it: each script in testdata/script is one topic. It is a module
// of its own so that what only tests need stays out of the command's go.mod.
package scripttest

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// What all tests use; TestMain sets it.
var (
	repository string // the root of the repository
	programs   string // the folder with the built command
	duckdb     string // the folder with DuckDB, and a Python that has pandas; empty if they cannot be had
)

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	flag.Parse()
	root, err := filepath.Abs(filepath.FromSlash("../../.."))
	if err != nil {
		return complain(err)
	}
	folder, err := os.MkdirTemp("", "easreport-scripttest-")
	if err != nil {
		return complain(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	repository, programs = root, folder
	if err := build(); err != nil {
		return complain(err)
	}
	if duckdb, err = installDuckDB(); err != nil {
		fmt.Fprintln(os.Stderr, "SKIPPED: tests with DuckDB and Python:", err)
	}
	return m.Run()
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, "preparing the tests:", err)
	return 1
}

// build makes the command as a release is made.
func build() error {
	name := "easreport"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	compile := exec.Command("go", "build", "-o", filepath.Join(programs, name), "./functions/easreport")
	compile.Dir = repository
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("building the command: %w\n%s", err, out)
	}
	return nil
}

// installDuckDB gives the folder of what other programs read a lake with.
func installDuckDB() (string, error) {
	install := exec.Command(filepath.Join(repository, ".ci", "duckdb"))
	install.Stderr = os.Stderr
	folder, err := install.Output()
	return strings.TrimSpace(string(folder)), err
}

// withPrograms is the search path with the built command, and DuckDB, in front.
func withPrograms(path string) string {
	for _, folder := range []string{duckdb, programs} {
		if folder != "" {
			path = folder + string(os.PathListSeparator) + path
		}
	}
	return path
}

func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.FromSlash("testdata/script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("REPO", repository)
			env.Setenv("LOGS", filepath.Join(repository, "testdata", "logs"))
			env.Setenv("BAD", filepath.Join(repository, "testdata", "bad"))
			env.Setenv("DUCKDB", filepath.Join(duckdb, "duckdb"))
			env.Setenv("PATH", withPrograms(env.Getenv("PATH")))
			env.Setenv("TZ", "UTC")
			return nil
		},
		Cmds:      commands,
		Condition: condition,
	})
}

// condition knows what a script may need of the machine:
//
//	[root]      permissions do not bind us
//	[smalldisk] a small disk can be mounted for one command alone
//	[duckdb]    DuckDB's command line program is in the search path
func condition(name string) (bool, error) {
	switch name {
	case "root":
		return os.Geteuid() == 0, nil
	case "duckdb":
		return duckdb != "", nil
	case "smalldisk":
		try := exec.Command("unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "-o", "size=64k", "none", os.TempDir())
		return try.Run() == nil, nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}
