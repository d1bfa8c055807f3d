package activity_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/iislog"
)

// mailLog is a log of so many lines: devices that ping and sync, some that fail,
// and other traffic of the server.
func mailLog(lines int) []byte {
	const devices = 500
	var b bytes.Buffer
	b.WriteString("#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) " +
		"sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\r\n")
	start := time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC)
	for i := range lines {
		device := i * 31 % devices
		fmt.Fprintf(&b, "%s 10.1.1.1 ", start.Add(time.Duration(i)*20*time.Millisecond).Format(time.DateTime))
		switch i % 8 {
		case 0:
			fmt.Fprintf(&b, "POST /EWS/Exchange.asmx - 443 CONTOSO\\user%d 203.0.113.7 Outlook 200 0 0 900 800 7\r\n", device)
			continue
		case 1:
			fmt.Fprintf(&b, "OPTIONS /Microsoft-Server-ActiveSync - 443")
		case 2:
			fmt.Fprintf(&b, "POST /Microsoft-Server-ActiveSync User=CONTOSO%%5Cuser%d&DeviceId=Appl%d&DeviceType=iPhone&Cmd=Sync"+
				"&Log=V141_Fc1_Fid:5_Ty:Em_Filt3_St:F_Sk:0_Error:MailboxQuotaExceeded_S142_As:AllowedG_Mbx:MBX01_ 443", device, device)
		default:
			fmt.Fprintf(&b, "POST /Microsoft-Server-ActiveSync/default.eas Cmd=Ping&User=user%d&DeviceId=Appl%d&DeviceType=iPhone"+
				"&Log=V141_LdapC0_RpcC%d_RpcL%d_Hb480_S1_As:AllowedG_Mbx:MBX01.contoso.com_ 443", device, device, i%40, i%90)
		}
		fmt.Fprintf(&b, " CONTOSO\\user%d 203.0.113.%d Apple-iPhone3C1/%d 200 0 0 %d %d %d\r\n",
			device, device%200, 801+device%9, i%5000, i%700, i%3000)
	}
	return b.Bytes()
}

// hotPath is what an ingest does before rows are written, and its memory.
type hotPath struct {
	sums    *activity.Accumulator
	digest  *activity.Digest
	run     *activity.Run
	block   iislog.Block
	request activesync.Request
}

func newHotPath(tb testing.TB) *hotPath {
	tb.Helper()
	sums, err := activity.NewAccumulator(60)
	if err != nil {
		tb.Fatal(err)
	}
	return &hotPath{sums: sums, digest: activity.NewDigest(activity.NewSeeds())}
}

// addUp reads, understands and adds every record of a log.
func (h *hotPath) addUp(tb testing.TB, log []byte) (requests int) {
	tb.Helper()
	reader := iislog.NewReader("mail.log", bytes.NewReader(log))
	for {
		if err := reader.Next(&h.block); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			tb.Fatal(err)
		}
		h.digest.Reset()
		for records := h.block.Records(); len(records) > 0; records = h.block.Records() {
			for i := range records {
				if h.request.Parse(&records[i]) {
					h.digest.Add(&h.request)
					requests++
				}
			}
		}
		if !h.sums.Add(h.digest) {
			tb.Fatal("full")
		}
		reader.Done(&h.block)
	}
	if err := reader.Close(); err != nil {
		tb.Fatal(err)
	}
	return requests
}

// cut begins a new run, in the memory of the one before.
func (h *hotPath) cut() { h.run = h.sums.Cut(h.run) }

// TestAllocationsOfARecord guards the promise that a record whose like was seen
// costs no allocation, from the block it is read in to the sum it ends in: then a
// log twice as long costs not one more than a log does, the few of its reader.
func TestAllocationsOfARecord(t *testing.T) {
	const lines = 20_000
	log := mailLog(lines)
	_, body, _ := bytes.Cut(log, []byte("\n")) // a header costs some
	twice := append(bytes.Clone(log), body...)
	for name, again := range map[string]func(*hotPath){
		"keys that are there":       func(*hotPath) {},
		"keys of a run before this": (*hotPath).cut,
	} {
		h := newHotPath(t)
		for range 2 { // there are two runs, which take turns
			if n := h.addUp(t, twice); n != 2*lines*7/8 {
				t.Fatalf("%d requests", n)
			}
			again(h)
		}
		allocations := func(log []byte) float64 {
			return testing.AllocsPerRun(3, func() {
				again(h)
				h.addUp(t, log)
			})
		}
		if once, both := allocations(log), allocations(twice); both > once {
			t.Errorf("%s: %v allocations more for %d lines more, want 0", name, both-once, lines)
		}
	}
}

// BenchmarkHotPath is what an ingest does before rows are written, on one core.
func BenchmarkHotPath(b *testing.B) {
	log := mailLog(100_000)
	h := newHotPath(b)
	requests := h.addUp(b, log)
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		h.cut()
		h.addUp(b, log)
	}
	b.ReportMetric(float64(requests)*float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}
