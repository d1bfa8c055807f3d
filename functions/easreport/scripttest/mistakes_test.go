package scripttest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Exit codes of a mistake: on the command line, or one that shows when work begins.
const (
	onTheLine = 2
	atWork    = 1
)

// mistakes are what people type, and what the answer must have: what is wrong, and what to do.
// LOG is a log, LAKE a lake, OTHER a folder that is none, FILE a text.
var mistakes = []struct {
	line   string
	code   int
	wrong  string
	advice string
}{
	{"rnu LOG", onTheLine, `unknown command "rnu"`, `did you mean run\?`},
	{"reprot", onTheLine, `unknown command "reprot"`, `did you mean report`},
	{"frobnicate", onTheLine, `unknown command "frobnicate"`, `easreport --help`},
	{"LOG", onTheLine, `is no command`, `to read logs: easreport run `},
	{"OTHER", onTheLine, `is no command`, `easreport run `},
	{"run", onTheLine, `no logs`, `name files, folders or globs`},
	{"ingest --lake LAKE", onTheLine, `no logs`, `name files, folders or globs`},
	{"ingest LOG", onTheLine, `--lake is missing`, `a folder, or s3://bucket/prefix`},
	{"report", onTheLine, `--lake is missing`, `a folder, or s3://bucket/prefix`},
	{"report --lake LAKE LOG", onTheLine, `is not expected`, `takes flags only`},
	{"run --minimum-hit 5 LOG", onTheLine, `unknown flag: --minimum-hit`, `did you mean --minimum-hits`},
	{"run --MinimumHits 5 LOG", onTheLine, `unknown flag: --MinimumHits`, `did you mean --minimum-hits`},
	{"run --device LOG", onTheLine, `unknown flag: --device`, `did you mean --device-id`},
	{"run --timezone UTC LOG", onTheLine, `unknown flag: --timezone`, `did you mean --time-zone`},
	{"status --lake LAKE --hourly", onTheLine, `unknown flag: --hourly`, `easreport status --help`},
	{"run -x LOG", onTheLine, `unknown flag: -x`, `easreport run --help`},
	{"-MinimumHit 1000 LOG", onTheLine, `unknown flag: -MinimumHit`, `easreport --help`},
	{"run -MinimumHit 1000 LOG", onTheLine, `unknown flag: -MinimumHit`, `did you mean --minimum-hits`},
	{"run –topp-hits 5 LOG", onTheLine, `unknown flag: -topp-hits`, `did you mean --top-hits`},
	{"run --smtp mail LOG", onTheLine, `unknown flag: --smtp`, `--smtp-server`},
	{"run LOG -o", onTheLine, `--output needs a value`, `FOLDER for the report`},
	{"run LOG --user", onTheLine, `--user needs a value`, `name@domain`},
	{"run --minimum-hits many LOG", onTheLine, `--minimum-hits "many"`, `want a whole number`},
	{"run --top-hits 1e3 LOG", onTheLine, `--top-hits "1e3"`, `want a whole number`},
	{"run --top-hits 99999999999999999999 LOG", onTheLine, `--top-hits "9+"`, `want a whole number`},
	{"run --top-hits -1 LOG", onTheLine, `--top-hits -1`, `want 0 or a number above`},
	{"run --zip-size 2MB LOG", onTheLine, `--zip-size "2MB"`, `want a number`},
	{"run --hourly=often LOG", onTheLine, `--hourly "often"`, `true or false`},
	{"run --hourly --report-by-seconds 60 LOG", onTheLine, `contradict each other`, `--hourly and --report-by-seconds`},
	{"run --date 24.12.2011 LOG", onTheLine, `--date "24.12.2011"`, `2011-12-24`},
	{"run --date 2011-13-01 LOG", onTheLine, `--date "2011-13-01"`, `2011-12-24`},
	{"run --date tomorrow LOG", onTheLine, `--date "tomorrow"`, `yesterday`},
	{"run --date= LOG", onTheLine, `--date is empty`, `easreport run --help`},
	{"run --to 2011-12-24 LOG", onTheLine, `--to without --from`, `say where the range begins`},
	{"run --from 2011-12-24 --to 2011-12-20 LOG", onTheLine, `is before`, `--from 2011-12-24`},
	{"run --date today --last 7d LOG", onTheLine, `contradict each other`, `--date and --last`},
	{"report --lake LAKE --last 7h", onTheLine, `--last "7h"`, `7d or 2w`},
	{"run --time-zone CET+1 LOG", onTheLine, `there is no time zone "CET\+1"`, `easreport run --help`},
	{"run --time-zone Europe/Berln LOG", onTheLine, `there is no time zone "Europe/Berln"`, `did you mean Europe/Berlin`},
	{"run --prefix a/b LOG", onTheLine, `has the character '/'`, `--prefix`},
	{"run --prefix nul.x LOG", onTheLine, `Windows takes`, `--prefix`},
	{"run --time-zone Berlin LOG", onTheLine, `there is no time zone "Berlin"`, `did you mean Europe/Berlin\?`},
	{"run --html-columns User,Hist LOG", onTheLine, `there is no "Hist"`, `there are Date, User`},
	{"run --device-id @nowhere.txt LOG", onTheLine, `nowhere.txt`, `easreport run --help`},
	{"run --device-id @ LOG", onTheLine, `--device-id "@"`, `@FILE with one a line`},
	{"run --rules FILE LOG", onTheLine, `--rules FILE`, `want JSON such as \{"`},
	{"run --rules nowhere.json LOG", onTheLine, `nowhere.json: there is no such file`, `--rules`},
	{"report --lake LAKE --expected FILE", onTheLine, `--expected FILE`, `want JSON such as \{"`},
	{"run --device-id= LOG", onTheLine, `--device-id ""`, `@FILE with one a line`},
	{"run --html --no-html LOG", onTheLine, `contradict each other`, `--html and --no-html`},
	{"run -o - --zip LOG", onTheLine, `--output - prints the CSV alone`, `name a folder`},
	{"run --no-html --open LOG", onTheLine, `--open shows the page`, `leave --no-html out`},
	{"run --send-email LOG", onTheLine, `--send-email needs`, `--smtp-server`},
	{"run --smtp-server mail LOG", onTheLine, `need --send-email`, `--smtp-server`},
	{
		"run --send-email --smtp-server mail:25 --smtp-sender a@b.com --smtp-recipient a@b.com LOG", onTheLine,
		`--smtp-server "mail:25"`, `set EASREPORT_SMTP_PORT to 25`,
	},
	{
		"run --send-email --smtp-server mail --smtp-sender admin --smtp-recipient a@b.com LOG", onTheLine,
		`sender "admin" is no address`, `such as admins@contoso.com`,
	},
	{"ingest --lake LAKE --bucket-seconds 7 LOG", onTheLine, `--bucket-seconds 7`, `a divisor of 86400, such as 60`},
	{"ingest --lake s3:/bucket/lake LOG", onTheLine, `"s3:/bucket/lake" is neither`, `s3://bucket/prefix`},
	{"report --lake https://s3.example.com/lake", onTheLine, `is neither a folder`, `s3://bucket/prefix`},
	{"doctor Recipient=a@b.com", onTheLine, `no parameter Recipient`, `did you mean Recipients`},
	{"man", onTheLine, `name one folder`, `easreport man --help`},
	{"help frobnicate", onTheLine, `unknown command "frobnicate"`, `easreport`},
	{"completion bash zsh", onTheLine, `"zsh" is not expected`, `easreport completion bash --help`},
	{"report --lake s3://x", onTheLine, `is not the name of a bucket`, `easreport report --help`},
	{"forget --lake LAKE", onTheLine, `what to forget is missing`, `--source, --day or --user`},
	{"forget --lake LAKE --user a --day yesterday", onTheLine, `contradict each other`, `--day and --user`},
	{"explain mailbox-ful", onTheLine, `no rule "mailbox-ful"`, `did you mean`},
	{"query top_device --lake LAKE", onTheLine, `no question "top_device"`, `did you mean top_devices`},
	{"query select 1 --lake LAKE", onTheLine, `is not expected`, `put SQL in quotes`},
	{"completion tcsh", onTheLine, `no completion for "tcsh"`, `bash, fish, powershell and zsh`},
	{"run nowhere.log", atWork, `not read: nowhere.log`, `there is no such file or folder`},
	{"run LOGG", atWork, `LOGG: there is no such file`, `did you mean LOG\?`},
	{"run LAKE", atWork, `is a lake and holds no logs`, `easreport report --lake LAKE`},
	{"run LOG date yesterday", atWork, `date: there is no such file`, `yesterday: there is no such file`},
	{"report --lake FILE", atWork, `FILE is a file`, `name a folder`},
	{"ingest --lake FILE LOG", atWork, `FILE is a file`, `name a folder`},
	{"reconcile --lake LAKE --logs LOG", atWork, `LOG is a file`, `name the folder that has the logs`},
	{"demo -o FILE", atWork, `FILE is a file`, `name a folder with -o`},
	{"run nothing*.log", atWork, `nothing\*.log`, `nothing has such a name`},
	{"run FILE", atWork, `not an IIS log`, `no log could be read`},
	{"run OTHER", atWork, `holds no logs`, `OTHER`},
	{"report --lake nowhere", atWork, `there is no lake nowhere`, `easreport ingest --lake nowhere LOG... makes one`},
	{"report --lake OTHER", atWork, `is no lake`, `easreport ingest --lake`},
	{"report --lake LAKE --device-id Appl88012ABCDE2", atWork, `no requests of device "Appl88012ABCDE2"`, `did you mean Appl88012ABCDE1`},
	{"report --lake LAKE --user emil.nowak", atWork, `no requests of user "emil.nowak"`, `did you mean .*emil.novak`},
	{"report --lake LAKE --device-id Appl", atWork, `no requests of device "Appl"`, `did you mean Appl88012ABCDE1`},
	{"run -o FILE LOG", atWork, `FILE is a file`, `name a folder with -o`},
}

