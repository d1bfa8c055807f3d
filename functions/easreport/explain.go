package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render"
)

// explainOptions are the flags of explain.
type explainOptions struct{ rules string }

func newExplain() *cobra.Command {
	var o explainOptions
	cmd := &cobra.Command{
		Use:   "explain [RULE]",
		Short: "Explain a finding: what it means, what to do, where the rule comes from",
		Long: `Prints a rule: what it looks for, what to do, its thresholds, and the document that it
is based on. Without a name, lists all rules.`,
		Example: `  easreport explain
  easreport explain mailbox-full-storm`,
		Args: oneRule,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.OutOrStdout(), args) },
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(args), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().StringVar(&o.rules, "rules", "", "`FILE` with thresholds (JSON) that replace the default ones")
	return cmd
}

func (o *explainOptions) run(out io.Writer, args []string) error {
	limits, err := thresholds(o.rules)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return render.Rules(out, finding.Rules())
	}
	rule, known := finding.Find(args[0])
	if !known {
		return unknownRule(args[0])
	}
	return render.Rule(out, &rule, &limits)
}

func unknownRule(name string) error {
	rules := finding.Rules()
	names := make([]string, len(rules))
	for i := range rules {
		names[i] = rules[i].Name
	}
	return unknown("rule", name, names, "explain")
}

// oneRule is the check of explain.
func oneRule(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("%q is not expected: one rule at a time", args[1])
	}
	return nil
}

// ruleNames are what completes the command line.
func ruleNames(args []string) (names []string) {
	if len(args) > 0 {
		return nil
	}
	for _, rule := range finding.Rules() {
		names = append(names, rule.Name+"\t"+rule.Title)
	}
	return names
}
