package cloud_test

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/ses"
)

// awsVariable names the environment variable with the path of an AWS CLI.
const awsVariable = "EASREPORT_AWS"

// scene is a state of a stack in which somebody reaches for lines of the runbook.
type scene struct {
	name string
	// lines are those of the runbook that are run, as the pages have them.
	lines []string
	// change changes the cloud before it starts; nil does not.
	change func(t *testing.T, r *reader, o *cloud.Options)
	walk   func(t *testing.T, r *reader)
}

// reader is somebody with the runbook, the environment that it asks for, and a shell.
type reader struct {
	*cloud.Cloud
	scene  scene
	folder string
	said   *tail           // what the functions say, where it is kept
	logs   string          // URL of what they say
	ses    *ses.Moto       // where mail is refused until its sender is verified
	run    map[string]bool // lines
}

// TestRunbook brings a stack into each state that the runbook has a line for, runs the line as it is
// written, and looks whether what it promises has happened.
func TestRunbook(t *testing.T) {
	for _, s := range slices.Concat(lakeScenes, deadLetterScenes, reportScenes) {
		t.Run(s.name, func(t *testing.T) {
			r := &reader{scene: s, folder: t.TempDir(), run: map[string]bool{}}
			r.Cloud = start(t, func(o *cloud.Options) {
				o.Visibility = 500 * time.Millisecond
				if s.change != nil {
					s.change(t, r, o)
				}
			})
			s.walk(t, r)
			for _, line := range s.lines {
				if !r.run[line] {
					t.Errorf("%q was not run", line)
				}
			}
		})
	}
}

// TestEveryRunbookLine: the lines of the scenes are those of the runbook, no more and no fewer.
func TestEveryRunbookLine(t *testing.T) {
	want := runbookLines(t)
	if len(want) < 12 {
		t.Errorf("the runbook has only %d lines: %q", len(want), want)
	}
	walked := map[string]bool{}
	for _, s := range slices.Concat(lakeScenes, deadLetterScenes, reportScenes) {
		for _, line := range s.lines {
			walked[line] = true
		}
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(walked))); diff != "" {
		t.Errorf("lines of the runbook, and of the scenes (-want +got):\n%s", diff)
	}
	for _, verb := range verbsOfAlarms(t) {
		if !slices.ContainsFunc(want, func(line string) bool { return strings.HasPrefix(line+" ", "easreport "+verb+" ") }) {
			t.Errorf("an alarm says easreport %s, which no line of the runbook does", verb)
		}
	}
}

var (
	lineInText  = regexp.MustCompile("`((?:easreport|aws) [^`]+)`")
	block       = regexp.MustCompile("(?ms)^```(?:sh|powershell)\n(.*?)^```$")
	lineInBlock = regexp.MustCompile(`(?m)^((?:easreport|aws) .*)$`)
	verbInAlarm = regexp.MustCompile(`easreport ([a-z]+)`)
)

// runbookLines are the commands of the pages' runbooks, in order.
func runbookLines(t *testing.T) []string {
	t.Helper()
	lines := map[string]bool{}
	for _, part := range []struct{ page, from, to string }{
		{"docs/aws.md", "\n## Operate\n", "\n## Upgrade"},
		{"docs/operations.md", "\n## Is everything there?\n", "\n## Delete data\n"},
		{"docs/operations.md", "\n## Requests, each counted once\n", "\n## Mail\n"},
	} {
		_, text, begun := strings.Cut(read(t, part.page), part.from)
		text, _, ended := strings.Cut(text, part.to)
		if !begun || !ended {
			t.Fatalf("%s has no part from %q to %q", part.page, part.from, part.to)
		}
		found := lineInText.FindAllStringSubmatch(text, -1)
		for _, m := range block.FindAllStringSubmatch(text, -1) {
			found = append(found, lineInBlock.FindAllStringSubmatch(m[1], -1)...)
		}
		for _, m := range found {
			lines[strings.ReplaceAll(m[1], "\n", " ")] = true
		}
	}
	return slices.Sorted(maps.Keys(lines))
}