// TestMistakes has each mistake answered with what to do, by the right exit code, in a line or
// two, and without the words of a programmer.
func TestMistakes(t *testing.T) {
	t.Parallel()
	if len(mistakes) < 50 {
		t.Errorf("%d mistakes, want 50", len(mistakes))
	}
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for name, text := range map[string]string{"FILE": "Dear colleague,\n", "OTHER/letter": "Dear colleague,\n"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(at(name)), 0o700), os.WriteFile(at(name), []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	log := filepath.Join(repository, "testdata", "logs", "cas2007", "W3SVC1", "u_ex111224.log")
	text, err := os.ReadFile(log)
	if err == nil {
		err = os.WriteFile(at("LOG"), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if code, said := easreport(t, folder, "ingest", "--lake", "LAKE", "LOG"); code != 0 {
		t.Fatal(said)
	}
	jargon := regexp.MustCompile(`strconv|ParseInt|ParseFloat|invalid syntax|EOF|panic|goroutine|%!|unmarshal|nil pointer`)
	for _, m := range mistakes {
		code, said := easreport(t, folder, strings.Fields(m.line)...)
		for _, want := range []string{m.wrong, m.advice} {
			if !regexp.MustCompile(want).MatchString(said) {
				t.Errorf("easreport %s\nsays %swant %q", m.line, said, want)
			}
		}
		if code != m.code {
			t.Errorf("easreport %s: exit code %d, want %d", m.line, code, m.code)
		}
		if jargon.MatchString(said) || strings.Count(said, "\n") > 2 {
			t.Errorf("easreport %s\nsays %s", m.line, said)
		}
	}
}

// easreport runs the command in a folder and returns its exit code and its standard error.
func easreport(t *testing.T, folder string, args ...string) (code int, said string) {
	t.Helper()
	run := exec.CommandContext(t.Context(), filepath.Join(programs, "easreport"), args...)
	var errs bytes.Buffer
	run.Dir, run.Stderr = folder, &errs
	err := run.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return run.ProcessState.ExitCode(), errs.String()
}
