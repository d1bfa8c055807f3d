package rendertest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// Estate is a day of some 40 devices with nearly all that can go wrong, made as
// reports are: from logs, through a lake, with two weeks before it.
func Estate(t testing.TB) (*report.Report, *finding.Diagnosis) {
	t.Helper()
	return EstateOf(t, func(*report.Query) {})
}

// EstateOf is Estate, asked for in another way.
func EstateOf(t testing.TB, change func(*report.Query)) (*report.Report, *finding.Diagnosis) {
	t.Helper()
	s := estateLake(t)
	q := report.Query{From: Midnight(0), To: Midnight(1), Expected: report.Expected{Days: report.DefaultExpectedDays}}
	change(&q)
	r, err := assemble.Report(t.Context(), s, q)
	if err != nil {
		t.Fatal(err)
	}
	d, err := finding.Diagnose(t.Context(), s, r, finding.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	return r, d
}

// estateLake is the lake of the estate.
func estateLake(t testing.TB) store.Reader {
	t.Helper()
	today := incidents()
	logs, s := memstore.New(), memstore.New()
	add := func(key, text string, want ingest.Outcome) {
		if _, err := logs.Put(t.Context(), key, strings.NewReader(text), store.Condition{}); err != nil {
			t.Fatal(err)
		}
		in := &ingest.Ingester{Source: logs, Lake: s, BucketSeconds: 60, TempDir: t.TempDir()}
		if r, err := in.Ingest(t.Context(), key); err != nil || r.Outcome != want {
			t.Fatalf("ingest of %s: %v %s, %v", key, r.Outcome, r.Reason, err)
		}
	}
	add("CAS01/W3SVC1/u_ex111224.log", today.log("CAS01", Midnight(1)), ingest.Applied)
	// CAS02 goes silent in the evening, and the last log of it is damaged.
	add("CAS02/W3SVC1/u_ex111224.log", today.log("CAS02", clock("17:42:00")), ingest.Applied)
	add("CAS02/W3SVC1/u_ex11122417.log.gz", "\x1f\x8b\x08no gzip at all", ingest.Quarantined)
	cut := strings.Repeat("2011-12-24 12:00:00 CAS11 192.0.2.12 POST /Microsoft-Server-Active\r\n", 6)
	add("CAS11/W3SVC1/u_ex111224.log", today.log("CAS11", Midnight(1))+cut, ingest.Applied)
	for _, server := range []string{"CAS01", "CAS02", "CAS11"} {
		before := make(day)
		p := phones()[0]
		p.server = server
		before.add(&p, Midnight(-1).Add(time.Hour), request{cmd: "Ping"})
		before.add(&p, Midnight(0).Add(-time.Minute), request{cmd: "Ping"})
		add(server+"/W3SVC1/u_ex111223.log", before.log(server, Midnight(0)), ingest.Applied)
	}
	for i := 1; i <= 14; i++ {
		if i != 5 { // a day that nobody made a report of
			addTable(t, s, -i)
		}
	}
	return s
}

// addTable puts the devices table of a day before the estate's into a lake.
func addTable(t testing.TB, s store.Store, n int) {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(-n), 1))
	var rows []lake.Device
	for i, p := range phones() {
		if p.user == "jonas.weber" || random.IntN(12) == 0 { // one is new, others stay at home
			continue
		}
		hits := int64(p.usual - 15 + random.IntN(31))
		rows = append(rows, lake.Device{
			DeviceID: p.id, DeviceType: p.kind, UserName: `contoso\` + p.user, UserAgent: p.agent, Kind: lake.KindDevice,
			Hits: hits, HitsWithoutPing: hits * 54 / 100, Failures: int64((i + random.IntN(4)) / 8),
		})
	}
	stamp := lake.DevicesStamp{Fingerprint: fmt.Sprint(n), From: Midnight(n), To: Midnight(n + 1), TimeZone: "UTC", Whole: n != -9}
	var file bytes.Buffer
	if err := lake.WriteDevices(&file, stamp, len(rows), func(i int, d *lake.Device) { *d = rows[i] }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), lake.DevicesKey(lake.DayOf(Midnight(n).Unix())), bytes.NewReader(file.Bytes()), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}
