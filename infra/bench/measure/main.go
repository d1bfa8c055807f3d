//go:build unix

// Command measure runs a command and appends what it cost to a file, one line
// for each run: label, wall, user and system seconds, peak MiB.
//
//	measure FILE LABEL COMMAND [ARGUMENT...]
//
// The peak cannot be less than measure's own few MiB: the kernel counts what
// the process was before it became the command.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 4 {
		log.Fatal("usage: measure FILE LABEL COMMAND [ARGUMENT...]")
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		log.Fatal("measure: ", err)
	}
}

func run(file, label string, command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("run %s: %w", label, err)
	}
	wall := time.Since(start)

	state := cmd.ProcessState
	peak := float64(0)
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		peak = float64(usage.Maxrss) / 1024 // KiB on Linux and the BSDs
		if runtime.GOOS == "darwin" {
			peak /= 1024 // bytes
		}
	}
	out, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("open results: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s %.3f %.3f %.3f %.1f\n", label,
		wall.Seconds(), state.UserTime().Seconds(), state.SystemTime().Seconds(), peak)
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("write results: %w", err)
	}
	return nil
}