// verbsOfAlarms are the verbs of the command that alarms name.
func verbsOfAlarms(t *testing.T) (verbs []string) {
	t.Helper()
	_, alarms, _ := strings.Cut(read(t, "template.yaml"), "\n  AlarmTopic:\n")
	alarms, _, _ = strings.Cut(alarms, "\n  Dashboard:\n")
	for _, m := range verbInAlarm.FindAllStringSubmatch(strings.Join(strings.Fields(alarms), " "), -1) {
		verbs = append(verbs, m[1])
	}
	if len(verbs) < 5 {
		t.Errorf("alarms name only %q", verbs)
	}
	return verbs
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// do runs a line of the runbook, with what a reader puts in place of some of its words (word, words,
// word, words and so on), and returns what it prints. A status may find that something wants attention.
func (r *reader) do(t *testing.T, line string, places ...string) string {
	t.Helper()
	if !slices.Contains(r.scene.lines, line) {
		t.Fatalf("%q is no line of this scene", line)
	}
	r.run[line] = true
	var words []string
	for word := range strings.FieldsSeq(line) {
		if n := slices.Index(places, word); n >= 0 {
			word = places[n+1]
		}
		words = append(words, strings.Fields(word)...)
	}
	return r.command(t, words...)
}

// command runs a command in the reader's folder.
func (r *reader) command(t *testing.T, words ...string) string {
	t.Helper()
	program := filepath.Join(program(t, cloud.FunctionsVariable), words[0])
	if words[0] == "aws" {
		program, words = r.awsCLI(t, words)
	}
	command := exec.CommandContext(t.Context(), program, words[1:]...)
	command.Dir, command.Env = r.folder, append(r.Environment(), "AWS_DEFAULT_REGION=eu-central-1", "PATH="+os.Getenv("PATH"), "HOME="+r.folder)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil && (words[1] != "status" || command.ProcessState.ExitCode() != 1) {
		t.Fatalf("%q: %v\n%s%s", words, err, out, &complaints)
	}
	return string(out)
}

// awsCLI is the AWS CLI, with the words that it understands: version 1 takes payloads as they are, and
// has no word for that, nor for the tail of a log. Not all versions look into the environment for the
// endpoint.
func (r *reader) awsCLI(t *testing.T, words []string) (path string, understood []string) {
	t.Helper()
	path = program(t, awsVariable)
	version, err := exec.CommandContext(t.Context(), path, "--version").CombinedOutput()
	if err != nil {
		t.Fatalf("%s --version: %v\n%s", path, err, version)
	}
	words = slices.Clone(words)
	if strings.HasPrefix(string(version), "aws-cli/1.") {
		if i := slices.Index(words, "--cli-binary-format"); i >= 0 {
			words = slices.Delete(words, i, i+2)
		}
		if words[1] == "logs" { // aws logs tail LOG-GROUP --since 1d: the request that it makes
			since := strconv.FormatInt(time.Now().AddDate(0, 0, -1).UnixMilli(), 10)
			words = append([]string{"aws", "logs", "filter-log-events", "--log-group-name", words[3], "--start-time", since}, words[6:]...)
		}
	}
	endpoint := r.variable("AWS_ENDPOINT_URL_" + strings.ToUpper(words[1]))
	if words[1] == "logs" {
		endpoint = r.logs
	}
	return path, append(words, "--endpoint-url", endpoint)
}

// variable is one of the environment, empty if it is not set.
func (r *reader) variable(name string) string {
	for _, variable := range r.Environment() {
		if value, ok := strings.CutPrefix(variable, name+"="); ok {
			return value
		}
	}
	return ""
}

// says runs the status, which must say all of this.
func (r *reader) says(t *testing.T, want ...string) {
	t.Helper()
	told := r.do(t, "easreport status")
	for _, text := range want {
		if !strings.Contains(told, text) {
			t.Errorf("the status does not say %q:\n%s", text, told)
		}
	}
}

const well = "All is well."

// day is the day of the scenes' logs, which a status looks at.
func day() string { return time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly) }

// aLog is the key of the scenes' log, and requestsOf what it has.
const aLog = "CAS01/W3SVC1/u_ex.log"

func requestsOf(device string) []request {
	return []request{{day(), device, 1, 2}, {day(), device, 3, 4}}
}

// ship uploads the log, and waits until it was read.
func (r *reader) ship(t *testing.T) {
	t.Helper()
	upload(t, r.Cloud, aLog, logOf(requestsOf("A1")))
	settle(t, r.Cloud)
}

// has checks that the lake has the rows of the log, and no others; of no log if there is none.
func (r *reader) has(t *testing.T, requests ...request) {
	t.Helper()
	want := map[cell]sums{}
	add(want, aLog, requests)
	if diff := cmp.Diff(want, readLake(t, lakeOf(r.Cloud)), cmp.AllowUnexported(cell{}, sums{})); diff != "" {
		t.Errorf("the lake (-want +got):\n%s", diff)
	}
}
