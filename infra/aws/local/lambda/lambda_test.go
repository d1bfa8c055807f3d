package lambda

import (
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// toy returns a function whose program does what the event says.
func toy(t *testing.T, change func(*Configuration)) *Function {
	t.Helper()
	c := Configuration{
		Name: "toy", Program: filepath.Join(t.TempDir(), "bootstrap"), Environment: []string{"EXTRA=extra"},
		Folder: t.TempDir(), Memory: 128, Timeout: 20 * time.Second, Concurrency: 1, Log: t.Output(),
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", c.Program, "./testdata/toy").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	if change != nil {
		change(&c)
	}
	f := New(c)
	t.Cleanup(f.Close)
	return f
}

type reply struct {
	PID                        int
	Left                       time.Duration
	Function, ARN, Home, Extra string
}

func invoke(t *testing.T, f *Function, event string) (reply, error) {
	t.Helper()
	var r reply
	body, err := f.Invoke(t.Context(), []byte(`"`+event+`"`))
	if err == nil {
		err = json.Unmarshal(body, &r)
	}
	return r, err
}

func TestInvoke(t *testing.T) {
	f := toy(t, nil)
	first, err := invoke(t, f, "tell")
	if err != nil {
		t.Fatal(err)
	}
	if first.Function != "toy" || first.ARN == "" || first.Extra != "extra" || first.Home != "" || first.Left < 10*time.Second || first.Left > 20*time.Second {
		t.Errorf("told %+v", first)
	}
	failed := new(FunctionError)
	if _, err := invoke(t, f, "fail"); !errors.As(err, &failed) || failed.Message != "failed" {
		t.Errorf("error %v, want the function's", err)
	}
	if again, err := invoke(t, f, "tell"); err != nil || again.PID != first.PID {
		t.Errorf("told %+v, error %v, want the same process", again, err)
	}
	if _, err := invoke(t, f, "panic"); !errors.As(err, &failed) {
		t.Errorf("error %v, want the function's", err)
	}
	if _, err := invoke(t, f, "exit"); !errors.Is(err, ErrExit) {
		t.Errorf("error %v, want %v", err, ErrExit)
	}
	if again, err := invoke(t, f, "tell"); err != nil || again.PID == first.PID {
		t.Errorf("told %+v, error %v, want another process", again, err)
	}
	if n := len(f.Inits()); n != 3 {
		t.Errorf("%d processes", n)
	}
}

func TestDeadline(t *testing.T) {
	f := toy(t, func(c *Configuration) { c.Timeout = 200 * time.Millisecond })
	if _, err := invoke(t, f, "sleep"); !errors.Is(err, ErrTimeout) {
		t.Errorf("error %v, want %v", err, ErrTimeout)
	}
	if _, err := invoke(t, f, "tell"); err != nil {
		t.Error(err)
	}
}

func TestKill(t *testing.T) {
	f := toy(t, nil)
	if f.Kill() {
		t.Error("nothing serves, and was killed")
	}
	var killer sync.WaitGroup
	killer.Go(func() {
		for !f.Kill() {
			time.Sleep(10 * time.Millisecond)
		}
	})
	if _, err := invoke(t, f, "sleep"); !errors.Is(err, ErrExit) {
		t.Errorf("error %v, want %v", err, ErrExit)
	}
	killer.Wait()
	if _, err := invoke(t, f, "tell"); err != nil {
		t.Error(err)
	}
}

func TestBroken(t *testing.T) {
	f := toy(t, func(c *Configuration) { c.Environment = []string{"TOY_BROKEN=1"} })
	if _, err := invoke(t, f, "tell"); !errors.Is(err, ErrExit) {
		t.Errorf("error %v, want %v", err, ErrExit)
	}
}
