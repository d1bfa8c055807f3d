package release

import (
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// repository is the root of the product's module.
const repository = "../.."

// tracked are the paths of the files that a clone has, or would have after the next commit.
func tracked(t *testing.T) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	list.Dir = repository
	out, err := list.Output()
	if err != nil {
		t.Skipf("listing the files of the repository: %v", err)
	}
	var paths []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if _, err := os.Lstat(filepath.Join(repository, name)); err == nil { // deleted, not yet committed
			paths = append(paths, name)
		}
	}
	if len(paths) == 0 {
		t.Fatal("the repository has no files")
	}
	return paths
}

// Names that Windows refuses, whatever their ending: devices, characters that paths cannot
// have, and a blank or a dot at the end (Microsoft, "Naming Files, Paths, and Namespaces").
var (
	device    = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[ ]*(\.|$)`)
	character = regexp.MustCompile(`[<>:"|?*\\\x00-\x1f]|[ .]$`)
)

// refused reports whether Windows cannot have a file or folder of this name.
func refused(name string) bool { return device.MatchString(name) || character.MatchString(name) }

// TestNamesOfWindows checks that a clone can be checked out on Windows.
func TestNamesOfWindows(t *testing.T) {
	t.Parallel()
	for _, file := range tracked(t) {
		for part := file; part != "."; part = path.Dir(part) {
			if name := path.Base(part); refused(name) {
				t.Errorf("%s: Windows has no %q", file, name)
			}
		}
	}
}

// TestSizes keeps out what was built and committed by mistake: a clone and every `go install` would
// download it.
func TestSizes(t *testing.T) {
	t.Parallel()
	const most = 1 << 20 // bytes
	for _, file := range tracked(t) {
		if info, err := os.Lstat(filepath.Join(repository, file)); err != nil || info.Size() > most {
			t.Errorf("%s: larger than 1 MiB, or gone: %v", file, err)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"nul": true, "NUL.log": true, "aux.tar.gz": true, "com1": true, "lpt9.txt": true, "con .log": true, "COM².x": true,
		"a:b": true, "a?": true, `a\b`: true, "trailing.": true, "trailing ": true, "tab\t": true,
		"nul-bytes.log": false, "console.go": false, "com": false, "com10.txt": false, "a.nul": false, ".github": false, "Köln.log": false,
	} {
		if got := refused(name); got != want {
			t.Errorf("refused(%q) = %v, want %v", name, got, want)
		}
	}
}

// archived is a file as package zip asks for it.
type archived string

func (f archived) Path() string                { return string(f) }
func (f archived) Lstat() (os.FileInfo, error) { return os.Lstat(filepath.Join(repository, string(f))) }

func (f archived) Open() (io.ReadCloser, error) { return os.Open(filepath.Join(repository, string(f))) }

// TestModuleZip makes the archive that `go install …@version` downloads.
func TestModuleZip(t *testing.T) {
	t.Parallel()
	var files []zip.File
	for _, file := range tracked(t) {
		files = append(files, archived(file))
	}
	checked, err := zip.CheckFiles(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, invalid := range checked.Invalid {
		t.Errorf("%s cannot be in a module: %v", invalid.Path, invalid.Err)
	}
	version := module.Version{Path: "github.com/easreport/easreport", Version: "v0.1.0"}
	if err := zip.Create(io.Discard, version, files); err != nil {
		t.Error(err)
	}
}
