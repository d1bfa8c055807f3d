package main

import (
	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/version"
)

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "easreport",
		Short: "Find the phones that are hurting your Exchange server",
		Long: `easreport reads IIS logs of Exchange servers (2003 to 2019) and finds out which
ActiveSync devices send how much, what fails, and why. Logs go in as they are:
files, folders or globs; plain, gzip, zstd or zip.`,
		Example: `  easreport demo --open
  easreport run C:\inetpub\logs\LogFiles
  easreport run --hourly --minimum-hits 1000 u_ex111224.log
  easreport ingest --lake lake logs/ && easreport report --lake lake`,
		Version:       version.Current(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(flagError)
	for _, group := range []struct {
		title    string
		commands []*cobra.Command
	}{
		{"Reports:", []*cobra.Command{newRun(), newIngest(), newReport(), newQuery(), newExplain(), newDemo()}},
		{"Looking after a lake:", []*cobra.Command{newDoctor(), newStatus(), newReconcile(), newBackfill(), newRedrive(), newCompact(), newForget()}},
	} {
		root.AddGroup(&cobra.Group{ID: group.title, Title: group.title})
		for _, cmd := range group.commands {
			cmd.GroupID = group.title
			root.AddCommand(cmd)
		}
	}
	root.AddCommand(newVersion(), newMan())
	fixCobra(root)
	return root
}
