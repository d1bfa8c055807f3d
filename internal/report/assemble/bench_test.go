//go:build unix

package assemble

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// A day of a farm of four servers: every device comes by each of them.
const (
	benchFiles   = 4
	benchRows    = 1_200_000 // of each file
	benchDevices = 20_000
)

// BenchmarkBuild adds up the files of a day. It reports rows of the lake for each
// second that any core worked.
func BenchmarkBuild(b *testing.B) {
	s := benchLake(b)
	for _, c := range []struct {
		name string
		ask  func(*report.Query)
	}{
		{"day", func(*report.Query) {}},
		{"hourly", func(q *report.Query) { q.BucketSeconds = 3600 }},
		{"hourly in Berlin", func(q *report.Query) { q.BucketSeconds, q.Zone = 3600, zoneNamed(b, "Europe/Berlin") }},
		{"one device", func(q *report.Query) { q.DeviceIDs = []string{"Appl0000017"} }},
	} {
		b.Run(c.name, func(b *testing.B) {
			q := christmas()
			c.ask(&q)
			b.ReportAllocs()
			before := cpuSeconds(b)
			for b.Loop() {
				if r, err := Report(b.Context(), s, q); err != nil || r.Rows.Len() == 0 {
					b.Fatalf("nothing to report: %v", err)
				}
			}
			b.ReportMetric(benchFiles*benchRows*float64(b.N)/(cpuSeconds(b)-before), "rows/cpu-s")
		})
	}
}

// BenchmarkDetails reads the same files for some devices.
func BenchmarkDetails(b *testing.B) {
	s := benchLake(b)
	for _, n := range []int{10, 500} {
		wanted := make([]report.Identity, n)
		for i := range wanted {
			device := i * benchDevices / n
			wanted[i] = report.Identity{User: fmt.Sprintf("user%05d", device/2), DeviceID: fmt.Sprintf("Appl%07d", device)}
		}
		r, err := Report(b.Context(), s, christmas())
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n, " devices"), func(b *testing.B) {
			b.ReportAllocs()
			before := cpuSeconds(b)
			for b.Loop() {
				if all, err := Details(b.Context(), s, r, wanted); err != nil || all[n-1].Hits() == 0 {
					b.Fatalf("nothing found: %v", err)
				}
			}
			b.ReportMetric(benchFiles*benchRows*float64(b.N)/(cpuSeconds(b)-before), "rows/cpu-s")
		})
	}
}

func benchLake(b *testing.B) store.Reader {
	b.Helper()
	s := memstore.New()
	for n := range benchFiles {
		id := lake.NewSourceID("logs", fmt.Sprint(n))
		put(b, s, lake.ActivityKey(christmasDay, id), benchFile(b, n))
	}
	return s
}

func cpuSeconds(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// benchFile writes the rows of one server in the order in which ingest does: by
// device and time, with more rows of some devices than of most.
func benchFile(b *testing.B, server int) []byte {
	b.Helper()
	r := rand.New(rand.NewPCG(uint64(server), 1))
	var body bytes.Buffer
	e := lake.NewEncoder(&body)
	rows := make([]activitytest.Row, 0, benchRows)
	commands := []string{"Ping", "Ping", "Ping", "Sync", "Sync", "Sync", "FolderSync", "SendMail", "ItemOperations", "Options"}
	for n := range benchRows {
		device := n * benchDevices / benchRows
		step := n - (device*benchRows+benchDevices-1)/benchDevices // of the device's rows
		ms := r.Int64N(500)
		row := activitytest.Row{
			Key: activitytest.Key{
				Bucket:   christmasDay.Start().Unix() + int64(min(step*90+r.IntN(90), 1439))*60,
				DeviceID: fmt.Sprintf("Appl%07d", device), DeviceType: "iPhone",
				CSUsername: fmt.Sprintf(`CONTOSO\user%05d`, device/2),
				UserAgent:  fmt.Sprintf("Apple-iPhone%dC1/%d", device%7, 900+device%40),
				Server:     fmt.Sprint("CAS0", server), ClientAddress: fmt.Sprintf("203.0.%d.%d", device/250, r.IntN(3)),
				Command: commands[r.IntN(len(commands))], Status: 200, Substatus: 0, Win32Status: 0, EASStatus: activity.Absent,
			},
			Measures: activitytest.Measures{Hits: 1 + r.Int64N(3)},
		}
		if device%2 == 0 && server >= benchFiles/2 {
			row.Side = activesync.BackEnd
		}
		if r.IntN(20) == 0 {
			row.Status, row.EASStatus, row.Error = 200, 142, "DeviceNotProvisioned"
		}
		row.First = row.Bucket*1000 + ms
		row.Last = row.First + int64(20*time.Second/time.Millisecond)
		for range row.Hits {
			row.TimeTaken.Add(ms)
			row.Times.Add(ms)
			row.BytesSent.Add(10 * ms)
			row.BytesReceived.Add(ms)
		}
		rows = append(rows, row)
	}
	if err := e.Write(activitytest.NewBatch(rows)); err != nil {
		b.Fatal(err)
	}
	stamp := lake.Stamp{Schema: lake.SchemaVersion, BucketSeconds: 60, Bucket: "logs", Key: fmt.Sprint(server)}
	if err := e.Close(stamp); err != nil {
		b.Fatal(err)
	}
	return body.Bytes()
}
