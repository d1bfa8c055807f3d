package ingest

import (
	"cmp"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/estate"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestEstate has estates whose servers log each request once counted from their logs to
// a report of each day, and compares with what the estate knows of its requests.
func TestEstate(t *testing.T) {
	for name, o := range map[string]estate.Options{
		"2003":           {Exchange: estate.Exchange2003},
		"2007":           {Exchange: estate.Exchange2007, Other: 300},
		"2010":           {Exchange: estate.Exchange2010},
		"changed fields": {Exchange: estate.Exchange2010, MixedFields: true, HeaderEvery: 3, Hourly: true},
		"all fields":     {Exchange: estate.Exchange2010, Fields: estate.Fields{Full: true, ForwardedFor: true}, LF: true},
		"probes":         {Exchange: estate.Exchange2010, Probes: true, Other: 300},
		"silent, damage": {Exchange: estate.Exchange2007, Silent: 1, Damaged: 5000, Gzip: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.Devices, o.Hours, o.PerDay, o.Fields.Bytes = 80, 36, 150, true
			dir := t.TempDir()
			truth, err := estate.New(7, o).Write(dir)
			if err != nil {
				t.Fatal(err)
			}
			var logs []string
			for _, l := range truth.Logs {
				logs = append(logs, filepath.Join(dir, l.Path))
			}
			s := memstore.New()
			ingestAll(t, s, logs)
			r, err := assemble.Report(t.Context(), s, report.Query{
				From: time.UnixMilli(truth.Days[0].Hour), To: time.UnixMilli(truth.Days[0].Hour).AddDate(0, 0, 2), BucketSeconds: 86400,
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(estateDays(truth), reportDays(r)); diff != "" {
				t.Errorf("report differs from the truth (-truth +report):\n%.4000s", diff)
			}
			if n := r.Totals.ProbeHits + r.Coverage.Lines().HealthChecks; n != truth.Probes {
				t.Errorf("%d requests of probes and health checks, want %d", n, truth.Probes)
			}
			if truth.Logged.Failures < 300 {
				t.Errorf("%d failures are too few to go by", truth.Logged.Failures)
			}
		})
	}
}

// deviceDay is the day and the folded id of a device.
type deviceDay struct{ Day, Device string }

// deviceCounts is what a report says of a device's day.
type deviceCounts struct {
	Hits, Failures, Waiting, FullSyncs, Sent, Received int64
	FailedBy                                           map[int32]int64
}

// estateDays sums what the logs show by day and device.
func estateDays(truth *estate.Truth) map[deviceDay]deviceCounts {
	all := make(map[deviceDay]deviceCounts)
	for i := range truth.Days {
		c := &truth.Days[i]
		if c.Logged.Requests == 0 {
			continue
		}
		n := &c.Logged
		key := deviceDay{c.Start().Format(time.DateOnly), strings.ToUpper(c.DeviceID)}
		d := all[key]
		d.Hits += n.Requests
		d.Failures += n.Failures
		d.Waiting += n.Waiting
		d.FullSyncs += n.FullSyncs
		d.Sent += n.ToClient
		d.Received += n.FromClient
		if d.FailedBy == nil {
			d.FailedBy = make(map[int32]int64)
		}
		for status, times := range n.FailedBy {
			d.FailedBy[int32(status)] += times
		}
		all[key] = d
	}
	return all
}

func reportDays(r *report.Report) map[deviceDay]deviceCounts {
	all := make(map[deviceDay]deviceCounts)
	for row := range r.Rows.All() {
		if row.Probe { // the estate counts only how many requests they all sent
			continue
		}
		key := deviceDay{row.Start.Format(time.DateOnly), strings.ToUpper(row.DeviceID)}
		d := all[key]
		d.Hits += row.Hits
		d.Failures += row.Failures
		d.Waiting += row.Waiting
		d.FullSyncs += row.FullSyncs
		d.Sent += row.BytesSent.Sum
		d.Received += row.BytesReceived.Sum
		if d.FailedBy == nil {
			d.FailedBy = make(map[int32]int64)
		}
		for _, reason := range row.FailureStatuses {
			// The estate knows no more of a command's failure than its HTTP status.
			d.FailedBy[cmp.Or(reason.Key.HTTP(), 200)] += reason.N
		}
		all[key] = d
	}
	return all
}
