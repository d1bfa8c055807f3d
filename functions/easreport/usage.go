package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/suggest"
)

// usageError says that the command line is at fault.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// usage makes a usageError.
func usage(format string, values ...any) error { return usageError{fmt.Errorf(format, values...)} }

// oneLine makes a message one line that a terminal shows as it is: names of files
// and texts of logs in it may hold anything.
func oneLine(message string) string {
	message = strings.ReplaceAll(message, "\n", "; ")
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, message)
}

// unknown is the mistake of a name that is none of a kind; the verb lists them.
func unknown(kind, name string, names []string, verb string) error {
	if near := suggest.Near(name, names); len(near) > 0 {
		return usage("no %s %q; did you mean %s?", kind, name, strings.Join(near, ", "))
	}
	return usage("no %s %q; easreport %s lists all", kind, name, verb)
}

// exclusive refuses two flags that contradict each other.
func exclusive(cmd *cobra.Command, a, b string) error {
	if cmd.Flags().Changed(a) && cmd.Flags().Changed(b) {
		return usage("--%s and --%s contradict each other", a, b)
	}
	return nil
}

// needLogs is the check of a command that reads logs.
func needLogs(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("no logs: name files, folders or globs")
	}
	return nil
}

// noArguments is the check of a command that takes flags only.
func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%q is not expected: this command takes flags only", args[0])
	}
	return nil
}

// noCommand is the check of the root: what is left there is no command.
func noCommand(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("unknown command %q", args[0])
	}
	return nil
}

// noShell is the check of completion: what is left there is no shell it knows.
func noShell(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("no completion for %q: there are bash, fish, powershell and zsh", args[0])
	}
	return nil
}
