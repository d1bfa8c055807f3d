package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/version"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and what it was built for",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "easreport %s %s/%s %s\n", version.Current(), runtime.GOOS, runtime.GOARCH, runtime.Version())
			return err
		},
	}
}
