package engines

import (
	"testing"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// testDeviceDay compares the view device_day with the report, for every device and day.
func (w world) testDeviceDay(t *testing.T) {
	t.Helper()
	want := w.reported(t)
	if len(want.rows) == 0 {
		t.Fatal("the report has no rows")
	}
	const columns = `SELECT dt, device, account, kind, hits, hits_without_ping, failures, eas_failures,
  ping_hits, sync_hits, folder_sync_hits, provision_hits, mail_hits,
  bytes_sent, bytes_sent_max, bytes_received, bytes_received_max,
  time_taken_ms, time_taken_max_ms, timed_hits, waiting_hits, time_p50_ms, time_p95_ms, time_p99_ms,
  first_time, last_time, full_syncs, recovery_syncs, invalid_syncs `
	for name, e := range w.engines {
		got := must(t, e, columns+"FROM device_day")
		want.columns = got.columns
		same(t, "device_day on "+name, want, got)
	}
}

// reported is what the report of each day has in the columns of device_day.
func (w world) reported(t *testing.T) *answer {
	t.Helper()
	a := new(answer)
	for _, day := range w.Days {
		for row := range w.report(t, day).Rows.All() {
			a.rows = append(a.rows, reportedRow(day, row))
		}
	}
	return a
}

func reportedRow(day lake.Day, r *report.Row) []string {
	kind := lake.KindDevice
	if r.Probe {
		kind = lake.KindProbe
	}
	of := r.Commands.Of
	texts := []string{day.String(), activesync.FoldDevice(r.DeviceID), r.User, kind}
	for _, n := range []int64{
		r.Hits, r.Hits - of("Ping"), r.Failures, r.EASFailures,
		of("Ping"), of("Sync"), of("FolderSync"), of("Provision"), of("SendMail") + of("SmartReply") + of("SmartForward"),
	} {
		texts = append(texts, textOf(n))
	}
	for _, total := range []activity.Total{r.BytesSent, r.BytesReceived, r.TimeTaken} {
		if total.Count == 0 {
			texts = append(texts, null, null)
		} else {
			texts = append(texts, textOf(total.Sum), textOf(total.Max))
		}
	}
	texts = append(texts, textOf(r.TimeTaken.Count), textOf(r.Waiting))
	for _, share := range []float64{0.50, 0.95, 0.99} {
		if ms := r.Quantile(share); ms == activity.Absent {
			texts = append(texts, null)
		} else {
			texts = append(texts, textOf(ms))
		}
	}
	return append(texts, textOf(r.First), textOf(r.Last), textOf(r.FullSyncs), textOf(r.RecoverySyncs), textOf(r.InvalidSyncs))
}
