package main

import (
	"fmt"
	"io"
)

// reconcileSummary is what reconcile and backfill have to tell.
type reconcileSummary struct {
	DryRun bool `json:"dry_run"`
	// Logs is how many were compared, Missing are those of them to be ingested.
	Logs    int        `json:"logs"`
	Missing []logState `json:"missing"`
	// Enqueued is how many messages were put into the queue; Ingest tells of the
	// logs that this machine read.
	Enqueued int            `json:"enqueued,omitempty"`
	Ingest   *ingestSummary `json:"ingest,omitempty"`
	// Mended are the files of tables and the receipts that were missing or damaged.
	Mended []string `json:"mended,omitempty"`
}

func (s *reconcileSummary) print(asJSON bool, w io.Writer) error {
	if asJSON {
		return printJSON(w, s)
	}
	if s.DryRun {
		for _, log := range s.Missing {
			_, _ = fmt.Fprintf(w, "%-10s %s\n", log.State, oneLine(log.Key))
		}
	}
	what := fmt.Sprintf("%d put into the queue", len(s.Missing))
	switch {
	case s.DryRun:
		what = fmt.Sprintf("%d to be ingested (dry run: nothing was done)", len(s.Missing))
	case s.Ingest != nil:
		what = fmt.Sprintf("%d ingested", s.Ingest.read())
		if failed := len(s.Ingest.Logs) - s.Ingest.read(); failed > 0 {
			what += fmt.Sprintf(", %d failed", failed)
		}
	}
	_, _ = fmt.Fprintf(w, "%s compared, %s\n", count(s.Logs, "log"), what)
	for _, key := range s.Mended {
		_, _ = fmt.Fprintf(w, "%-10s %s\n", map[bool]string{true: "to mend", false: "mended"}[s.DryRun], key)
	}
	if s.Ingest != nil {
		return printText(w, summary{Ingest: *s.Ingest})
	}
	return nil
}
