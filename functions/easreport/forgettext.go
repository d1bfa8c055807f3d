package main

import (
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/operate"
)

// forgetSummary is what forget prints.
type forgetSummary struct {
	DryRun  bool             `json:"dry_run"`
	Rows    int64            `json:"rows"`
	Changed int              `json:"changed"`
	Deleted int              `json:"deleted"`
	Changes []operate.Change `json:"changes"`
	operate.Names
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
	_, _ = fmt.Fprintf(w, "%s deleted, %s rewritten, %s removed%s\n",
		count(int(s.Rows), "row"), count(s.Changed, "file"), count(s.Deleted, "file"), would)
	s.printNames(w)
	if len(s.Changes) > 0 && !s.DryRun {
		_, _ = fmt.Fprintln(w, "The logs still hold what you deleted here. Delete them too, with their noncurrent\n"+
			"versions: rows come back if a log is uploaded again or if a newer version of\n"+
			"easreport reads all logs again.")
	}
	return nil
}

// printNames lists the names that were deleted, if there are several, and similar ones that were not.
func (s *forgetSummary) printNames(w io.Writer) {
	list := func(heading string, names []string) {
		_, _ = fmt.Fprintln(w, heading)
		for _, name := range names {
			_, _ = fmt.Fprintln(w, "  "+oneLine(name))
		}
	}
	if len(s.Forgotten) > 1 {
		list("Names of this user:", s.Forgotten)
	}
	if len(s.Others) > 0 {
		list("Not deleted, but perhaps the same user. If so, add --user NAME for each:", s.Others)
	}
}
