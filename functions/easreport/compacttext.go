package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
)

// compactSummary is what compact has to tell.
type compactSummary struct {
	DryRun    bool           `json:"dry_run"`
	Written   int            `json:"written"`
	Unchanged int            `json:"unchanged"`
	Removed   int            `json:"removed"`
	Failed    int            `json:"failed"`
	Days      []compactedDay `json:"days"` // but for unchanged ones
}

// compactedDay is a day whose requests changed or should have.
type compactedDay struct {
	Day            lake.Day        `json:"day"`
	Outcome        compact.Outcome `json:"outcome"`
	Files          int             `json:"files"`
	Bytes          int64           `json:"bytes"`
	CompactedBytes int64           `json:"compacted_bytes,omitempty"`
	Rows           int64           `json:"rows,omitempty"`
	Reason         string          `json:"reason,omitempty"`
}

// add counts a day and tells of it at once, for a lake may have many.
func (s *compactSummary) add(r compact.Result, asJSON bool, w, failures io.Writer) {
	d := compactedDay{r.Day, r.Outcome, r.Files, r.Bytes, r.CompactedBytes, r.Rows, ""}
	what := ""
	switch r.Outcome {
	case compact.Unchanged:
		s.Unchanged++
		return
	case compact.Written:
		s.Written++
		what = fmt.Sprintf("%s of %.1f MB", count(r.Files, "file"), float64(r.Bytes)/1e6)
		if !s.DryRun {
			what += fmt.Sprintf(" made into one of %.1f MB", float64(r.CompactedBytes)/1e6)
		}
	case compact.Removed:
		s.Removed++
		what = "no files any more"
	case compact.Failed:
		s.Failed++
		d.Reason = r.Err.Error()
		_, _ = fmt.Fprintf(failures, "easreport: not compacted: %s\n", oneLine(d.Reason))
	}
	s.Days = append(s.Days, d)
	if what != "" && !asJSON {
		_, _ = fmt.Fprintf(w, "%s: %s\n", r.Day, what)
	}
}

func (s *compactSummary) print(asJSON bool, w io.Writer) error {
	if asJSON {
		slices.SortFunc(s.Days, func(a, b compactedDay) int { return int(a.Day - b.Day) })
		return printJSON(w, s)
	}
	would := map[bool]string{true: " (dry run: nothing was done)"}[s.DryRun]
	_, err := fmt.Fprintf(w, "%s compacted, %d unchanged, %d removed, %d failed%s\n", count(s.Written, "day"), s.Unchanged, s.Removed, s.Failed, would)
	if err != nil {
		return fmt.Errorf("printing the summary: %w", err)
	}
	return nil
}
