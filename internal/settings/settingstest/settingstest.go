// Package settingstest checks of a function's program what package settings is for:
// where settings are wrong its log names all of them at once.
package settingstest

import (
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Run builds the program in the test's folder and starts it with an environment in
// which every setting is mistaken, NAME=value, and without a Runtime API to ask for work:
// it ends with exit code 1, and the first line of its log, as JSON, names all of them.
func Run(t *testing.T, mistaken []string) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	start := exec.CommandContext(t.Context(), program)
	start.Env = append([]string{"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_RUNTIME_API=127.0.0.1:9"}, mistaken...)
	out, err := start.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 || len(exit.Stderr) > 0 {
		t.Errorf("ended with %v", err)
	}
	line, _, _ := strings.Cut(string(out), "\n")
	if !json.Valid([]byte(line)) {
		t.Errorf("not a line of JSON:\n%s", line)
	}
	for _, pair := range mistaken {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.Contains(line, name+": ") {
			t.Errorf("%s is not named in\n%s", name, line)
		}
	}
}
