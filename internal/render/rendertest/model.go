// Package rendertest has reports for the tests of what is rendered: some made by
// hand, and a whole estate that is made from logs.
//
// It must not know how anything looks.
package rendertest

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// Models are reports made by hand, by the names of their golden files.
func Models() map[string]*report.Report {
	all := map[string]*report.Report{
		"empty": Empty(), "day": Day(), "bucketed": Bucketed(), "hostile": Hostile(),
	}
	for _, r := range all {
		for row := range r.Rows.All() {
			if !row.Probe {
				r.Top = append(r.Top, *row)
			}
		}
	}
	return all
}

// Empty is a day without requests.
func Empty() *report.Report {
	return &report.Report{Query: report.Query{From: Midnight(0), To: Midnight(1)}}
}

// Day is the day of a small site: a device whose mailbox is full, one that
// never provisions, quiet ones, requests without a device, and a probe.
func Day() *report.Report {
	full := Device("contoso\\anna", "ApplDNQHX1234567", "iPhone", "Apple-iPhone3C1/801.293", 25310)
	full.Failures, full.EASFailures = 24901, 11
	full.FailureStatuses = Tally(map[activesync.Reason]int64{507: 24890, 113: 11})
	full.Statuses = Tally(map[int32]int64{200: 420, 507: 24890})
	full.Errors = Tally(map[string]int64{"MailboxQuotaExceeded": 24901, "Sync.NoSyncState": 3, "InvalidWBXML": 3, "MissingCscCacheEntry": 2})
	full.PeakPerMinute = 67
	loop := Device("contoso\\björn", "androidc1234567890", "Android", "Android/4.1-EAS-1.3", 1840)
	loop.Failures, loop.EASFailures, loop.PeakPerMinute, loop.AccessState = 1402, 1402, 31, "BlockedP"
	loop.FailureStatuses = Tally(map[activesync.Reason]int64{143: 1210, 142: 180, 500: 12})
	loop.Commands = Tally(map[string]int64{"Sync": 1210, "Provision": 600, "Find": 20, "": 10})
	loop.FullSyncs, loop.RecoverySyncs, loop.InvalidSyncs = 40, 2, 1
	quiet := Device("dave@contoso.com", "4D2E8C1B9F3A4E5D8C7B6A5F4E3D2C1B", "WP8", "MSFT-WP/8.0.10327", 144)
	bare := report.Row{Hits: 6, Commands: Tally(map[string]int64{"Options": 6}), PeakPerMinute: activity.Absent}
	probe := Device("healthmailbox1", "EASProbeDeviceId141", "EASProbeDeviceType", "TestActiveSyncConnectivity", 1440)
	probe.Probe = true
	return &report.Report{
		Query:  report.Query{From: Midnight(0), To: Midnight(1), MinimumHits: 6},
		Rows:   report.RowsOf(full, loop, probe, quiet, bare, report.Row{User: "contoso\\eve", DeviceID: "idle", Hits: 2}),
		Totals: report.Totals{Hits: 27302, Failures: 26303, Devices: 4, Users: 4, Probes: 1, ProbeHits: 1440},
		Breakdown: report.Breakdown{
			Commands: Tally(map[string]int64{"Sync": 14000, "Ping": 12700, "Provision": 600, "": 2}),
			Statuses: Tally(map[int32]int64{200: 2412, 507: 24890}), Errors: full.Errors,
			FailureStatuses: Tally(map[activesync.Reason]int64{507: 24890, 143: 1210, 142: 180, 500: 12, 113: 11}),
		},
		Coverage: report.Coverage{Sources: []lake.Stamp{
			stamp("W3SVC1/u_ex111224.log", 412345, 28742, nil),
			stamp("W3SVC1/u_ex111224_1.log", 1200, 2, []lake.Sample{{Line: 17, Reason: "too few fields"}, {Line: 1041, Reason: "bad time"}}),
		}},
	}
}

// Bucketed is by hours, in a time zone, and not whole.
func Bucketed() *report.Report {
	r := &report.Report{
		Query: report.Query{
			From: Midnight(0), To: Midnight(0).Add(6 * time.Hour), BucketSeconds: 3600, TopHits: 10, ByUserAgent: true,
			Zone: time.FixedZone("Europe/Berlin", 3600), User: "contoso\\anna", MinimumHits: 1000,
		},
		Totals: report.Totals{Hits: 4001, Failures: 1, Devices: 1, Users: 1},
		Coverage: report.Coverage{
			Quarantined: []lake.Quarantine{{Bucket: "logs", Key: "W3SVC1/u_ex111223.log.gz", Reason: "gzip: invalid checksum"}},
			Damaged:     []report.Damage{{Key: "activity/v2/dt=2011-12-24/0a1b.parquet", Err: errors.New("footer is cut off")}},
		},
	}
	var rows []report.Row
	for hour, hits := range []int64{1000, 2000, 1001} {
		row := Device("contoso\\anna", "ApplDNQHX1234567", "iPhone", "Apple-iPhone3C1/801.293", hits)
		row.Start = Midnight(0).Add(time.Duration(hour) * time.Hour)
		rows = append(rows, row)
	}
	r.Rows = report.RowsOf(rows...)
	return r
}

