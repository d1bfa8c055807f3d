package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// newerLogs are the logs of a report that have changed since the lake read them, and may
// have more of its span. It knows logs on this machine that have not been moved. One
// that had gone on beyond the span is passed over, and so are the logs that the same run
// read, as long as their day goes on.
func newerLogs(r *report.Report) (newer []report.Newer) {
	q := &r.Query
	if q.Sources != nil && q.Unfinished() {
		return nil
	}
	for i := range r.Coverage.Sources {
		s := &r.Coverage.Sources[i]
		if s.Bucket != "" || !filepath.IsAbs(filepath.FromSlash(s.Key)) || !s.Reading.Last.Before(q.To) {
			continue
		}
		info, err := os.Stat(filepath.FromSlash(s.Key))
		if err != nil || info.IsDir() { // it was moved, or its server does not answer
			continue
		}
		if info.Size() == s.Size && info.ModTime().Equal(s.Modified) {
			continue
		}
		newer = append(newer, report.Newer{
			Log:  report.Log{Source: lake.NewSourceID(s.Bucket, s.Key), Key: s.Key},
			More: max(info.Size()-s.Size, 0),
		})
	}
	slices.SortFunc(newer, func(a, b report.Newer) int { return strings.Compare(a.Key, b.Key) })
	return newer
}
