package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/easreport/easreport/internal/version"
)

// newMan writes manual pages, for those who make packages.
func newMan() *cobra.Command {
	return &cobra.Command{
		Use:    "man FOLDER",
		Short:  "Write the manual pages to a folder",
		Hidden: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("name one folder for the manual pages")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("making the folder of manual pages: %w", err)
			}
			failed := writeManual(args[0], cmd.Root())
			for _, c := range cmd.Root().Commands() {
				if c.IsAvailableCommand() {
					failed = errors.Join(failed, writeManual(args[0], c))
				}
			}
			return failed
		},
	}
}

func writeManual(folder string, cmd *cobra.Command) error {
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
	if err := os.WriteFile(filepath.Join(folder, name+".1"), []byte(manual(cmd)), 0o644); err != nil {
		return fmt.Errorf("writing a manual page: %w", err)
	}
	return nil
}

// manual is the manual page of a command, in the macros of man(7).
func manual(cmd *cobra.Command) string {
	var page strings.Builder
	line := func(text string) { page.WriteString(text + "\n") }
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
	line(fmt.Sprintf(`.TH %s 1 "" "easreport %s" "easreport"`, roff(strings.ToUpper(name)), roff(version.Current())))
	line(".SH NAME")
	line(roff(name) + ` \- ` + roff(cmd.Short))
	line(".SH SYNOPSIS")
	line(".B " + roff(cmd.UseLine()))
	line(".SH DESCRIPTION")
	for paragraph := range strings.SplitSeq(cmd.Long, "\n\n") {
		line(".PP\n" + roff(paragraph))
	}
	if cmd.HasSubCommands() {
		line(".SH COMMANDS")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				line(".TP\n.B " + roff(c.Name()) + "\n" + roff(c.Short))
			}
		}
	}
	line(".SH OPTIONS")
	cmd.InitDefaultHelpFlag()
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		name := `\-\-` + roff(f.Name)
		if f.Shorthand != "" {
			name = `\-` + f.Shorthand + ", " + name
		}
		line(".TP\n.B " + name + " " + roff(value) + "\n" + roff(strings.ReplaceAll(usage, "\n", " ")))
	})
	if cmd.Example != "" {
		line(".SH EXAMPLES\n.nf\n" + roff(cmd.Example) + "\n.fi")
	}
	line(".SH EXIT STATUS\n0 if nothing failed, whatever a report found, 1 if something failed, 2 for a mistake on the command line, 130 after Ctrl\\-C.")
	return page.String()
}

// roff has a text stand for itself.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			line = `\&` + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