// Hostile has what an attacker would send.
func Hostile() *report.Report {
	r := &report.Report{
		Query:  report.Query{From: Midnight(0), To: Midnight(1), DeviceID: `"><script>alert(1)</script>`},
		Totals: report.Totals{Hits: 60, Failures: 7, Devices: 6, Users: 6},
		Coverage: report.Coverage{
			Sources:     []lake.Stamp{stamp("<script>alert(2)</script>.log", 1, 1, []lake.Sample{{Line: 1, Reason: "<b>bad</b>"}})},
			Quarantined: []lake.Quarantine{{Key: "<img src=x onerror=alert(3)>", Reason: "</li><script>"}},
			Damaged:     []report.Damage{{Key: "'><i>", Err: errors.New("\x1b[31m<u>")}},
		},
	}
	var rows []report.Row
	for i, text := range []string{
		"<script>alert('x')</script>", "=cmd|' /C calc'!A0", "+1\"quoted\",comma", "-x", "@SUM(A1)", "\ttab\r\nline",
		"\u202egnp.exe\u202c \u200fמשה", "＝1+1", strings.Repeat("A very long agent ", 114),
	} {
		row := Device(text, text, text, text, int64(60-i))
		row.Errors = Tally(map[string]int64{text: 7})
		row.AccessState = text
		rows = append(rows, row)
	}
	r.Rows = report.RowsOf(rows...)
	return r
}

// Midnight is that of a day after Christmas Eve 2011, or before.
func Midnight(n int) time.Time { return time.Date(2011, 12, 24+n, 0, 0, 0, 0, time.UTC) }

// Device is a device that works well.
func Device(user, id, kind, agent string, hits int64) report.Row {
	r := report.Row{
		User: user, DeviceID: id, DeviceType: kind, UserAgent: agent, Hits: hits,
		Commands:  Tally(map[string]int64{"Ping": hits / 2, "Sync": hits - hits/2 - 3, "FolderSync": 3}),
		Statuses:  Tally(map[int32]int64{200: hits - 2, 401: 2}),
		BytesSent: activity.Total{Sum: 1000 * hits, Max: 91234, Count: hits}, BytesReceived: activity.Total{Sum: 400 * hits, Max: 1234, Count: hits},
		TimeTaken: activity.Total{Sum: 150*hits + 1, Max: 3540012, Count: hits},
		Waiting:   hits / 2, PeakPerMinute: 4, Servers: 2, UserAgents: 1, Clients: 3,
		AccessState: "AllowedG", First: Midnight(0).Add(90 * time.Second), Last: Midnight(1).Add(-3 * time.Second),
	}
	for i := range int64(100) {
		r.Times.Add(10 * i)
	}
	return r
}

func stamp(key string, records, requests int64, samples []lake.Sample) lake.Stamp {
	s := lake.Stamp{Key: key, Reading: lake.Reading{
		Records: records, Requests: requests, Samples: samples,
		First: Midnight(0).Add(time.Second), Last: Midnight(1).Add(-time.Second),
	}}
	if samples != nil {
		s.Reading.Rejected = map[string]int64{"any": int64(len(samples)) + 3}
		s.Reading.BadNumbers, s.Reading.LocalTime = 1, true
	}
	return s
}

// Tally makes a tally.
func Tally[K cmp.Ordered](counts map[K]int64) report.Tally[K] {
	var t report.Tally[K]
	for key, n := range counts {
		t.Add(key, n)
	}
	return t
}

// Large has many devices.
func Large(rows int) *report.Report {
	r := Day()
	r.Query.MinimumHits = 0
	var all []report.Row
	for i := range rows {
		row := Device(fmt.Sprintf("contoso\\user%04d", i), fmt.Sprintf("Appl%012d", i), "iPhone", "Apple-iPhone6C2/1202.466", int64(2*rows-i))
		row.Start = Midnight(0)
		all = append(all, row)
	}
	r.Rows = report.RowsOf(all...)
	return r
}
