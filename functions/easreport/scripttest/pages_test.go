package scripttest

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// insidePage is set for the commands of a page, one of which may run these tests.
const insidePage = "EASREPORT_PAGE_TEST"

// TestPages runs each block of README.md and docs that follows the line
//
//	<!-- tested -->
//
// in a clean copy of the repository for each page, and compares what it prints with what the
// page says. In a block of the language "console", lines that begin with "$ " are commands and
// the others are their output; a line of three dots stands for any lines. A block of "sh",
// "powershell" or "python" is one program, run by its own interpreter; in Python, comments that begin with
// "#  " are its output. Other markers:
//
//	<!-- tested, in both shells -->    run by sh, and again by PowerShell
//	<!-- tested, with DuckDB -->       needs DuckDB's command line program, or a Python that has pandas
func TestPages(t *testing.T) {
	t.Parallel()
	if os.Getenv(insidePage) != "" {
		t.Skip("this is a command of a page")
	}
	for name, text := range pages(t) {
		blocks := testedBlocks(text)
		if len(blocks) == 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := cleanCopy(t)
			for _, block := range blocks {
				for _, example := range block.examples(t) {
					run(t, folder, example)
				}
			}
		})
	}
}

// pages are README.md and the pages of docs, by name.
func pages(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(repository, "docs", "*.md"))
	if err != nil || len(names) == 0 {
		t.Fatal("docs has no pages: ", err)
	}
	all := make(map[string]string)
	for _, name := range append(names, filepath.Join(repository, "README.md")) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		short, err := filepath.Rel(repository, name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.ToSlash(short)] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return all
}

// block is a fenced block of a page.
type block struct {
	marker   string // "tested, with DuckDB"; empty for a block that is not run
	language string
	lines    []string
}

const (
	tested     = "tested"
	bothShells = "tested, in both shells"
	withDuckDB = "tested, with DuckDB"
)

// allBlocks returns the fenced blocks of a page.
func allBlocks(text string) []block {
	var blocks []block
	marker, inside := "", false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case inside && fence:
			marker, inside = "", false
		case inside:
			last := &blocks[len(blocks)-1]
			last.lines = append(last.lines, line)
		case fence:
			inside = true
			blocks = append(blocks, block{marker: marker, language: language})
		case strings.HasPrefix(line, "<!-- tested"):
			marker = strings.TrimSuffix(strings.TrimPrefix(line, "<!-- "), " -->")
		case line != "":
			marker = ""
		}
	}
	return blocks
}

// testedBlocks returns the blocks of a page that are run.
func testedBlocks(text string) (run []block) {
	for _, b := range allBlocks(text) {
		if b.marker != "" {
			run = append(run, b)
		}
	}
	return run
}

// example is a program and the lines that it prints.
type example struct {
	interpreter []string // takes the program as its last argument
	program     string
	output      []string
}

var sh = []string{"sh", "-ec"}

// examples returns the programs of a block, without those that this machine cannot run.
func (b block) examples(t *testing.T) []example {
	t.Helper()
	text := strings.Join(b.lines, "\n")
	if b.marker == withDuckDB && duckdb == "" {
		t.Logf("SKIPPED, for want of DuckDB:\n%s", text)
		return nil
	}
	switch {
	case b.marker != tested && b.marker != bothShells && b.marker != withDuckDB:
		t.Errorf("there is no marker <!-- %s -->", b.marker)
		return nil
	case b.language == "console":
		return b.console()
	case b.language == "python":
		return []example{b.python()}
	case b.language == "powershell":
		return powershell(t, text)
	case b.language == "sh" && b.marker == bothShells:
		return append(powershell(t, text), example{interpreter: sh, program: text})
	case b.language == "sh":
		return []example{{interpreter: sh, program: text}}
	}
	t.Errorf("nothing runs a block of %q", b.language)
	return nil
}

// powershell is a program for PowerShell, if this machine has it.
func powershell(t *testing.T, program string) []example {
	t.Helper()
	shell, err := exec.LookPath("pwsh")
	if err != nil {
		t.Logf("SKIPPED, for want of PowerShell:\n%s", program)
		return nil
	}
	const strict = "$ErrorActionPreference = 'Stop'; $PSNativeCommandUseErrorActionPreference = $true\n"
	return []example{{interpreter: []string{shell, "-NoProfile", "-NonInteractive", "-Command"}, program: strict + program}}
}

// console returns the commands of a block, each with its output.
func (b block) console() (all []example) {
	continued := false
	for _, line := range b.lines {
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case continued:
			all[len(all)-1].program += "\n" + line
		case isCommand:
			all = append(all, example{interpreter: sh, program: command})
		case len(all) > 0:
			last := &all[len(all)-1]
			last.output = append(last.output, line)
			continue
		}
		continued = strings.HasSuffix(line, `\`)
	}
	return all
}

// python is a block of Python.
func (b block) python() example {
	e := example{interpreter: []string{filepath.Join(duckdb, "python3"), "-c"}, program: strings.Join(b.lines, "\n")}
	for _, line := range b.lines {
		if printed, ok := strings.CutPrefix(line, "#  "); ok {
			e.output = append(e.output, printed)
		}
	}
	return e
}

// run runs an example in a folder.
func run(t *testing.T, folder string, e example) {
	t.Helper()
	shell := exec.Command(e.interpreter[0], append(e.interpreter[1:], e.program)...)
	shell.Dir = folder
	shell.Env = append(os.Environ(), "PATH="+withPrograms(os.Getenv("PATH")), insidePage+"=1")
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Errorf("%s\n%v\n%s", e.program, err, out)
		return
	}
	if missing, ok := follows(e.output, strings.Split(string(out), "\n")); !ok {
		t.Errorf("%s\nthe page says:\n%s\nit printed:\n%s\nwhich lacks, at its place: %q",
			e.program, strings.Join(e.output, "\n"), out, missing)
	}
}

// cleanCopy copies what the repository has, and not what lies about in it.
func cleanCopy(t *testing.T) string {
	t.Helper()
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = repository
	names, err := list.Output()
	if err != nil {
		t.Skip("the files of the repository cannot be listed:", err)
	}
	folder := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(repository, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(folder, name)
		info, err := os.Stat(filepath.Join(repository, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
