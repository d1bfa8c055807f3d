package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if _, err := os.Stat(args[0]); err == nil {
		return usage("%q is no command; to read logs: easreport run %s", args[0], args[0])
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return usage("unknown command %q%s", args[0], didYouMean(strings.ToLower(args[0]), names))
}

// flagError says what to do about a flag that pflag refuses.
func flagError(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		lacking *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		name, dashes := unknown.GetSpecifiedName(), "--"
		if group := unknown.GetSpecifiedShortnames(); group != "" {
			name, dashes = group, "-"
		}
		return usage("unknown flag: %s%s%s", dashes, name, didYouMean(strings.ToLower(name), names, "--"))
	case errors.As(err, &lacking):
		return usage("--%s needs a value: %s", lacking.GetFlag().Name, firstLine(lacking.GetFlag().Usage))
	case errors.As(err, &invalid):
		return usage("--%s %q: %s", invalid.GetFlag().Name, invalid.GetValue(), wanted(invalid))
	}
	return usageError{err}
}

// wanted is what a flag takes.
func wanted(e *pflag.InvalidValueError) string {
	switch e.GetFlag().Value.Type() {
	case "int", "int64":
		return "want a whole number, such as 100"
	case "float64":
		return "want a number, such as 2.5"
	case "bool":
		return "want true or false, or the flag alone"
	}
	return e.Unwrap().Error() // of our own values
}

func firstLine(text string) string {
	text, _, _ = strings.Cut(strings.ReplaceAll(text, "`", ""), "\n")
	return text
}

// didYouMean is a question after the names that are like a mistyped one, "" if there are none.
func didYouMean(name string, names []string, prefix ...string) string {
	near := suggest.Near(name, names)
	if len(near) == 0 {
		return ""
	}
	for i := range near {
		near[i] = strings.Join(prefix, "") + near[i]
	}
	return "; did you mean " + strings.Join(near, ", ") + "?"
}

// noShell is the check of completion: what is left there is no shell it knows.
func noShell(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("no completion for %q: there are bash, fish, powershell and zsh", args[0])
	}
	return nil
}

// fixCobra has cobra's own commands refuse what they would let pass: an unknown shell, a second one,
// and help on a command that is none.
func fixCobra(root *cobra.Command) {
	root.InitDefaultCompletionCmd("completion")
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "completion":
			cmd.Args = noShell
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
			for _, shell := range cmd.Commands() {
				shell.Args = noArguments
			}
		case "help":
			cmd.Args = func(_ *cobra.Command, args []string) error {
				if found, rest, err := root.Find(args); err != nil || found == root && len(args) > 0 {
					return noCommand(root, args)
				} else if len(rest) > 0 {
					return usage("%q is not expected: one command at a time", rest[0])
				}
				return nil
			}
		}
	}
}
