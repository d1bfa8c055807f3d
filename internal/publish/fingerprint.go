package publish

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/report"
)

// version counts the states of this program that make other bytes of the same
// inputs. A test notices that it must be counted up.
const version = 3

// asked is what a report was asked for, as JSON.
type asked struct {
	From          time.Time `json:"from"`
	To            time.Time `json:"to"`
	TimeZone      string    `json:"time_zone"`
	BucketSeconds int       `json:"bucket_seconds,omitempty"`
	DeviceID      string    `json:"device_id,omitempty"`
	User          string    `json:"user,omitempty"`
	MinimumHits   int64     `json:"minimum_hits,omitempty"`
	TopHits       int       `json:"top_hits,omitempty"`
	ByUserAgent   bool      `json:"by_user_agent,omitempty"`
}

func newAsked(q *report.Query) asked {
	return asked{
		From: q.From.UTC(), To: q.To.UTC(), TimeZone: zone(q).String(), BucketSeconds: q.BucketSeconds,
		DeviceID: q.DeviceID, User: q.User, MinimumHits: q.MinimumHits, TopHits: q.TopHits, ByUserAgent: q.ByUserAgent,
	}
}

// about is the same for reports of which one can be a revision of the other:
// those on one span and device.
func (a *asked) about() string {
	return hash(a.From.String(), a.To.String(), a.TimeZone, a.DeviceID, a.User)
}

// fingerprint stands for all that a report's bytes come from: equal ones, equal
// bytes.
func (p *Publisher) fingerprint(r *report.Report, d *diagnosis.Diagnosis) (string, error) {
	columns := []string{}
	for _, c := range p.Look.Columns {
		columns = append(columns, c.Name)
	}
	return digest(struct {
		Version   int
		Asked     asked
		Newest    bool
		Prefix    string
		NoPage    bool
		Columns   []string
		Inputs    []report.Input
		Expected  expected
		Diagnosis diagnosis.Options
		Baseline  []baseline.Table
	}{
		version, newAsked(&r.Query), r.Query.Newest, p.Look.Prefix, p.Look.NoPage, columns, r.Coverage.Inputs,
		newExpected(r), p.Diagnosis, d.Baseline.Tables,
	})
}

// expected is what a report says of those who should be in it. It stands for the
// footers of other days' files, which are no inputs: more come every day, and mostly
// nothing comes of them.
type expected struct {
	Asked          report.Expected
	Servers, Sites []report.Part
}

func newExpected(r *report.Report) expected {
	return expected{r.Query.Expected, r.Coverage.Servers, r.Coverage.Sites}
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

func digest(of any) (string, error) {
	text, err := json.Marshal(of)
	if err != nil {
		return "", fmt.Errorf("making a fingerprint: %w", err)
	}
	return hash(string(text)), nil
}
