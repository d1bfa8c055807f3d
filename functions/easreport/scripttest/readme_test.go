package scripttest

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// insideReadme is set for the commands of README.md, one of which may run these
// tests.
const insideReadme = "EASREPORT_README_TEST"

// TestReadmeCommands runs each block of README.md that stands below the line
//
//	<!-- tested -->
//
// in a clean copy of the repository, and compares what it prints with what the
// page says. Lines that begin with "$ " are commands, the others their output;
// a line of three dots stands for any lines. In a block without "$ " every line
// is a command. A block of Python is a program, and comments that begin with "#  " are
// its output. Below
//
//	<!-- tested, with DuckDB -->
//
// stands what needs DuckDB's command line program, or a Python that has pandas.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	if os.Getenv(insideReadme) != "" {
		t.Skip("this is a command of README.md")
	}
	blocks := testedBlocks(readme(t))
	if blocks == nil {
		t.Skip("README.md has no block that is marked to be tested")
	}
	folder := cleanCopy(t)
	for _, block := range blocks {
		if block.others && duckdb == "" {
			t.Logf("SKIPPED, for want of DuckDB:\n%s", strings.Join(block.lines, "\n"))
			continue
		}
		for _, example := range block.examples() {
			run(t, folder, example)
		}
	}
}

// readme is the text of README.md.
func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "README.md"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no README.md")
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// block is a fenced block that is marked to be tested.
type block struct {
	language string
	others   bool // it needs other programs
	lines    []string
}

// testedBlocks are those of a page.
func testedBlocks(text string) []block {
	var blocks []block
	var next block
	marked, inside := false, false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch language, fence := strings.CutPrefix(line, "```"); {
		case inside && fence:
			marked, inside = false, false
		case inside:
			last := &blocks[len(blocks)-1]
			last.lines = append(last.lines, line)
		case marked && fence:
			inside = true
			next.language = language
			blocks = append(blocks, next)
		case line == "<!-- tested -->", line == "<!-- tested, with DuckDB -->":
			marked = true
			next = block{others: line != "<!-- tested -->"}
		case line != "":
			marked = false
		}
	}
	return blocks
}

// example is a command and the lines that it prints.
type example struct {
	program []string // takes the command as its last argument
	command string
	output  []string
}

// examples are the commands of a block.
func (b block) examples() []example {
	if b.language == "python" {
		return []example{b.python()}
	}
	bare := true
	for _, line := range b.lines {
		bare = bare && !strings.HasPrefix(line, "$ ")
	}
	var all []example
	continued := false
	for _, line := range b.lines {
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case continued:
			all[len(all)-1].command += "\n" + line
		case bare || isCommand:
			all = append(all, example{program: []string{"sh", "-c"}, command: command})
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
	e := example{program: []string{filepath.Join(duckdb, "python3"), "-c"}, command: strings.Join(b.lines, "\n")}
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
	shell := exec.Command(e.program[0], append(e.program[1:], e.command)...)
	shell.Dir = folder
	shell.Env = append(os.Environ(), "PATH="+withPrograms(os.Getenv("PATH")), insideReadme+"=1")
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Errorf("%s\n%v\n%s", e.command, err, out)
		return
	}
	if missing, ok := follows(e.output, strings.Split(string(out), "\n")); !ok {
		t.Errorf("%s\nREADME.md says:\n%s\nit printed:\n%s\nwhich lacks, at its place: %q",
			e.command, strings.Join(e.output, "\n"), out, missing)
	}
}

// follows tells whether printed lines are the wanted ones, where three dots
// stand for any lines; else it gives the wanted line that is not there. Blanks
// around lines and empty lines do not matter.
func follows(want, printed []string) (missing string, ok bool) {
	want, printed = trimmed(want), trimmed(printed)
	if len(want) == 0 {
		return "", true // the page does not say
	}
	gap := false
	for _, line := range want {
		if line == "..." {
			gap = true
			continue
		}
		for gap && len(printed) > 0 && printed[0] != line {
			printed = printed[1:]
		}
		if len(printed) == 0 || printed[0] != line {
			return line, false
		}
		printed, gap = printed[1:], false
	}
	if len(printed) > 0 && !gap {
		return "(the end) before " + printed[0], false
	}
	return "", true
}

func trimmed(lines []string) (kept []string) {
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

func TestFollows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		want, printed string
		ok            bool
	}{
		{"", "anything", true},
		{"a|b", "a|b", true},
		{"a|b", " a | |b ", true},
		{"a|b", "a|x|b", false},
		{"a|...|b", "a|x|y|b", true},
		{"a|...|b", "a|b", true},
		{"a|...", "a|x|y", true},
		{"...|b", "a|b", true},
		{"...|b", "a|b|c", false},
		{"a", "a|b", false},
		{"a|b", "a", false},
		{"b|...|a", "a|b", false},
	} {
		missing, ok := follows(strings.Split(test.want, "|"), strings.Split(test.printed, "|"))
		if ok != test.ok {
			t.Errorf("follows(%q, %q) = %q, %v, want %v", test.want, test.printed, missing, ok, test.ok)
		}
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

// scriptParameters are those of ActiveSyncReport.ps1 (2012).
var scriptParameters = []string{
	"ActiveSyncOutputFolder", "ActiveSyncOutputPrefix", "CreateZip", "CreateZipSize", "Date", "DeviceId",
	"DisableColumnDetect", "Help", "Hourly", "HTMLCSVHeaders", "HTMLReport", "IISLogs", "LogparserExec",
	"MinimumHits", "ReportBySeconds", "SendEmailReport", "SMTPRecipient", "SMTPSender", "SMTPServer", "TopHits",
}

// TestReadmeTellsParameters wants the table of README.md to name each parameter
// of the script, and each flag that run has.
func TestReadmeTellsParameters(t *testing.T) {
	t.Parallel()
	table := tableWith(readme(t), "ActiveSyncReport.ps1")
	if table == "" {
		t.Fatal("README.md has no table with the parameters of ActiveSyncReport.ps1")
	}
	help, err := exec.Command(filepath.Join(programs, "easreport"), "run", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	wanted := make([]string, 0, len(scriptParameters))
	for _, name := range scriptParameters {
		wanted = append(wanted, "-"+name)
	}
	flags := regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+)`).FindAllStringSubmatch(string(help), -1)
	if len(flags) < 20 {
		t.Fatalf("run --help tells %d flags only", len(flags))
	}
	for _, flag := range flags {
		wanted = append(wanted, flag[1])
	}
	for _, name := range wanted {
		if !strings.Contains(table, "`"+name+"`") {
			t.Errorf("the table of README.md lacks `%s`", name)
		}
	}
}

// tableWith is the table of a page whose header names a word; empty if there is none.
func tableWith(text, word string) string {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		header, _, _ := strings.Cut(paragraph, "\n")
		if strings.HasPrefix(header, "|") && strings.Contains(header, word) {
			return paragraph
		}
	}
	return ""
}
