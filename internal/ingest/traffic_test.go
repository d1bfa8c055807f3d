package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/estate"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/traffic"
)

// TestTraffic has estates counted from their logs to the traffic of a report, and compares
// with what the estate knows of the load of its servers.
func TestTraffic(t *testing.T) {
	for name, o := range map[string]estate.Options{
		"2003":            {Exchange: estate.Exchange2003},
		"2010":            {Exchange: estate.Exchange2010, Other: 1500, MixedFields: true, HeaderEvery: 5},
		"2016":            {Exchange: estate.Exchange2016, Other: 2000, Silent: 1, Hourly: true, Probes: true},
		"proxy, damage":   {Exchange: estate.Exchange2013, Other: 1000, ARR: true, Damaged: 5000, Gzip: true},
		"computer's name": {Exchange: estate.Exchange2016, Other: 2000, Fields: estate.Fields{Full: true, Bytes: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.Devices, o.Hours, o.PerDay = 60, 36, 150
			dir := t.TempDir()
			truth, err := estate.New(3, o).Write(dir)
			if err != nil {
				t.Fatal(err)
			}
			s := memstore.New()
			for _, l := range truth.Logs {
				ingestAll(t, s, []string{filepath.Join(dir, l.Path)})
			}
			from := time.UnixMilli(truth.Loads[0].Hour).UTC().Truncate(24 * time.Hour)
			r, err := assemble.Report(t.Context(), s, report.Query{From: from, To: from.AddDate(0, 0, 2)})
			if err != nil {
				t.Fatal(err)
			}
			var got []traffic.Row
			for _, day := range r.Traffic {
				got = append(got, day.Rows...)
			}
			want := estateTraffic(truth)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("traffic differs from the truth (-truth +traffic):\n%.4000s", diff)
			}
			segments := make(map[string]int64)
			for _, row := range want {
				segments[row.Segment] += row.Hits
			}
			if o.Other > 0 && (segments["other"] < 100 || len(segments) < 10) {
				t.Errorf("%v is too little to go by", segments)
			}
		})
	}
}

// estateTraffic is the truth in the product's words.
func estateTraffic(truth *estate.Truth) []traffic.Row {
	var rows []traffic.Row
	for _, l := range truth.Loads {
		segment := l.Directory
		if segment == "microsoft-server-activesyncs" { // the scanner's
			segment = "other"
		}
		rows = append(rows, traffic.Row{
			Hour: l.Hour, Server: l.Server, Segment: segment, Hits: l.Rows, ServerErrors: l.Errors,
			BytesSent: l.Sent, BytesReceived: l.Received, TimeTaken: l.Took,
		})
	}
	return traffic.Sum(rows)
}

const otherFields = "#Software: Microsoft Internet Information Services 10.0\r\n" +
	"#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query cs-username sc-status\r\n"

// TestOtherTrafficOnly: a day with records and no ActiveSync request has a file without
// rows, which tells a report nothing but its traffic.
func TestOtherTrafficOnly(t *testing.T) {
	w := newWorld(t)
	w.upload(t, otherFields+
		"2011-12-23 23:59:59 10.0.0.1 GET /owa/ - anna 200\r\n"+
		"2011-12-24 10:00:00 10.0.0.1 POST /Microsoft-Server-ActiveSync Cmd=Sync&DeviceId=A&DeviceType=iPhone anna 200\r\n"+
		"2011-12-25 00:00:00 10.0.0.1 GET /ews/ - anna 500\r\n"+
		"2011-12-25 00:00:01 10.0.0.1 GET /exchange/anna/NON_IPM_SUBTREE/Microsoft-Server-ActiveSync/iPhone/A - anna 500\r\n"+
		"2011-12-25 00:00:02 10.0.0.1 GET /microsoft-server-activesync/HealthCheck.htm DeviceId=A - 200\r\n")
	result := w.ingest(t, Applied)
	eve := lake.DayOf(time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC).Unix())
	if diff := cmp.Diff([]lake.Day{eve}, result.Days); diff != "" {
		t.Errorf("days with requests (-want +got):\n%s", diff)
	}
	if n := result.Stamp.Reading; n.Records != 5 || n.Requests != 1 || n.HealthChecks != 1 || n.ServerTraffic != 1 || n.Foreign != 2 {
		t.Errorf("read %+v", n)
	}
	rows := map[lake.Day]string{eve - 1: "owa 1 0", eve: "microsoft-server-activesync 1 0", eve + 1: "ews 1 1, exchange 1 1, microsoft-server-activesync 1 0"}
	for day, want := range rows {
		footer, _, err := lake.ReadFooter(t.Context(), w.lake, lake.ActivityKey(day, result.ID))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range footer.Stamp.Traffic {
			got = append(got, fmt.Sprint(r.Segment, " ", r.Hits, " ", r.ServerErrors))
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("traffic of %s (-want +got):\n%s", day, diff)
		}
		if only := day != eve; footer.Stamp.OnlyTraffic(day) != only || footer.Rows == 0 != only {
			t.Errorf("%s: only traffic is %t, and %d rows", day, footer.Stamp.OnlyTraffic(day), footer.Rows)
		}
	}
	done, err := lake.ReadDone(t.Context(), w.lake, result.ID)
	if err != nil || done.Traffic != nil {
		t.Errorf("done has traffic %v, %v", done.Traffic, err)
	}
	w.ingest(t, Unchanged)
	for day := eve - 1; day <= eve+2; day++ {
		r, err := assemble.Report(t.Context(), w.lake, report.Query{From: day.Start(), To: (day + 1).Start(), Expected: report.Expected{Days: 7}})
		if err != nil {
			t.Fatal(err)
		}
		c := r.Coverage
		if day != eve && (len(c.Inputs) != 0 || len(c.Sources) != 0 || len(c.Damaged) != 0) {
			t.Errorf("%s: a report of %v", day, c.Inputs)
		}
		// A server that had requests on the eve is expected on the days after it, also where
		// the newest file of its log has none.
		if expected := len(c.Servers) == 1 && c.Servers[0].Expected; expected != (day > eve) {
			t.Errorf("%s: servers %+v", day, c.Servers)
		}
	}
	if newest, found, err := lake.Newest(t.Context(), w.lake); err != nil || !found || lake.DayOf(newest.Unix()) != eve {
		t.Errorf("newest request at %v, %t, %v", newest, found, err)
	}
}

// TestHostilePaths: a log with a path and a server's name of its own in each line makes a
// small stamp, and nothing is lost.
func TestHostilePaths(t *testing.T) {
	var log strings.Builder
	log.WriteString("#Fields: date time s-computername cs-uri-stem cs-uri-query sc-status\r\n")
	const lines = 50_000
	for i := range lines {
		fmt.Fprintf(&log, "2011-12-24 10:00:00 \"<%d>\" /%d%s/x - 200\r\n", i, i, strings.Repeat("y", i%300))
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "u.log")
	if err := os.WriteFile(name, []byte(log.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := memstore.New()
	ingestAll(t, s, []string{name})
	var hits int64
	for o, err := range s.List(t.Context(), lake.ActivityPrefix) {
		if err != nil {
			t.Fatal(err)
		}
		stamp, _, err := lake.ReadStamp(t.Context(), s, o.Key)
		if err != nil || o.Size > 20_000 {
			t.Errorf("%s has %d bytes: %v", o.Key, o.Size, err)
		}
		for _, r := range stamp.Traffic {
			hits += r.Hits
		}
	}
	if hits != lines {
		t.Errorf("%d hits of %d", hits, lines)
	}
}
