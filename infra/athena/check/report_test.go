package check

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
)

// TestReport compares the views with the reports of each day and hour.
func TestReport(t *testing.T) {
	t.Run("our logs", func(t *testing.T) { compareWithReports(t, makeWorld(t, ourLogs(t))) })
	t.Run("generated", func(t *testing.T) {
		logs, _ := generate(t, "-lines", "20000", "-servers", "2", "-hours", "30")
		compareWithReports(t, makeWorld(t, logs))
	})
}

// who is a unit of a report, and the start of its time.
type who struct{ start, device, account, kind string }

// figures are by the names of the columns.
type figures map[string]int64

func compareWithReports(t *testing.T, w world) {
	days, hours := make(map[who]figures), make(map[who]figures)
	parts := map[string]map[who]figures{}
	for _, day := range w.Days {
		for row := range w.report(t, report.Query{From: day.Start(), To: (day + 1).Start()}).Rows.All() {
			at := whoOf(row, day.String())
			days[at] = figuresOf(row)
			addParts(parts, at, row)
		}
		for row := range w.report(t, report.Query{From: day.Start(), To: (day + 1).Start(), BucketSeconds: 3600}).Rows.All() {
			f := figuresOf(row)
			maps.DeleteFunc(f, func(name string, _ int64) bool { return strings.HasPrefix(name, "time_p") })
			hours[whoOf(row, row.Start.UTC().Format(time.DateTime))] = f
		}
	}
	const names = `hits, failures, eas_failures, ping_hits, sync_hits, folder_sync_hits, provision_hits, mail_hits,
		bytes_sent, bytes_sent_max, bytes_received, bytes_received_max, time_taken_ms, time_taken_max_ms, timed_hits,
		waiting_hits, full_syncs, recovery_syncs, invalid_syncs`
	compare(t, "device_day", days, w.figures(t, "select dt, device, account, kind, "+names+", time_p50_ms, time_p95_ms, time_p99_ms from device_day"))
	compare(t, "device_hour", hours, w.figures(t, "select cast(hour as varchar), device, account, kind, "+names+" from device_hour"))
	for query, part := range map[string]string{
		"select dt, device, account, kind, reason, sum(failures) from failures group by all":                          "failures",
		"select dt, device, account, kind, reason, sum(failures) from requests group by all having sum(failures) > 0": "failures",
		"select dt, device, account, kind, status, sum(hits) from requests group by all having sum(hits) > 0":         "requests",
		"select dt, device, account, kind, time_taken_ms, sum(requests) from slow_requests group by all":              "slow_requests",
	} {
		compare(t, query, parts[part], w.counts(t, query))
	}
}

func (w world) report(t *testing.T, q report.Query) *report.Report {
	t.Helper()
	r, err := assemble.Report(t.Context(), w.Store, q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func compare(t *testing.T, view string, want, got map[who]figures) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("%s differs from the report (-report +view):\n%.4000s", view, diff)
	}
}

func whoOf(r *report.Row, start string) who {
	at := who{start, activesync.FoldDevice(r.DeviceID), r.User, "device"}
	if r.Probe {
		at.kind = "probe"
	}
	return at
}

func figuresOf(r *report.Row) figures {
	f := figures{
		"hits": r.Hits, "failures": r.Failures, "eas_failures": r.EASFailures,
		"ping_hits": r.Commands.Of("Ping"), "sync_hits": r.Commands.Of("Sync"), "folder_sync_hits": r.Commands.Of("FolderSync"),
		"provision_hits": r.Commands.Of("Provision"),
		"mail_hits":      r.Commands.Of("SendMail") + r.Commands.Of("SmartReply") + r.Commands.Of("SmartForward"),
		"timed_hits":     r.TimeTaken.Count, "waiting_hits": r.Waiting,
		"full_syncs": r.FullSyncs, "recovery_syncs": r.RecoverySyncs, "invalid_syncs": r.InvalidSyncs,
		"time_p50_ms": r.Quantile(.5), "time_p95_ms": r.Quantile(.95), "time_p99_ms": r.Quantile(.99),
	}
	for name, total := range map[string]activity.Total{"bytes_sent": r.BytesSent, "bytes_received": r.BytesReceived, "time_taken": r.TimeTaken} {
		unit := ""
		if name == "time_taken" {
			unit = "_ms"
		}
		f[name+unit], f[name+"_max"+unit] = activity.Absent, activity.Absent
		if total.Count > 0 {
			f[name+unit], f[name+"_max"+unit] = total.Sum, total.Max
		}
	}
	return f
}
