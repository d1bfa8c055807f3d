package ingest

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestDetailsOfTestdata takes all devices of the project's own logs apart.
func TestDetailsOfTestdata(t *testing.T) {
	var logs []string
	root, err := filepath.Abs(filepath.Join("..", "..", "testdata", "logs"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			logs = append(logs, path)
		}
		return err
	})
	if err != nil || len(logs) == 0 {
		t.Fatalf("no logs in %s: %v", root, err)
	}
	s := memstore.New()
	days := ingestAll(t, s, logs)
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		checkDetails(t, s, []lake.Day{day})
	}
}

// checkDetails compares the rows of a report with what Details makes of them.
func checkDetails(t *testing.T, s store.Reader, days []lake.Day) {
	t.Helper()
	q := report.Query{From: slices.Min(days).Start(), To: (slices.Max(days) + 1).Start()}
	r, err := assemble.Report(t.Context(), s, q)
	if err != nil {
		t.Fatal(err)
	}
	type numbers struct {
		Identity                                        report.Identity
		Hits, Failures, EASFailures, FullSyncs, Waiting int64
		MinuteHits, MinuteFailures, Peak                int64
		Commands, Errors                                report.Tally[string]
		Statuses                                        report.Tally[int32]
		FailureStatuses                                 report.Tally[activesync.Reason]
	}
	var want, got []numbers
	var wanted []report.Identity
	for row := range r.Rows.All() {
		if row.Probe {
			continue
		}
		wanted = append(wanted, report.Identity{User: row.User, DeviceID: row.DeviceID})
		want = append(want, numbers{
			wanted[len(wanted)-1], row.Hits, row.Failures, row.EASFailures, row.FullSyncs, row.Waiting,
			row.Hits, row.Failures, row.PeakPerMinute,
			slices.Clone(row.Commands), slices.Clone(row.Errors), slices.Clone(row.Statuses), slices.Clone(row.FailureStatuses),
		})
	}
	details, err := assemble.Details(t.Context(), s, r, wanted)
	if err != nil {
		t.Fatal(err)
	}
	for i := range details {
		d := &details[i]
		n := numbers{Identity: d.Identity}
		for _, c := range d.Cells {
			n.Hits, n.Failures, n.EASFailures = n.Hits+c.Hits, n.Failures+c.Failures, n.EASFailures+c.EASFailures
			n.FullSyncs, n.Waiting = n.FullSyncs+c.FullSyncs, n.Waiting+c.Waiting
			n.Commands.Add(c.Command, c.Hits)
			n.Statuses.Add(c.Status, c.Hits)
			n.FailureStatuses.Add(c.Answer().Reason(), c.Failures)
			for name := range strings.SplitSeq(c.Error, ";") {
				if name != "" {
					n.Errors.Add(name, c.Errors)
				}
			}
		}
		if d.NoMinutes {
			n.MinuteHits, n.MinuteFailures, n.Peak = want[i].MinuteHits, want[i].MinuteFailures, want[i].Peak
		}
		for _, m := range d.Minutes {
			n.MinuteHits, n.MinuteFailures, n.Peak = n.MinuteHits+m.Hits, n.MinuteFailures+m.Failures, max(n.Peak, m.Hits)
		}
		got = append(got, n)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || len(want) == 0 {
		t.Errorf("%d rows and their details differ (-rows +details):\n%.4000s", len(want), diff)
	}
}
