package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// summary is what a command has to tell; --json prints it.
type summary struct {
	Ingest ingestSummary  `json:"ingest,omitzero"`
	Report *reportSummary `json:"report,omitempty"`
	// Nowhere has a message for each device and user that was asked for and not found.
	Nowhere []string `json:"nowhere,omitempty"`
}

// ingestSummary tells of the logs that were read.
type ingestSummary struct {
	Records  int64 `json:"records"`
	Requests int64 `json:"requests"`
	// HealthChecks are load balancers' requests of healthcheck.htm: of no device.
	HealthChecks int64        `json:"health_checks,omitempty"`
	Rejected     int64        `json:"rejected"`
	Repaired     int64        `json:"repaired"`
	Bytes        int64        `json:"bytes"`
	Logs         []logSummary `json:"logs"`
}

// logSummary tells of one log.
type logSummary struct {
	Path         string `json:"path"`
	Outcome      string `json:"outcome"`
	Reason       string `json:"reason,omitempty"`
	Records      int64  `json:"records"`
	Requests     int64  `json:"requests"`
	HealthChecks int64  `json:"health_checks,omitempty"`
	Rejected     int64  `json:"rejected"`
	Repaired     int64  `json:"repaired,omitempty"`

	result ingest.Result
	full   bool // it failed because a disk is full
}

// Outcomes of a log.
const (
	outcomeRead      = "read"
	outcomeUnchanged = "unchanged"
	outcomeFailed    = "failed"
	outcomeOther     = "passed over" // a log, not one of IIS
)

// allRejected reports whether the log has lines and not one of them could be read.
func (l *logSummary) allRejected() bool {
	return l.Outcome != outcomeOther && l.Outcome != outcomeFailed && l.Records == 0 && l.Rejected > 0
}

// whereLogsLie is said to whoever ships other logs.
const whereLogsLie = `IIS writes its logs to %SystemDrive%\inetpub\logs\LogFiles, in the folders W3SVC1, W3SVC2 and so on`

func failedLog(log *logFile, err error) logSummary {
	s := logSummary{Path: log.path, Outcome: outcomeFailed, Reason: err.Error(), full: diskFull(err)}
	key := log.key()
	if absolute, err := filepath.Abs(log.path); err == nil && log.bucket == "" && log.spooled == "" {
		key = filepath.ToSlash(absolute)
	}
	s.result.ID = lake.NewSourceID(log.bucket, key)
	return s
}

func newLogSummary(path string, r ingest.Result) logSummary {
	reading := &r.Stamp.Reading
	s := logSummary{
		Path: path, Outcome: outcomeRead, Reason: r.Reason,
		Records: reading.Records, Requests: reading.Requests, HealthChecks: reading.HealthChecks, Rejected: reading.Rejects(), Repaired: reading.Repaired, result: r,
	}
	if len(reading.Others) > 0 {
		s.Reason = "passed over in it: " + otherKinds(reading.Others)
	}
	switch {
	case r.Outcome == ingest.Quarantined: // the reason names the key, which has slashes
		s.Outcome, s.Reason = outcomeFailed, strings.Replace(r.Reason, filepath.ToSlash(path), path, 1)
	case reading.Kind != "" && reading.Kind != lake.LogIIS:
		s.Outcome, s.Reason = outcomeOther, iislog.Kind(reading.Kind).String()+"; "+whereLogsLie
	case r.Outcome == ingest.Unchanged:
		s.Outcome = outcomeUnchanged
	}
	return s
}

