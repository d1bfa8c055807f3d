package cloud_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/disorder"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
)

// logsOf is the bucket of logs, past events.
func logsOf(r *reader) *s3store.Store {
	return s3store.New(r.S3.Client(), s3store.Location{Bucket: cloud.Logs})
}

func put(t *testing.T, s store.Store, key, text string) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, strings.NewReader(text), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, s store.Store, keys ...string) {
	t.Helper()
	if len(keys) == 0 {
		t.Error("there is nothing to remove")
	}
	for _, key := range keys {
		if err := s.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
}

func losesEvents(_ *testing.T, _ *reader, o *cloud.Options) { o.Events = disorder.Shares{Lost: 1} }

// nightly is the event of the schedule that reconciles.
const nightly = `{"mode":"reconcile","scheduled_time":"2011-12-25T03:40:00Z"}`

// lakeScenes: logs and files of the lake that are lost, damaged, unreadable, or must go.
var lakeScenes = []scene{
	{"a lost event", []string{"easreport status", "easreport reconcile"}, losesEvents, func(t *testing.T, r *reader) {
		r.ship(t)
		r.says(t, "Logs             1, 0 not in the lake as they are now, 1 on the way")
		r.has(t)
		r.do(t, "easreport reconcile")
		settle(t, r.Cloud)
		r.has(t, requestsOf("A1")...)
		r.says(t, well)
	}},
	{"a lake that lacks logs", []string{"easreport status", "easreport reconcile --lake LAKE --logs LOGS"}, losesEvents, func(t *testing.T, r *reader) {
		r.ship(t)
		r.do(t, "easreport reconcile --lake LAKE --logs LOGS", "LAKE", "s3://"+cloud.Lake, "LOGS", "s3://"+cloud.Logs)
		settle(t, r.Cloud)
		r.has(t, requestsOf("A1")...)
		r.says(t, well)
	}},
	{"some days, or a part of the logs", []string{"easreport backfill", "easreport backfill --from 2011-12-01 --to 2011-12-24"}, losesEvents, func(t *testing.T, r *reader) {
		r.ship(t)
		r.do(t, "easreport backfill --from 2011-12-01 --to 2011-12-24") // when nothing was modified
		settle(t, r.Cloud)
		r.has(t)
		today := time.Now().UTC()
		r.do(t, "easreport backfill --from 2011-12-01 --to 2011-12-24", "2011-12-01", day(), "2011-12-24", today.AddDate(0, 0, 1).Format(time.DateOnly))
		settle(t, r.Cloud)
		r.has(t, requestsOf("A1")...)
		upload(t, r.Cloud, "CAS02/W3SVC1/other.log", logOf(requestsOf("A2")))
		upload(t, r.Cloud, aLog, logOf(requestsOf("A3")))
		r.command(t, "easreport", "backfill", "--prefix", "CAS01/") // as the page has it: "or with --prefix"
		settle(t, r.Cloud)
		r.has(t, requestsOf("A3")...)
		remove(t, logsOf(r), "CAS02/W3SVC1/other.log")
		r.do(t, "easreport backfill")
		settle(t, r.Cloud)
		r.has(t, requestsOf("A3")...)
	}},
	{"a damaged file of rows", []string{"easreport status", "easreport reconcile", "easreport ingest"}, nil, func(t *testing.T, r *reader) {
		r.ship(t)
		rows := keysUnder(t, lakeOf(r.Cloud), lake.ActivityPrefix)
		for name, heal := range map[string]func(){
			"by the schedule":  func() { r.Run(t.Context(), r.Ingest, nightly) }, // "nothing for rows"
			"by hand":          func() { r.do(t, "easreport reconcile") },
			"by the log alone": func() { r.do(t, "easreport ingest", "ingest", "ingest s3://"+cloud.Logs+"/"+aLog) },
		} {
			put(t, lakeOf(r.Cloud), rows[0], "no Parquet")
			r.says(t, "damaged files in the lake: 1 (easreport reconcile writes them again)", rows[0])
			heal()
			settle(t, r.Cloud)
			r.has(t, requestsOf("A1")...)
			t.Log(name)
			r.says(t, well)
		}
		remove(t, lakeOf(r.Cloud), rows...)
		r.says(t, "files missing in the lake: 1")
		r.do(t, "easreport reconcile")
		settle(t, r.Cloud)
		r.has(t, requestsOf("A1")...)
		r.says(t, well)
	}},
	{"a file without its log", []string{"easreport status", "easreport forget --source LOG"}, nil, func(t *testing.T, r *reader) {
		r.ship(t)
		remove(t, logsOf(r), aLog)
		remove(t, lakeOf(r.Cloud), keysUnder(t, lakeOf(r.Cloud), lake.ActivityPrefix)...)
		r.says(t, "files missing in the lake: 1", "easreport forget --source")
		if m := report(t, r.Cloud, `{"send":false,"date":"`+day()+`"}`); coverageOf(t, r.Cloud, m).Whole {
			t.Error("the report does not say that it is incomplete")
		}
		r.do(t, "easreport forget --source LOG", "LOG", aLog)
		upload(t, r.Cloud, "CAS02/W3SVC1/other.log", logOf(requestsOf("A2"))) // a lake without any records is never well
		settle(t, r.Cloud)
		r.says(t, well)
		if m := report(t, r.Cloud, `{"send":false,"date":"`+day()+`"}`); !coverageOf(t, r.Cloud, m).Whole {
			t.Error("the report is still incomplete")
		}
	}},
	{"a table that is missing", []string{"easreport status", "easreport reconcile", "easreport compact --lake LAKE"}, nil, func(t *testing.T, r *reader) {
		r.ship(t)
		report(t, r.Cloud, `{"send":false,"date":"`+day()+`"}`)
		for _, table := range []string{"request_day/v2/", "devices/v2/", "traffic/v2/"} {
			keys := keysUnder(t, lakeOf(r.Cloud), table)
			remove(t, lakeOf(r.Cloud), keys...)
			r.says(t, "files missing in the lake: 1", keys[0])
			r.do(t, "easreport reconcile")
			if made := keysUnder(t, lakeOf(r.Cloud), table); len(made) != len(keys) {
				t.Errorf("%s has %q, want %q", table, made, keys)
			}
			r.says(t, well)
		}
		old, _ := lake.ParseDay("2011-12-24")
		for i, device := range []string{"A1", "A2"} { // the second log is late
			upload(t, r.Cloud, device+"/W3SVC1/u_ex111224.log", logOf([]request{{old.String(), device, 1, 2}}))
			settle(t, r.Cloud)
			r.do(t, "easreport compact --lake LAKE", "LAKE", "s3://"+cloud.Lake)
			_, sources, err := lake.ReadDaySources(t.Context(), lakeOf(r.Cloud), old)
			if err != nil || sources == nil || len(sources.Sources) != i+1 {
				t.Errorf("request_day is made of %+v, error %v, want %d logs", sources, err, i+1)
			}
		}
	}},
	{"an unreadable log", []string{"easreport status", "easreport forget --source LOG"}, nil, func(t *testing.T, r *reader) {
		r.ship(t)
		upload(t, r.Cloud, aLog, "%PDF-1.7")
		settle(t, r.Cloud)
		r.says(t, "logs that cannot be read: 1", aLog+": ")
		r.has(t, requestsOf("A1")...) // former rows stay
		upload(t, r.Cloud, aLog, logOf(requestsOf("A2")))
		settle(t, r.Cloud)
		r.has(t, requestsOf("A2")...)
		r.says(t, well)
		upload(t, r.Cloud, "CAS02/a.pdf", "%PDF-1.7")
		settle(t, r.Cloud)
		r.says(t, "logs that cannot be read: 1")
		remove(t, logsOf(r), "CAS02/a.pdf")
		r.do(t, "easreport forget --source LOG", "LOG", "CAS02/a.pdf")
		r.says(t, well)
	}},
	{"an archived log", []string{"easreport status"}, nil, func(t *testing.T, r *reader) {
		r.Storage.Archive(cloud.Logs, aLog, true)
		r.ship(t)
		r.says(t, "logs that cannot be read: 1", "archive")
		r.has(t)
		r.Storage.Archive(cloud.Logs, aLog, false) // "restore it in S3", which then sends this:
		r.Queue.Send(`{"version":"0","detail-type":"Object Restore Completed","source":"aws.s3","detail":{"bucket":{"name":"` + cloud.Logs + `"},"object":{"key":"` + aLog + `","size":1}}}`)
		settle(t, r.Cloud)
		r.has(t, requestsOf("A1")...)
		r.says(t, well)
	}},
	{"somebody who asks to be forgotten", []string{"easreport forget --user NAME"}, nil, func(t *testing.T, r *reader) {
		r.ship(t)
		report(t, r.Cloud, `{"send":false,"date":"`+day()+`"}`)
		remove(t, logsOf(r), aLog)
		r.do(t, "easreport forget --user NAME", "NAME", "anna")
		r.has(t)
		for _, key := range keysUnder(t, lakeOf(r.Cloud), "") {
			if text := object(t, r.Cloud, key); strings.Contains(string(text), "anna") {
				t.Errorf("%s still names the user", key)
			}
		}
	}},
	{"does it work at all?", []string{"easreport doctor"}, nil, func(t *testing.T, r *reader) {
		var events sync.WaitGroup
		events.Go(func() { tellOf(t, r.Cloud, "easreport-doctor/sample.log") })
		told := r.do(t, "easreport doctor")
		events.Wait()
		if !strings.Contains(told, "ok   the report function reports on it") || strings.Contains(told, "FIX") {
			t.Errorf("the doctor says:\n%s", told)
		}
	}},
}
