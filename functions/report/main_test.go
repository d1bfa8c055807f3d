package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMistakesAreSaid starts the program with nothing right: it ends, and the log
// tells all that is wrong at once.
func TestMistakesAreSaid(t *testing.T) {
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
	if strings.Count(string(out), "\n") != 1 || !strings.HasPrefix(string(out), "{") {
		t.Errorf("not one line of JSON:\n%s", out)
	}
	for _, pair := range mistaken {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.Contains(string(out), name+": ") {
			t.Errorf("%s is not named in\n%s", name, out)
		}
	}
}
