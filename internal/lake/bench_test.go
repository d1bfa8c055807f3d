package lake

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
)

const benchRows = 300_000

// benchDay makes the rows of one server's day, in the order in which ingest
// writes them.
func benchDay() []activitytest.Row {
	const devices, day = 20_000, 1324684800
	r := rand.New(rand.NewPCG(1, 1))
	commands := []string{"Ping", "Ping", "Ping", "Sync", "Sync", "Sync", "FolderSync", "SendMail", "ItemOperations", "Options"}
	rows := make([]activitytest.Row, benchRows)
	for i := range rows {
		device := i * devices / benchRows
		step, ms := i-(device*benchRows+devices-1)/devices, r.Int64N(500)
		row := &rows[i]
		row.Key = activitytest.Key{
			Bucket:   day + int64(min(step*90+r.IntN(90), 1439))*60,
			DeviceID: fmt.Sprintf("Appl%07d", device), DeviceType: "iPhone",
			QueryUser: fmt.Sprintf(`CONTOSO\user%05d`, device/2), CSUsername: fmt.Sprintf(`CONTOSO\user%05d`, device/2),
			UserAgent: fmt.Sprintf("Apple-iPhone%dC1/%d", device%7, 900+device%40),
			Server:    "CAS01", ClientAddress: fmt.Sprintf("203.0.%d.%d", device/250, r.IntN(3)),
			Command: commands[r.IntN(len(commands))], Status: 200, EASStatus: activity.Absent,
		}
		row.Hits = 1 + r.Int64N(3)
		row.First = row.Bucket*1000 + ms
		row.Last = row.First + 20_000
		for range row.Hits {
			row.TimeTaken.Add(ms)
			row.Times.Add(ms)
			row.BytesSent.Add(10 * ms)
			row.BytesReceived.Add(ms)
		}
	}
	return rows
}

// BenchmarkEncode reports bytes of the file.
func BenchmarkEncode(b *testing.B) {
	rows, words := activitytest.NewBatch(benchDay())
	var file bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		file.Reset()
		e := NewEncoder(&file)
		if err := e.Write(rows, words); err != nil {
			b.Fatal(err)
		}
		if err := e.Close(testStamp()); err != nil {
			b.Fatal(err)
		}
	}
	reportRows(b, file.Len())
}

func BenchmarkDecode(b *testing.B) {
	file := encode(b, benchDay(), 1, testStamp())
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		_, err := eachBatch(file, NewWords(), func(batch *activity.Batch) { n += batch.Len() })
		if err != nil || n != benchRows {
			b.Fatalf("%d rows, %v", n, err)
		}
	}
	reportRows(b, len(file))
}

func reportRows(b *testing.B, fileBytes int) {
	b.Helper()
	b.SetBytes(int64(fileBytes))
	b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(fileBytes)/benchRows, "bytes/row")
}
