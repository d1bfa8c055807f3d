package publish

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// version counts the states of this program that make other bytes of the same
// inputs. A test notices that it must be counted up.
const version = 6

// asked is what a report was asked for, as JSON.
type asked struct {
	From          time.Time `json:"from"`
	To            time.Time `json:"to"`
	TimeZone      string    `json:"time_zone"`
	BucketSeconds int       `json:"bucket_seconds,omitempty"`
	DeviceIDs     []string  `json:"device_ids,omitempty"`
	Users         []string  `json:"users,omitempty"`
	MinimumHits   int64     `json:"minimum_hits,omitempty"`
	TopHits       int       `json:"top_hits,omitempty"`
	ByUserAgent   bool      `json:"by_user_agent,omitempty"`
}

func newAsked(q *report.Query) asked {
	return asked{
		From: q.From.UTC(), To: q.To.UTC(), TimeZone: q.Location().String(), BucketSeconds: q.BucketSeconds,
		DeviceIDs: q.DeviceIDs, Users: q.Users, MinimumHits: q.MinimumHits, TopHits: q.TopHits, ByUserAgent: q.ByUserAgent,
	}
}

// question is what a report was asked for and the settings that it was made under:
// all that its bytes come from, apart from what the lake holds.
type question struct {
	Version    int
	Asked      asked
	Newest     bool
	Unfinished bool
	Clock      []string
	Sources    map[lake.SourceID]bool
	Expected   report.Expected
	Prefix     string
	Program    string `json:",omitzero"`
	NoPage     bool
	Excel      bool `json:",omitzero"`
	Columns    []string
	Diagnosis  finding.Options
}

func (p *Publisher) question(q *report.Query) question {
	columns := make([]string, len(p.Look.Columns))
	for i := range columns {
		columns[i] = p.Look.Columns[i].Name
	}
	return question{
		Version: version, Asked: newAsked(q), Newest: q.Newest, Unfinished: q.Unfinished(), Clock: clockRules(q), Sources: q.Sources, Expected: q.Expected,
		Prefix: p.Look.Prefix, Program: p.Look.Version, NoPage: p.Look.NoPage, Excel: p.Look.Excel, Columns: columns, Diagnosis: p.Diagnosis,
	}
}

// about is equal for two reports if one can be a revision of the other: the question
// and the settings are the same, so that whatever differs came with the logs.
func (p *Publisher) about(q *report.Query) (string, error) { return digest(p.question(q)) }

// clockRules are the offsets from UTC, in seconds, that the clock of the query's zone
// has in the span, each with its abbreviation and the Unix time from which it holds. The
// zone's name does not determine them: time zone data is updated, and "Local" is any zone.
func clockRules(q *report.Query) (rules []string) {
	for t := q.From.In(q.Location()); t.Before(q.To); {
		name, offset := t.Zone()
		rules = append(rules, fmt.Sprintf("%d %s %d", t.Unix(), name, offset))
		_, end := t.ZoneBounds()
		if end.IsZero() {
			break
		}
		t = end
	}
	return rules
}

// fingerprint identifies the bytes of a report: reports with equal fingerprints have
// equal bytes.
func (p *Publisher) fingerprint(r *report.Report, d *finding.Diagnosis) (string, error) {
	return digest(struct {
		Question question
		Inputs   []report.Input
		// Servers and Sites stand for the footers of other days' files, which are no
		// inputs: more of them come every day, and mostly nothing comes of them.
		Servers, Sites []report.Part
		Baseline       []baseline.Table
		// Past is what servers did on the days before, in order of their names.
		Past [][]report.ServerHour `json:",omitempty"`
		// Nothing depends on files that are there for their traffic alone, too.
		Nothing bool `json:",omitempty"`
		// Files that are not there are no inputs, nor are logs.
		Lost       []report.Lost  `json:",omitempty"`
		Newer      []report.Newer `json:",omitempty"`
		Lake       string         `json:",omitempty"`
		Uncompared bool           `json:",omitempty"`
	}{
		p.question(&r.Query), r.Coverage.Inputs, r.Coverage.Servers, r.Coverage.Sites, d.Baseline.Tables, past(r.Places), r.Coverage.Nothing,
		r.Coverage.Lost, r.Coverage.Newer, r.Coverage.Lake, r.Coverage.Uncompared,
	})
}

// past is what findings compare the report with.
func past(p *report.Places) (all [][]report.ServerHour) {
	if p == nil || len(p.All.Before) == 0 {
		return nil
	}
	all = append(all, p.All.Before)
	for _, places := range [][]report.Place{p.Servers, p.Mailboxes} {
		for i := range places {
			all = append(all, places[i].Before)
		}
	}
	return all
}

// devicesFingerprint is the fingerprint of a devices table.
func devicesFingerprint(q *report.Query, inputs []report.Input, whole bool) (string, error) {
	return digest(struct {
		Version int
		Asked   asked
		Inputs  []report.Input
		Whole   bool
	}{version, newAsked(q), inputs, whole})
}

// trafficFingerprint is the fingerprint of a traffic table.
func trafficFingerprint(of *report.Traffic) (string, error) {
	return digest(struct {
		Version int
		Day     lake.Day
		Inputs  []report.Input
	}{version, of.Day, of.Inputs})
}

func digest(value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("making a fingerprint: %w", err)
	}
	return hash(string(text)), nil
}
