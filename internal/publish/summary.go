package publish

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// summary is a report for programs: its headline figures, and how sure they are.
type summary struct {
	Version  int                    `json:"version"`
	Asked    asked                  `json:"asked"`
	Totals   totals                 `json:"totals"`
	Findings render.FindingsSummary `json:"findings"`
	Coverage coverage               `json:"coverage"`
}

// totals are over all devices. Monitoring probes count in their own only.
type totals struct {
	Hits      int64 `json:"hits"`
	Failures  int64 `json:"failures"`
	Devices   int   `json:"devices"`
	Users     int   `json:"users"`
	Probes    int   `json:"probes"`
	ProbeHits int64 `json:"probe_hits"`
	// FailingProbes are those of which more than half of the requests failed.
	FailingProbes int `json:"failing_probes,omitempty"`
	// Rows are those of the CSV file, Flagged those of devices with the minimum of hits.
	Rows    int `json:"rows"`
	Flagged int `json:"flagged"`
}

type coverage struct {
	// Whole tells that nothing is known to be missing.
	Whole       bool          `json:"whole"`
	Sources     []source      `json:"sources"`
	Quarantined []quarantined `json:"quarantined"`
	Damaged     []damaged     `json:"damaged"`
	Lost        []lost        `json:"lost,omitempty"`
	Copies      []copied      `json:"copies,omitempty"`
	// Doubles are logs that look like copies and count all the same, Folded are devices that
	// are one row together, LeftOut how many texts that senders chose are in no row.
	Doubles [][]logName `json:"doubles,omitempty"`
	Folded  []folded    `json:"folded,omitempty"`
	LeftOut int64       `json:"texts_left_out,omitempty"`
}

type logName struct {
	Bucket string `json:"bucket,omitempty"`
	Key    string `json:"key"`
}

// folded says for how many device ids a row stands.
type folded struct {
	DeviceID  string `json:"device_id"` // in the row
	User      string `json:"user,omitempty"`
	DeviceIDs int64  `json:"device_ids"`
	About     bool   `json:"about,omitempty"` // the number is an estimate
}

// lost is a file that the lake should have: its log, as far as that is known, and day.
type lost struct {
	Bucket string        `json:"bucket,omitempty"`
	Key    string        `json:"key,omitempty"`
	Source lake.SourceID `json:"source"`
	Day    lake.Day      `json:"day"`
}

// copied is a source that is a copy of another one, and does not count.
type copied struct {
	Bucket   string `json:"bucket,omitempty"`
	Key      string `json:"key"`
	OfBucket string `json:"of_bucket,omitempty"`
	OfKey    string `json:"of_key"`
}

type source struct {
	Bucket   string `json:"bucket,omitempty"`
	Key      string `json:"key"`
	Revision string `json:"revision"`
	Records  int64  `json:"records"`
	Requests int64  `json:"requests"`
	// HealthChecks are load balancers' requests of healthcheck.htm: of no device.
	HealthChecks int64            `json:"health_checks,omitempty"`
	Rejected     map[string]int64 `json:"rejected,omitempty"`
	First        time.Time        `json:"first,omitzero"`
	Last         time.Time        `json:"last,omitzero"`
}

type quarantined struct {
	Bucket   string `json:"bucket,omitempty"`
	Key      string `json:"key"`
	Revision string `json:"revision"`
	Reason   string `json:"reason"`
}

type damaged struct {
	Key    string `json:"key"`
	Reason string `json:"reason"`
}

func newSummary(r *report.Report, of *story.Story, flagged int) summary {
	t := &r.Totals
	s := summary{
		Version: version, Asked: newAsked(&r.Query),
		Totals:   totals{t.Hits, t.Failures, t.Devices, t.Users, t.Probes, t.ProbeHits, t.FailingProbes, r.Rows.Len(), flagged},
		Findings: render.NewFindingsSummary(of),
		Coverage: coverage{
			Whole: r.Coverage.Whole(), Sources: []source{}, Quarantined: []quarantined{}, Damaged: []damaged{},
		},
	}
	c := &s.Coverage
	for i := range r.Coverage.Sources {
		from := &r.Coverage.Sources[i]
		read := &from.Reading
		c.Sources = append(c.Sources, source{
			from.Bucket, from.Key, from.Revision, read.Records, read.Requests, read.HealthChecks, read.Rejected, read.First, read.Last,
		})
	}
	for _, q := range r.Coverage.Quarantined {
		c.Quarantined = append(c.Quarantined, quarantined{q.Bucket, q.Key, q.Revision, q.Reason})
	}
	for i := range r.Coverage.Copies {
		from, of := &r.Coverage.Copies[i].Source, &r.Coverage.Copies[i].Of
		c.Copies = append(c.Copies, copied{from.Bucket, from.Key, of.Bucket, of.Key})
	}
	for _, d := range r.Coverage.Doubles {
		var names []logName
		for i := range d.Sources {
			names = append(names, logName{d.Sources[i].Bucket, d.Sources[i].Key})
		}
		c.Doubles = append(c.Doubles, names)
	}
	c.LeftOut = r.Folded.Texts()
	if n := r.Folded.Strangers(); n > 0 {
		c.Folded = append(c.Folded, folded{report.NeverLoggedOn, "", n, r.Folded.About()})
	}
	for _, p := range r.Folded.Persons() {
		c.Folded = append(c.Folded, folded{report.OtherDevices, p.Name, p.DeviceIDs, false})
	}
	for _, d := range r.Coverage.Damaged {
		c.Damaged = append(c.Damaged, damaged{d.Key, d.Err.Error()})
	}
	for _, l := range r.Coverage.Lost {
		c.Lost = append(c.Lost, lost{l.Bucket, l.Key, l.Source, l.Day})
	}
	return s
}

func (s summary) marshal() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the summary: %w", err)
	}
	return append(wording.EscapedMarks(b), '\n'), nil
}

// countFlagged counts the rows of devices that have the hits that the query asks for.
func countFlagged(r *report.Report) (n int) {
	var row report.Row
	for i := range r.Rows.Len() {
		if r.Rows.Brief(i, &row); !row.Probe && r.Query.Flagged(&row) {
			n++
		}
	}
	return n
}
