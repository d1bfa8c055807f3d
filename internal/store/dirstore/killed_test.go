package dirstore_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const killedRoot = "EASREPORT_TEST_KILLED_ROOT" // tells TestHang that it is a process of TestKilled

// stuck is a body that says when it is read and then never ends.
type stuck struct {
	began chan struct{}
	end   chan struct{}
}

func (s *stuck) Seek(int64, int) (int64, error) { return 0, nil }

func (s *stuck) Read(p []byte) (int, error) {
	select {
	case <-s.began:
		<-s.end
		return 0, io.EOF
	default:
		close(s.began)
		return copy(p, "half"), nil
	}
}

// temps are the temporary files in a root.
func temps(t *testing.T, root string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(root, ".easreport-*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestKilled: what a killed process was writing goes with the next write of anybody, and
// what a living one is writing stays.
func TestKilled(t *testing.T) {
	root := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHang$", "-test.v")
	cmd.Env = append(os.Environ(), killedRoot+"="+root)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), "writing") {
		continue
	}
	if n := len(temps(t, root)); n != 1 {
		t.Fatalf("%d temporary files while a process writes", n)
	}
	put(t, openStore(t, root), "living", "x")
	if n := len(temps(t, root)); n != 1 {
		t.Fatalf("%d temporary files beside a living process: its own was taken", n)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed

	here := &stuck{make(chan struct{}), make(chan struct{})}
	done := make(chan error)
	ctx := t.Context()
	go func() { // a store that has swept before the kill
		_, err := openStore(t, root).Put(ctx, "here", here, always)
		done <- err
	}()
	<-here.began
	if n := len(temps(t, root)); n != 1 {
		t.Errorf("%d temporary files after the kill: %v", n, temps(t, root))
	}
	put(t, openStore(t, root), "after", "x")
	close(here.end)
	if err := <-done; err != nil {
		t.Errorf("a Put beside which others swept: %v", err)
	}
	wantOnDisk(t, root, "after", "here", "living")
}

func TestHang(t *testing.T) {
	root := os.Getenv(killedRoot)
	if root == "" {
		t.Skip("runs in the process of TestKilled")
	}
	body := &stuck{make(chan struct{}), make(chan struct{})}
	go func() {
		<-body.began
		_, _ = fmt.Println("writing")
	}()
	_, _ = openStore(t, root).Put(t.Context(), "k", body, always)
}
