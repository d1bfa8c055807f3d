package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/report"
)

// TestQuery: what events ask for, of a function with these settings.
func TestQuery(t *testing.T) {
	c, err := newConfig(environ("EASREPORT_MINIMUM_HITS=1000", "EASREPORT_TOP_HITS=10", "EASREPORT_REPORT_BY_SECONDS=3600", "EASREPORT_BY_USER_AGENT=true", "EASREPORT_ALERT_HOURS=1"))
	if err != nil {
		t.Fatal(err)
	}
	plain := report.Query{BucketSeconds: 3600, MinimumHits: 1000, TopHits: 10, ByUserAgent: true, Expected: report.Expected{Days: report.DefaultExpectedDays}}
	device, other := plain, plain
	device.DeviceID, device.User = "A1", "anna"
	other.BucketSeconds, other.MinimumHits, other.TopHits = 0, 0, 3
	alert := report.Query{BucketSeconds: 3600, MinimumHits: 1500}
	strict := alert
	strict.MinimumHits, strict.User = 20, "anna"
	const now = "2011-12-24T07:30:59.5Z"
	for _, test := range []struct {
		name, zone, event string
		want              report.Query
		from, to          string
	}{
		{"yesterday", "UTC", `{}`, plain, "2011-12-23T00:00:00Z", "2011-12-24T00:00:00Z"},
		{"no event", "UTC", `null`, plain, "2011-12-23T00:00:00Z", "2011-12-24T00:00:00Z"},
		{"scheduled", "UTC", `{"scheduled_time": "2011-12-21T06:00:00Z"}`, plain, "2011-12-20T00:00:00Z", "2011-12-21T00:00:00Z"},
		{"after midnight there", "Europe/Berlin", `{"scheduled_time": "2011-12-20T23:00:00Z"}`, plain, "2011-12-20T00:00:00+01:00", "2011-12-21T00:00:00+01:00"},
		{"still the day before there", "America/New_York", `{"scheduled_time": "2011-12-21T04:59:59Z"}`, plain, "2011-12-19T00:00:00-05:00", "2011-12-20T00:00:00-05:00"},
		{"first of the year", "UTC", `{"scheduled_time": "2012-01-01T06:00:00Z"}`, plain, "2011-12-31T00:00:00Z", "2012-01-01T00:00:00Z"},
		{"after a day of 23 hours", "Europe/Berlin", `{"scheduled_time": "2011-03-28T04:00:00Z"}`, plain, "2011-03-27T00:00:00+01:00", "2011-03-28T00:00:00+02:00"},
		{"after a day of 25 hours", "Europe/Berlin", `{"scheduled_time": "2011-10-31T05:00:00Z"}`, plain, "2011-10-30T00:00:00+02:00", "2011-10-31T00:00:00+01:00"},
		{"after a day without midnight", "Africa/Cairo", `{"scheduled_time": "2024-04-27T06:00:00Z"}`, plain, "2024-04-26T01:00:00+03:00", "2024-04-27T00:00:00+03:00"},
		{"after another", "America/Santiago", `{"scheduled_time": "2023-09-04T09:00:00Z"}`, plain, "2023-09-03T01:00:00-03:00", "2023-09-04T00:00:00-03:00"},
		{"before a day without midnight", "Africa/Cairo", `{"date": "2024-04-25"}`, plain, "2024-04-25T00:00:00+02:00", "2024-04-26T01:00:00+03:00"},
		{"date", "UTC", `{"date": "2011-12-01"}`, plain, "2011-12-01T00:00:00Z", "2011-12-02T00:00:00Z"},
		{"date of 23 hours", "Europe/Berlin", `{"date": "2011-03-27"}`, plain, "2011-03-27T00:00:00+01:00", "2011-03-28T00:00:00+02:00"},
		{"range", "Europe/Berlin", `{"from": "2011-10-01", "to": "2011-10-31"}`, plain, "2011-10-01T00:00:00+02:00", "2011-11-01T00:00:00+01:00"},
		{"device", "UTC", `{"mode": "report", "device_id": "A1", "user": "anna"}`, device, "2011-12-23T00:00:00Z", "2011-12-24T00:00:00Z"},
		{"numbers", "UTC", `{"minimum_hits": 0, "top_hits": 3, "report_by_seconds": 0}`, other, "2011-12-23T00:00:00Z", "2011-12-24T00:00:00Z"},
		{"alert", "UTC", `{"mode": "alert"}`, alert, "2011-12-24T06:00:00Z", "2011-12-24T07:00:00Z"},
		{"alert of one account", "UTC", `{"mode": "alert", "minimum_hits": 20, "user": "anna"}`, strict, "2011-12-24T06:00:00Z", "2011-12-24T07:00:00Z"},
		{"alert by half hours from UTC", "Asia/Kolkata", `{"mode": "alert"}`, alert, "2011-12-24T12:00:00+05:30", "2011-12-24T13:00:00+05:30"},
		{"alert on the hour", "UTC", `{"mode": "alert", "scheduled_time": "2011-12-24T05:00:00Z"}`, alert, "2011-12-24T04:00:00Z", "2011-12-24T05:00:00Z"},
		{"alert in the hour that comes twice", "Europe/Berlin", `{"mode": "alert", "scheduled_time": "2011-10-30T01:10:00Z"}`, alert, "2011-10-30T02:00:00+02:00", "2011-10-30T02:00:00+01:00"},
		{"alert after the hour that is left out", "Europe/Berlin", `{"mode": "alert", "scheduled_time": "2011-03-27T01:10:00Z"}`, alert, "2011-03-27T01:00:00+01:00", "2011-03-27T03:00:00+02:00"},
	} {
		c.zone = zoneOf(t, test.zone)
		test.want.Zone, test.want.From, test.want.To = c.zone, at(t, test.from), at(t, test.to)
		var e event
		if err := json.Unmarshal([]byte(test.event), &e); err != nil {
			t.Fatal(err)
		}
		got, err := e.query(&c, at(t, now))
		diff := cmp.Diff(test.want, got, cmp.Comparer(func(a, b *time.Location) bool { return a == b }))
		if diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", test.name, err, diff)
		}
	}
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	u, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestFaultyEvents: all that is wrong is said at once, and nothing is done.
func TestFaultyEvents(t *testing.T) {
	w := newWorld(t)
	for event, wants := range map[string][]string{
		`{"dat": "2011-12-24"}`:                                       {`unknown field "dat"`},
		`{"mode": "both"}`:                                            {`mode "both"`},
		`{"date": "2011-12-32"}`:                                      {`"2011-12-32": want a date`},
		`{"date": "yesterday"}`:                                       {`"yesterday": want a date`},
		`{"date": "2011-12-24", "to": "2011-12-25"}`:                  {"contradict each other", "go together"},
		`{"from": "2011-12-24"}`:                                      {"go together"},
		`{"from": "2011-12-24", "to": "2011-12-23"}`:                  {"is before the first"},
		`{"mode": "alert", "date": "2011-12-24"}`:                     {"an alert is about the last full hours"},
		`{"mode": "alert", "top_hits": 0}`:                            {"an alert is about the last full hours"},
		`{"minimum_hits": -1, "recipients": ["nobody"], "date": "x"}`: {"0 or above", `"nobody" is no address`, "want a date"},
		`{"minimum_hits": 1.5}`:                                       {"cannot unmarshal"},
		`{"scheduled_time": "today"}`:                                 {"cannot parse"},
		`{"recipients": [` + strings.Repeat(`"a@b.example", `, 50) + `"c@b.example"]}`: {"51 recipients"},
		`[]`: {"cannot unmarshal"},
		`{`:  {"unexpected EOF"},
	} {
		_, err := w.invoke(t.Context(), event)
		for _, want := range wants {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: no %q in %v", event, want, err)
			}
		}
	}
	if n := len(w.keys(t)); n != 1 || len(w.box.mails) != 0 {
		t.Errorf("%d objects, %d mails", n, len(w.box.mails))
	}
}
