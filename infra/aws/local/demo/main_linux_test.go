package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/easreport/easreport/infra/aws/local/gateway"
	"github.com/easreport/easreport/infra/aws/local/ses"
)

// demo builds the demonstration and prepares a run of it, whose temporary files are in
// the folder returned.
func demo(t *testing.T, environment ...string) (*exec.Cmd, string) {
	t.Helper()
	if os.Getenv(gateway.Variable) == "" || os.Getenv(ses.MailboxVariable) == "" {
		t.Skip("a program is not named: make test-aws runs this")
	}
	program := filepath.Join(t.TempDir(), "demo")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	folder := t.TempDir()
	command := exec.CommandContext(t.Context(), program)
	command.Dir = "../../../.."
	command.Env = append(append(os.Environ(), "TMPDIR="+folder), environment...)
	command.Stderr = t.Output()
	return command, folder
}

var page = regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)

// checkGone checks that nothing of a run is left.
func checkGone(t *testing.T, address, folder string) {
	t.Helper()
	if answer, err := http.Get(address); err == nil {
		_ = answer.Body.Close()
		t.Error("the mailbox still answers")
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left in the folder for temporary files: %v, error %v", left, err)
	}
}

func TestOnce(t *testing.T) {
	command, folder := demo(t, "DEMO_ONCE=1")
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", out)
	for _, want := range []string{"  export AWS_", "s3 cp u_ex261130.log s3://logs/CAS01/W3SVC1/\n  easreport status\n", "26 logs", ".html\n", ".csv\n", ".json\n", "devices.parquet\n"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it does not say %q", want)
		}
	}
	checkGone(t, page.FindString(string(out)), folder)
}

// shown starts the demonstration and returns when there is something to look at, with
// the address of the mails and the line that sets the environment up.
func shown(t *testing.T, command *exec.Cmd) (address, export string) {
	t.Helper()
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if found := page.FindString(lines.Text()); found != "" && address == "" {
			address = found
		}
		if line := strings.TrimSpace(lines.Text()); strings.HasPrefix(line, "export ") {
			export = line
		}
		if strings.HasPrefix(lines.Text(), "Ctrl-C") {
			break
		}
	}
	answer, err := http.Get(address)
	if err != nil {
		t.Fatalf("looking at the mails: %v", err)
	}
	defer answer.Body.Close()
	if text, err := io.ReadAll(answer.Body); err != nil || !strings.Contains(string(text), "<html") {
		t.Errorf("the page of mails, error %v:\n%.200s", err, text)
	}
	return address, export
}

// TestInterrupt also tries what is said of trying a log of one's own.
func TestInterrupt(t *testing.T) {
	command, folder := demo(t)
	address, export := shown(t, command)
	status := exec.CommandContext(t.Context(), "bash", "-c", export+`; "$EASREPORT_FUNCTIONS/easreport" status --date 2011-12-24`)
	if out, _ := status.Output(); !strings.Contains(string(out), "Logs") || !strings.Contains(string(out), "CAS") && !strings.Contains(string(out), "cas") {
		t.Errorf("after %s the status says:\n%s", export, out)
	}
	_ = command.Process.Signal(os.Interrupt)
	if err := command.Wait(); err != nil {
		t.Error(err)
	}
	checkGone(t, address, folder)
}

// TestKilled: who is killed cannot clear up, but its children end.
func TestKilled(t *testing.T) {
	command, _ := demo(t)
	address, _ := shown(t, command)
	_ = command.Process.Signal(syscall.SIGKILL)
	_ = command.Wait()
	for range 100 {
		answer, err := http.Get(address)
		if err != nil {
			return
		}
		_ = answer.Body.Close()
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the mailbox still answers")
}
