// Command easreport finds the mobile devices that are hurting an Exchange
// server: it reads IIS logs, keeps per-device aggregates in a lake, and writes
// reports. It does on one machine what the functions beside it do on AWS.
//
// This package holds what only a command has: flags, messages, progress, exit
// codes. It must not know how a log is read or a number is made.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // time zones by name, also on Windows
)

// Exit codes.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130 // as shells have it: 128 and the number of SIGINT
)

// softLimit is the memory, in bytes, beyond which the garbage collector works harder. A
// report of a million devices needs some 800 MiB at once.
const softLimit = 1000 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softLimit)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	root := newRoot()
	args, script := translate(root, args)
	if script {
		fmt.Fprintf(os.Stderr, "easreport: read as: easreport %s\n", oneLine(strings.Join(args, " ")))
	}
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "easreport: interrupted; what was finished before is whole")
		return exitInterrupted
	case errors.Is(err, errSaid):
		return exitFailed
	case errors.As(err, &usage):
		fmt.Fprintf(os.Stderr, "easreport: %s\nTry: %s --help\n", oneLine(err.Error()), cmd.CommandPath())
		return exitUsage
	}
	fmt.Fprintf(os.Stderr, "easreport: %s\n", oneLine(err.Error()))
	return exitFailed
}

// errSaid is the error of a command that has told its failures already.
var errSaid = errors.New("some of the work failed")
