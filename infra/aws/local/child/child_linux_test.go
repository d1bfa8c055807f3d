package child

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain is also the parent that TestOrphan kills.
func TestMain(m *testing.M) {
	if os.Getenv("CHILD_TEST_PARENT") == "" {
		os.Exit(m.Run())
	}
	command := exec.Command("sleep", "600")
	if _, err := Start(command); err != nil {
		os.Exit(1)
	}
	_, _ = os.Stdout.WriteString(strconv.Itoa(command.Process.Pid) + "\n")
	select {}
}

// alive tells whether a process runs; one that is a zombie does not.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func gone(pid int) bool {
	for range 500 {
		if !alive(pid) {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

func TestOrphan(t *testing.T) {
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), "CHILD_TEST_PARENT=1")
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || !alive(pid) {
		t.Fatalf("process %q, error %v", line, err)
	}
	_ = parent.Process.Kill()
	_ = parent.Wait()
	if !gone(pid) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
		t.Error("the child outlives its parent")
	}
}

func TestStop(t *testing.T) {
	for name, stop := range map[string]func(*Child){"stop": (*Child).Stop, "kill": (*Child).Kill} {
		// The shell waits for a program of its own.
		command := exec.Command("sh", "-c", "sleep 600 & echo $!; wait")
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		command.Stdout = write
		c, err := Start(command)
		if err != nil {
			t.Fatal(err)
		}
		_ = write.Close()
		line, err := bufio.NewReader(read).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		pid, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		stop(c)
		stop(c) // again is no harm
		if name == "kill" && !gone(pid) {
			t.Error("what the child started runs on")
		}
		_ = syscall.Kill(pid, syscall.SIGKILL)
		_ = read.Close()
	}
}
