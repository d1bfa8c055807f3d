package publish

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// version counts the states of this program that make other bytes of the same
// inputs. A test notices that it must be counted up.
const version = 1

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
func fingerprint(r *report.Report, l Look) (string, error) {
	columns := []string{}
	for _, c := range l.Columns {
		columns = append(columns, c.Name)
	}
	text, err := json.Marshal(struct {
		Version int
		Asked   asked
		Newest  bool
		Prefix  string
		NoPage  bool
		Columns []string
		Inputs  []report.Input
	}{version, newAsked(&r.Query), r.Query.Newest, l.Prefix, l.NoPage, columns, r.Coverage.Inputs})
	if err != nil {
		return "", fmt.Errorf("making a fingerprint: %w", err)
	}
	return hash(string(text)), nil
}
