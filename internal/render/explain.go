package render

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/story/wording"
)

// explainWidth is the most letters in a line of what explains rules.
const explainWidth = 80

// Rules writes a table of rules for a terminal.
func Rules(w io.Writer, rules []finding.Rule) error {
	out := bufio.NewWriter(w)
	widest := 0
	for _, r := range rules {
		widest = max(widest, len(r.Name))
	}
	for _, r := range rules {
		fmt.Fprintf(out, "%-*s  %-8s  %s\n", widest, r.Name, r.Severity, r.Title) //nolint:errcheck // Flush tells
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the rules: %w", err)
	}
	return nil
}

// Rule writes what there is to know about a rule, with the thresholds in force,
// for a terminal.
func Rule(w io.Writer, r *finding.Rule, t *finding.Thresholds) error {
	out := bufio.NewWriter(w)
	line := func(format string, values ...any) { fmt.Fprintf(out, format+"\n", values...) } //nolint:errcheck // Flush tells
	line("%s: %s (%s)", r.Name, r.Title, r.Severity)
	line("")
	line("%s", wording.Wrap(r.Explained(t), "", 0, explainWidth))
	line("")
	line("What to do:")
	for i, step := range r.Do {
		line("%s", wording.Wrap(fmt.Sprintf("%d. %s", i+1, step), "   ", 0, explainWidth))
	}
	if len(r.Limits) > 0 {
		line("")
		line("Thresholds:")
	}
	for _, limit := range t.Limits() {
		if !slices.Contains(r.Limits, limit.Name) {
			continue
		}
		usual := ""
		if limit.Value != limit.Default {
			usual = fmt.Sprintf(" (%d by default)", limit.Default)
		}
		line("  %-29s  %s%s", limit.Name, threshold(limit), usual)
	}
	line("")
	line("%s", wording.Wrap("Source: "+r.Source, "  ", 0, explainWidth))
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing a rule: %w", err)
	}
	return nil
}

// threshold writes "more than 60 requests a minute".
func threshold(l finding.Limit) string {
	unit, more := strings.CutPrefix(l.Unit, "> ")
	unit, less := strings.CutPrefix(unit, "< ")
	switch {
	case more:
		return fmt.Sprintf("more than %d %s", l.Value, unit)
	case less:
		return fmt.Sprintf("less than %d %s", l.Value, unit)
	}
	return fmt.Sprintf("%d %s", l.Value, unit)
}
