package scripttest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

var (
	// typed is easreport with a command, and what follows it on the line. Not what a console prints.
	typed = regexp.MustCompile(`(?:^|[\s\\])easreport(?:\.exe)? +([a-z]+)\b([^|;>#]*)`)
	// named is a flag.
	named = regexp.MustCompile(`(?:^|[\s"])(--[a-z-]+)`)
	// span is code within a line.
	span = regexp.MustCompile("`([^`]+)`")
	// fenced is a block, whose own backticks are no spans.
	fenced = regexp.MustCompile("(?ms)^```.*?^```$")
	// continued is where a command goes on with the next line, in sh, PowerShell and cmd.
	continued = regexp.MustCompile("[ \t]+[\\\\`^]\n[ \t]*")
)

// TestPagesNameWhatThereIs wants each command and flag in README.md and docs to exist, also in
// examples that cannot be run here.
func TestPagesNameWhatThereIs(t *testing.T) {
	t.Parallel()
	found := 0
	for name, text := range pages(t) {
		for _, line := range code(text) {
			for _, m := range typed.FindAllStringSubmatch(line, -1) {
				flags := flagsOf(t, m[1])
				found++
				if len(flags) == 0 {
					t.Errorf("%s: there is no command easreport %s: %s", name, m[1], line)
				}
				for _, flag := range named.FindAllStringSubmatch(m[2], -1) {
					if len(flags) > 0 && !slices.Contains(flags, flag[1]) {
						t.Errorf("%s: easreport %s has no flag %s: %s", name, m[1], flag[1], line)
					}
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d commands were found", found)
	}
}

// TestShellParses wants each block of sh in README.md and docs to be sh, also those that cannot be run here.
func TestShellParses(t *testing.T) {
	t.Parallel()
	for name, text := range pages(t) {
		for _, b := range allBlocks(text) {
			if b.language != "sh" {
				continue
			}
			script := strings.Join(b.lines, "\n")
			if out, err := exec.Command("sh", "-n", "-c", script).CombinedOutput(); err != nil {
				t.Errorf("%s: %v: %s\n%s", name, err, out, script)
			}
		}
	}
}

// code returns the lines of a page's blocks, without what commands print, and its spans of code.
func code(text string) (lines []string) {
	for _, b := range allBlocks(text) {
		for line := range strings.SplitSeq(continued.ReplaceAllString(strings.Join(b.lines, "\n"), " "), "\n") {
			if b.language != "" && (b.language != "console" || strings.HasPrefix(line, "$ ")) {
				lines = append(lines, line)
			}
		}
	}
	for _, m := range span.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		lines = append(lines, strings.ReplaceAll(m[1], "\n", " "))
	}
	return lines
}

// helps remembers the flags of each command.
var helps sync.Map

// flagsOf returns the flags of a command as its help lists them, none if there is no such command.
func flagsOf(t *testing.T, command string) []string {
	t.Helper()
	if known, ok := helps.Load(command); ok {
		return known.([]string)
	}
	var flags []string
	help, err := exec.Command(filepath.Join(programs, "easreport"), command, "--help").Output()
	if err == nil && !strings.Contains(string(help), "\n  easreport [command]\n") {
		for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+)`).FindAllStringSubmatch(string(help), -1) {
			flags = append(flags, m[1])
		}
	}
	helps.Store(command, flags)
	return flags
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	// marks are what GitHub leaves out of a heading's anchor.
	marks = regexp.MustCompile(`[^a-z0-9 _-]`)
)

// TestLinks wants the links between pages to lead somewhere.
func TestLinks(t *testing.T) {
	t.Parallel()
	for name, text := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			path, anchor, _ := strings.Cut(m[1], "#")
			target := filepath.Join(repository, filepath.Dir(name), path)
			if path == "" {
				target = filepath.Join(repository, name)
			}
			content, err := os.ReadFile(target)
			if info, statErr := os.Stat(target); statErr == nil && info.IsDir() {
				err = nil
			}
			if err != nil {
				t.Errorf("%s links to %s: %v", name, m[1], err)
			} else if anchor != "" && !slices.Contains(anchors(string(content)), anchor) {
				t.Errorf("%s links to %s, which has no such heading", name, m[1])
			}
		}
	}
}

// anchors returns those of a page's headings, as GitHub makes them.
func anchors(text string) (all []string) {
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.ReplaceAll(marks.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return all
}

// scriptParameters are those of ActiveSyncReport.ps1 (2012).
var scriptParameters = []string{
	"ActiveSyncOutputFolder", "ActiveSyncOutputPrefix", "CreateZip", "CreateZipSize", "Date", "DeviceId",
	"DisableColumnDetect", "Help", "Hourly", "HTMLCSVHeaders", "HTMLReport", "IISLogs", "LogparserExec",
	"MinimumHits", "ReportBySeconds", "SendEmailReport", "SMTPRecipient", "SMTPSender", "SMTPServer", "TopHits",
}

// TestParameterTable wants the table of docs/windows.md to name each parameter of the script,
// and each flag of run.
func TestParameterTable(t *testing.T) {
	t.Parallel()
	table := tableWith(pages(t)["docs/windows.md"], "ActiveSyncReport.ps1")
	if table == "" {
		t.Fatal("docs/windows.md has no table with the parameters of ActiveSyncReport.ps1")
	}
	wanted := make([]string, 0, len(scriptParameters))
	for _, name := range scriptParameters {
		wanted = append(wanted, "-"+name)
	}
	flags := flagsOf(t, "run")
	if len(flags) < 20 {
		t.Fatalf("run --help lists only %d flags", len(flags))
	}
	wanted = append(wanted, flags...)
	for _, name := range wanted {
		if !strings.Contains(table, "`"+name+"`") {
			t.Errorf("the table of docs/windows.md lacks `%s`", name)
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
