package main

import (
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/operate"
)

// forgetSummary is what forget has to tell.
type forgetSummary struct {
	DryRun  bool             `json:"dry_run"`
	Rows    int64            `json:"rows"`
	Changed int              `json:"changed"`
	Deleted int              `json:"deleted"`
	Changes []operate.Change `json:"changes"`
}

func (s *forgetSummary) add(c operate.Change) {
	s.Changes = append(s.Changes, c)
	s.Rows += c.Rows
	if c.Deleted {
		s.Deleted++
	} else {
		s.Changed++
	}
}

func (s *forgetSummary) print(asJSON bool, w io.Writer) error {
	if asJSON {
		return printJSON(w, s)
	}
	if s.DryRun {
		for _, c := range s.Changes {
			what := count(int(c.Rows), "row")
			if c.Deleted {
				what = "delete"
			} else if c.Rows == 0 {
				what = "record"
			}
			_, _ = fmt.Fprintf(w, "%-10s %s\n", what, c.Key)
		}
	}
	would := map[bool]string{true: " (dry run: nothing was done)"}[s.DryRun]
	_, _ = fmt.Fprintf(w, "%s taken out, %s changed, %s deleted%s\n",
		count(int(s.Rows), "row"), count(s.Changed, "file"), count(s.Deleted, "file"), would)
	if len(s.Changes) > 0 {
		_, _ = fmt.Fprintln(w, "The logs still hold what was forgotten: a log that is uploaded again, or read by a\n"+
			"newer version of easreport, brings it back. Delete those logs, all their versions.")
	}
	return nil
}