// otherKinds names logs of other kinds: "an SMTP log, an FTP log of IIS (3)".
func otherKinds(counts map[string]int) string {
	var all []string
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		text := iislog.Kind(kind).String()
		if n := counts[kind]; n > 1 {
			text += fmt.Sprintf(" (%d)", n)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func newIngestSummary(logs []logSummary) ingestSummary {
	s := ingestSummary{Logs: logs}
	for i := range logs {
		s.Records += logs[i].Records
		s.Requests += logs[i].Requests
		s.HealthChecks += logs[i].HealthChecks
		s.Rejected += logs[i].Rejected
		s.Repaired += logs[i].Repaired
		s.Bytes += logs[i].result.Stamp.Reading.Bytes
	}
	return s
}

// read is how many logs of IIS could be read.
func (s *ingestSummary) read() (n int) {
	for i := range s.Logs {
		if outcome := s.Logs[i].Outcome; outcome == outcomeRead || outcome == outcomeUnchanged {
			n++
		}
	}
	return n
}

// unopened are the logs whose content could not even be looked at. The lake's
// quarantine, which is about contents, does not have them.
func (s *ingestSummary) unopened() (all []lake.Quarantine) {
	for i := range s.Logs {
		if log := &s.Logs[i]; log.Outcome == outcomeFailed && log.result.Outcome != ingest.Quarantined {
			all = append(all, lake.Quarantine{Key: log.Path, Reason: log.Reason})
		}
	}
	return all
}

// sources are those that a report on these logs is about: also logs that can
// not be read now, of which the lake may have an earlier state.
func (s *ingestSummary) sources() map[lake.SourceID]bool {
	ids := make(map[lake.SourceID]bool)
	for i := range s.Logs {
		if s.Logs[i].Outcome != outcomeOther {
			ids[s.Logs[i].result.ID] = true
		}
	}
	return ids
}

// days are the first and the last UTC day with requests, or if there are none with
// records; logs that lost many lines count with the days of these. If the logs have no
// day at all, it is that when the last of them was modified.
func (s *ingestSummary) days() (first, last lake.Day) {
	var days []lake.Day
	modified := lake.Day(math.MinInt32)
	for i := range s.Logs {
		days = append(days, s.Logs[i].result.Days...)
		stamp := &s.Logs[i].result.Stamp
		if !stamp.Modified.IsZero() {
			modified = max(modified, lake.DayOf(stamp.Modified.Unix()))
		}
		r := &stamp.Reading
		if s.Requests == 0 && r.Records > 0 {
			days = append(days, lake.DayOf(r.First.Unix()), lake.DayOf(r.Last.Unix()))
		}
		if r.Lossy() {
			days = append(days, r.RejectedDays...)
		}
	}
	if len(days) == 0 {
		return modified, modified
	}
	return slices.Min(days), slices.Max(days)
}

// reportSummary tells of a report.
type reportSummary struct {
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	TimeZone string    `json:"time_zone"`
	Hits     int64     `json:"hits"`
	Failures int64     `json:"failures"`
	Devices  int       `json:"devices"`
	Users    int       `json:"users"`
	Probes   int       `json:"probes,omitempty"`
	// FailingProbes are those of which more than half of the requests failed.
	FailingProbes int           `json:"failing_probes,omitempty"`
	Rows          int           `json:"rows"`
	Whole         bool          `json:"whole"`
	Problems      []string      `json:"problems,omitempty"` // why it is not whole
	Notes         []string      `json:"notes,omitempty"`    // what cannot be known
	Damaged       []string      `json:"damaged,omitempty"`
	Copies        []copySummary `json:"copies,omitempty"`
	Files         reportFiles   `json:"files"`
	Mailed        []string      `json:"mailed_to,omitempty"`
	Top           []topSummary  `json:"top"`

	Findings render.FindingsSummary `json:"findings"`
	Places   render.PlacesSummary   `json:"places"`

	model *report.Report
	story *story.Story
}

// copySummary is a log that is a copy of another one, and does not count.
type copySummary struct {
	Log string `json:"log"`
	Of  string `json:"of"`
}

// reportFiles are the paths of what was written.
type reportFiles struct {
	CSV        string `json:"csv"`
	MinHitsCSV string `json:"min_hits_csv,omitempty"`
	HTML       string `json:"html,omitempty"`
	ZIP        string `json:"zip,omitempty"`
}

// topSummary is one of the devices with the most hits.
type topSummary struct {
	User     string `json:"user"`
	DeviceID string `json:"device_id"`
	Hits     int64  `json:"hits"`
	Failures int64  `json:"failures"`
}

func printJSON(w io.Writer, s any) error {
	marked := wording.NewMarked(w, true)
	e := json.NewEncoder(marked)
	e.SetIndent("", "  ")
	if err := errors.Join(e.Encode(s), marked.Close()); err != nil {
		return fmt.Errorf("printing the summary: %w", err)
	}
	return nil
}

func newReportSummary(r *report.Report, of *story.Story) *reportSummary {
	s := &reportSummary{
		From: r.Query.From, To: r.Query.To, TimeZone: r.Query.Zone.String(),
		Hits: r.Totals.Hits, Failures: r.Totals.Failures, Devices: r.Totals.Devices, Users: r.Totals.Users, Probes: r.Totals.Probes, FailingProbes: r.Totals.FailingProbes,
		Rows: r.Rows.Len(), Whole: r.Coverage.Whole(), Top: []topSummary{}, model: r, story: of,
		Problems: r.Coverage.Problems(), Notes: of.Sides, Findings: render.NewFindingsSummary(of), Places: render.NewPlacesSummary(of),
	}
	for _, d := range r.Coverage.Damaged {
		s.Damaged = append(s.Damaged, d.Key)
	}
	for i := range r.Coverage.Copies {
		from, of := &r.Coverage.Copies[i].Source, &r.Coverage.Copies[i].Of
		s.Copies = append(s.Copies, copySummary{sourceName(from.Bucket, from.Key), sourceName(of.Bucket, of.Key)})
	}
	for _, d := range r.Top[:min(len(r.Top), topShown)] {
		s.Top = append(s.Top, topSummary{User: d.User, DeviceID: d.DeviceID, Hits: d.Hits, Failures: d.Failures})
	}
	return s
}
