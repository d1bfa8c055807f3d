package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// eventOf reads an event as Lambda does.
func eventOf(t *testing.T, text string) (event, error) {
	t.Helper()
	var e event
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	err := d.Decode(&e)
	return e, err
}

func TestEventSpans(t *testing.T) {
	const layout = "2006-01-02 15:04 Z07:00"
	for _, test := range []struct{ name, zone, event, from, to string }{
		{"by schedule", "Europe/Berlin", `{"scheduled_time":"2011-12-25T05:00:00Z"}`, "2011-12-24 00:00 +01:00", "2011-12-25 00:00 +01:00"},
		{"late at night", "Europe/Berlin", `{"scheduled_time":"2011-12-24T23:30:00Z"}`, "2011-12-24 00:00 +01:00", "2011-12-25 00:00 +01:00"},
		{"the new year", "UTC", `{"scheduled_time":"2012-01-01T06:00:00Z"}`, "2011-12-31 00:00 Z", "2012-01-01 00:00 Z"},
		{"a day of 23 hours", "Europe/Berlin", `{"scheduled_time":"2012-03-26T04:00:00Z"}`, "2012-03-25 00:00 +01:00", "2012-03-26 00:00 +02:00"},
		{"a day of 25 hours", "Europe/Berlin", `{"scheduled_time":"2011-10-31T05:00:00Z"}`, "2011-10-30 00:00 +02:00", "2011-10-31 00:00 +01:00"},
		{"now", "UTC", `{}`, "2022-07-19 00:00 Z", "2022-07-20 00:00 Z"},
		{"a date", "Asia/Kolkata", `{"date":"2011-12-24","scheduled_time":"2012-01-01T06:00:00Z"}`, "2011-12-24 00:00 +05:30", "2011-12-25 00:00 +05:30"},
		{"a range", "UTC", `{"from":"2011-12-20","to":"2011-12-24"}`, "2011-12-20 00:00 Z", "2011-12-25 00:00 Z"},
		{"an hour", "UTC", `{"mode":"alert","scheduled_time":"2011-12-24T10:07:30.5Z"}`, "2011-12-24 08:00 Z", "2011-12-24 10:00 Z"},
		{"an hour's end", "UTC", `{"mode":"alert","scheduled_time":"2011-12-24T10:00:00Z"}`, "2011-12-24 08:00 Z", "2011-12-24 10:00 Z"},
		{"an hour of India", "Asia/Kolkata", `{"mode":"alert","scheduled_time":"2011-12-24T10:07:00Z"}`, "2011-12-24 13:00 +05:30", "2011-12-24 15:00 +05:30"},
		{"the hour that comes twice", "Europe/Berlin", `{"mode":"alert","scheduled_time":"2011-10-30T01:05:00Z"}`, "2011-10-30 01:00 +02:00", "2011-10-30 02:00 +01:00"},
		{"the hour that is missing", "Europe/Berlin", `{"mode":"alert","scheduled_time":"2012-03-25T02:05:00Z"}`, "2012-03-25 01:00 +01:00", "2012-03-25 04:00 +02:00"},
	} {
		c, err := configOf(t, map[string]string{"EASREPORT_TIME_ZONE": test.zone, "EASREPORT_ALERT_HOURS": "2"})
		if err != nil {
			t.Skipf("no time zones here: %v", err)
		}
		e, err := eventOf(t, test.event)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.check(&c); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		q, err := e.query(&c, time.Date(2022, 7, 20, 12, 0, 0, 0, time.UTC))
		from, to := q.From.Format(layout), q.To.Format(layout)
		if err != nil || from != test.from || to != test.to {
			t.Errorf("%s: from %s to %s, %v", test.name, from, to, err)
		}
	}
}

func TestEventQuestions(t *testing.T) {
	c, err := configOf(t, map[string]string{"EASREPORT_MINIMUM_HITS": "1000", "EASREPORT_TOP_HITS": "20", "EASREPORT_REPORT_BY_SECONDS": "3600", "EASREPORT_BY_USER_AGENT": "true"})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]struct {
		minimum      int64
		top, seconds int
		agents       bool
		device, user string
	}{
		`{}`: {1000, 20, 3600, true, "", ""},
		`{"minimum_hits":0,"top_hits":0,"report_by_seconds":0,"device_id":"A1","user":"anna"}`: {0, 0, 0, true, "A1", "anna"},
		`{"mode":"alert"}`:                    {1500, 0, 3600, false, "", ""},
		`{"mode":"alert","minimum_hits":100}`: {100, 0, 3600, false, "", ""},
	} {
		e, err := eventOf(t, text)
		if err != nil {
			t.Fatal(err)
		}
		q, err := e.query(&c, time.Now())
		if err != nil || q.MinimumHits != want.minimum || q.TopHits != want.top || q.BucketSeconds != want.seconds || q.ByUserAgent != want.agents ||
			q.DeviceID != want.device || q.User != want.user {
			t.Errorf("%s: %+v, %v", text, q, err)
		}
	}
}

func TestEventMistakes(t *testing.T) {
	c, err := configOf(t)
	if err != nil {
		t.Fatal(err)
	}
	for text, says := range map[string]string{
		`{"mode":"weekly"}`:                           "want report or alert",
		`{"date":"yesterday"}`:                        "want a date",
		`{"date":"2011-12-24","from":"2011-12-20"}`:   "contradict",
		`{"from":"2011-12-20"}`:                       "go together",
		`{"from":"2011-12-24","to":"2011-12-20"}`:     "before",
		`{"minimum_hits":-1}`:                         "0 or above",
		`{"mode":"alert","date":"2011-12-24"}`:        "last full hours",
		`{"recipients":["nobody"]}`:                   "no address",
		`{"mode":"weekly","top_hits":-1,"to":"x"}`:    "0 or above",
		`{"minimum":1}`:                               "unknown field",
		`{"detail-type":"Scheduled Event","id":"id"}`: "unknown field",
	} {
		e, err := eventOf(t, text)
		if err == nil {
			err = e.check(&c)
		}
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want that it says %q", text, err, says)
		}
	}
}
