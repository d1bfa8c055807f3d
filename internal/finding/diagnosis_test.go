package finding

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// requests writes so many requests of a device on Christmas Eve, one a minute: Ping
// where all is well.
func requests(b *strings.Builder, n int, user, device string, status int, text string) {
	command := "Sync"
	if status == 200 {
		command = "Ping"
	}
	username := "-"
	if activesync.IsProbe(user) {
		username = user
	}
	for i := range n {
		fmt.Fprintf(b, "2011-12-24 %02d:%02d:07 192.0.2.11 POST /Microsoft-Server-ActiveSync/default.eas "+
			"Cmd=%s&User=%s&DeviceId=%s&DeviceType=iPhone&Log=V121_%s 443 %s 203.0.113.9 Apple %d 0 0 120\n", i/60, i%60, command, user, device, text, username, status)
	}
}

func lakeOf(t testing.TB) *memstore.Store {
	t.Helper()
	var b strings.Builder
	b.WriteString("#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\n")
	requests(&b, 20, "anna", "FULL", 507, "Error:QuotaExceeded_")
	requests(&b, 30, "bert", "FULLER", 507, "Error:QuotaExceeded_")
	requests(&b, 15, "carl", "LOADED", 503, "Error:TooManyJobsQueued_")
	requests(&b, 900, "dora", "WELL", 200, "")
	requests(&b, 400, "HealthMailbox1", "PROBE", 503, "Error:TooManyJobsQueued_")
	for i := range 5 {
		requests(&b, 3+i, "emil", fmt.Sprintf("E%d", i), 200, "")
	}
	logs, s := memstore.New(), memstore.New()
	if _, err := logs.Put(t.Context(), "a.log", strings.NewReader(b.String()), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	in := &ingest.Ingester{Source: logs, Lake: s, BucketSeconds: 60, TempDir: t.TempDir()}
	if r, err := in.Ingest(t.Context(), "a.log"); err != nil || r.Stamp.Reading.Rejects() > 0 {
		t.Fatalf("ingest: %+v, %v", r, err)
	}
	return s
}

func diagnose(t testing.TB, s store.Reader, change func(*report.Query, *Options)) *Diagnosis {
	t.Helper()
	q := report.Query{From: time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC), To: time.Date(2011, 12, 25, 0, 0, 0, 0, time.UTC)}
	o := DefaultOptions()
	change(&q, &o)
	r, err := assemble.Report(t.Context(), s, q)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Diagnose(t.Context(), s, r, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// lines tell of the devices with their findings.
func lines(d *Diagnosis) (all []string) {
	for _, device := range d.Devices {
		text := device.Row.DeviceID
		for _, f := range device.Findings {
			text += " " + f.Rule.Name
		}
		all = append(all, text)
	}
	return all
}

func TestDiagnose(t *testing.T) {
	s := lakeOf(t)
	all := []string{"FULLER mailbox-full", "FULL mailbox-full", "LOADED unavailable", "E4 many-devices"}
	for name, test := range map[string]struct {
		change  func(*report.Query, *Options)
		want    []string
		leftOut int
	}{
		"a day":          {func(*report.Query, *Options) {}, all, 0},
		"by the hour":    {func(q *report.Query, _ *Options) { q.BucketSeconds = 3600 }, all, 0},
		"by user agents": {func(q *report.Query, _ *Options) { q.ByUserAgent = true }, all, 0},
		// WELL has Pings that might have been refused.
		"two at most":  {func(_ *report.Query, o *Options) { o.MaxDetails = 2 }, []string{all[0], all[2]}, 3},
		"none at all":  {func(_ *report.Query, o *Options) { o.MaxDetails = 0 }, nil, 5},
		"one device":   {func(q *report.Query, _ *Options) { q.DeviceIDs = []string{"full"} }, all[1:2], 0},
		"an empty day": {func(q *report.Query, _ *Options) { q.From, q.To = q.To, q.To.AddDate(0, 0, 1) }, nil, 0},
		"thresholds":   {func(_ *report.Query, o *Options) { o.Thresholds.MailboxFull, o.Thresholds.UserDevices = 21, 6 }, []string{all[0], all[2]}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := diagnose(t, s, test.change)
			if diff := cmp.Diff(test.want, lines(d)); diff != "" || d.LeftOut != test.leftOut {
				t.Errorf("devices (-want +got), %d left out:\n%s", d.LeftOut, diff)
			}
			if d.Baseline.Days != 0 || d.Count(Critical)+d.Count(Warning)+d.Count(Info) != len(d.Devices) {
				t.Errorf("baseline of %d days, counts do not add up", d.Baseline.Days)
			}
		})
	}
}

// TestBaselineDay: the days before are those of the report's time zone.
func TestBaselineDay(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	s := lakeOf(t)
	from := time.Date(2011, 12, 24, 0, 0, 0, 0, zone)
	for i := 1; i <= 5; i++ {
		day := time.Date(2011, 12, 24-i, 0, 0, 0, 0, time.UTC)
		var file bytes.Buffer
		stamp := lake.DevicesStamp{From: from.AddDate(0, 0, -i), To: from.AddDate(0, 0, 1-i), TimeZone: zone.String(), Whole: true}
		row := lake.Device{DeviceID: "WELL", UserName: "dora", Kind: lake.KindDevice, Hits: 10, HitsWithoutPing: 10}
		if err := lake.WriteDevices(&file, stamp, 1, func(_ int, d *lake.Device) { *d = row }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Put(t.Context(), lake.DevicesKey(lake.DayOf(day.Unix())), bytes.NewReader(file.Bytes()), store.Condition{}); err != nil {
			t.Fatal(err)
		}
	}
	d := diagnose(t, s, func(q *report.Query, _ *Options) { q.Zone, q.From, q.To = zone, from, from.AddDate(0, 0, 1) })
	if d.Baseline.Days != 5 {
		t.Fatalf("baseline of %d days", d.Baseline.Days)
	}
	if all := strings.Join(lines(d), "; "); !strings.Contains(all, "WELL above-habit") || !strings.Contains(all, "FULL mailbox-full new-device") {
		t.Errorf("devices: %s", all)
	}
}

// TestWell: one device is looked at closely, also if nothing is wrong with it.
func TestWell(t *testing.T) {
	s := lakeOf(t)
	for id, well := range map[string]int{"well": 1, "FULL": 0, "nobody": 0, "": 0} {
		d := diagnose(t, s, func(q *report.Query, _ *Options) { q.DeviceIDs = []string{id} })
		if len(d.Well) != well {
			t.Errorf("%q: %d devices are well", id, len(d.Well))
		}
		for _, device := range d.Well {
			if device.Row.DeviceID != "WELL" || len(device.Detail.Cells) == 0 || len(device.Findings) > 0 {
				t.Errorf("%q: %+v", id, device.Row)
			}
		}
	}
}

// TestShared: a server that refuses is told once, and not the devices that met it; who is
// ill besides is told as well.
func TestShared(t *testing.T) {
	var b strings.Builder
	b.WriteString("#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\n")
	for i := range 40 {
		for minute := range 120 {
			server, status, text := 11+(i+minute)%4, 200, ""
			if server == 14 && 60 <= minute && minute < 80 {
				status, text = 503, "Error:TooManyJobsQueued_"
			}
			if i == 7 && minute%5 == 0 {
				status, text = 507, "Error:QuotaExceeded_"
			}
			fmt.Fprintf(&b, "2011-12-24 %02d:%02d:07 192.0.2.%d POST /Microsoft-Server-ActiveSync/default.eas Cmd=Sync&User=u%d&DeviceId=D%02d&DeviceType=iPhone&Log=V121_%s "+
				"443 CONTOSO\\u%d 203.0.113.9 Apple %d 0 0 120\n", 9+minute/60, minute%60, server, i, i, text, i, status)
		}
	}
	logs, s := memstore.New(), memstore.New()
	if _, err := logs.Put(t.Context(), "a.log", strings.NewReader(b.String()), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	in := &ingest.Ingester{Source: logs, Lake: s, BucketSeconds: 60, TempDir: t.TempDir()}
	if r, err := in.Ingest(t.Context(), "a.log"); err != nil || r.Stamp.Reading.Rejects() > 0 {
		t.Fatalf("ingest: %+v, %v", r, err)
	}
	d := diagnose(t, s, func(*report.Query, *Options) {})
	if diff := cmp.Diff([]string{"D07 mailbox-full"}, lines(d)); diff != "" {
		t.Errorf("devices (-want +got):\n%s", diff)
	}
	if len(d.Shared) != 1 || d.Shared[0].Rule.Name != "server-refuses" || d.Shared[0].About.Name != "192.0.2.14" || d.Shared[0].Hits < 195 || d.Shared[0].Hits > 200 {
		t.Fatalf("shared: %+v", d.Shared)
	}
	if d.Shared[0].Failures != d.Shared[0].Hits {
		t.Errorf("%d of %d requests failed", d.Shared[0].Failures, d.Shared[0].Hits)
	}
}
