package traffic

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/iislog"
)

func TestSegmentOf(t *testing.T) {
	for stem, want := range map[string]string{
		"/owa/service.svc":                         "owa",
		"/OWA":                                     "owa",
		"/EWS/Exchange.asmx":                       "ews",
		"/ecp/default.aspx":                        "ecp",
		"/mapi/emsmdb/":                            "mapi",
		"/rpc/rpcproxy.dll":                        "rpc",
		"/rpcWithCert/rpcproxy.dll":                "rpcwithcert",
		"/OAB/3b5c1d0e/oab.xml":                    "oab",
		"/Autodiscover/Autodiscover.xml":           "autodiscover",
		"/powershell":                              "powershell",
		"/exchange/sam/Inbox/":                     "exchange",
		"/public/":                                 "public",
		"/exchweb/img/a.gif":                       "exchweb",
		"/exadmin/admin/":                          "exadmin",
		"/oma/oma.aspx":                            "oma",
		"/api/v2.0/me":                             "api",
		"/rest/v1":                                 "rest",
		"/PushNotifications/service.svc":           "pushnotifications",
		"/UnifiedMessaging/Service.asmx":           "unifiedmessaging",
		"/aspnet_client/x.js":                      "aspnet_client",
		"/Microsoft-Server-ActiveSync/Proxy/x.eas": "microsoft-server-activesync",

		"":                              "other",
		"/":                             "other",
		"owa":                           "other",
		"//owa":                         "other",
		"/owa\x00":                      "other",
		"/owa;x/a":                      "other",
		"/owas/a":                       "other",
		"/rpd":                          "other",
		"/Microsoft-Server-ActiveSyncs": "other",
		"/other/a":                      "other",
		"/%6fwa/a":                      "other",
		"/[\\]":                         "other",
		"/exchange-oma/x":               "other",
		"/" + strings.Repeat("a", 1e5):  "other",
	} {
		if got := SegmentOf([]byte(stem)).String(); got != want {
			t.Errorf("%.60q: %s, want %s", stem, got, want)
		}
	}
	for i := range numSegments {
		s := Segment(i)
		if got := SegmentOf([]byte("/" + strings.ToUpper(s.String()) + "/x")); s != Other && got != s {
			t.Errorf("%s is read as %s", s, got)
		}
	}
}

func FuzzSegmentOf(f *testing.F) {
	f.Add("/owa/a")
	f.Fuzz(func(t *testing.T, stem string) {
		s := SegmentOf([]byte(stem))
		name, _, _ := strings.Cut(strings.TrimPrefix(stem, "/"), "/")
		if s != Other && (stem[0] != '/' || !strings.EqualFold(name, s.String())) {
			t.Errorf("%q is read as %s", stem, s)
		}
	})
}

// count counts a log in parts of so many records, and adds the parts up.
func count(t testing.TB, log string, part int) []Row {
	t.Helper()
	var total Total
	var c Counter
	var q activesync.Request
	r := iislog.NewReader("u.log", strings.NewReader(log))
	defer r.Close()
	var b iislog.Block
	n := 0
	for {
		err := r.Next(&b)
		if err == io.EOF { //nolint:errorlint // as Next gives it
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for records := b.Records(); len(records) > 0; records = b.Records() {
			for i := range records {
				if q.Parse(&records[i]) {
					c.AddRequest(&q)
				} else {
					c.AddRecord(&records[i])
				}
				if n++; n%part == 0 {
					total.Add(&c)
					c.Reset()
				}
			}
		}
		r.Done(&b)
	}
	total.Add(&c)
	return total.Rows()
}

func at(clock string) int64 {
	t, err := time.Parse(time.DateTime, "2026-03-02 "+clock+":00:00")
	if err != nil {
		panic(err)
	}
	return t.UnixMilli()
}

const fields = "#Fields: date time s-computername s-ip cs-uri-stem sc-status sc-bytes cs-bytes time-taken\n"

func TestCount(t *testing.T) {
	const log = fields +
		"2026-03-02 09:59:59 EX01 10.0.0.1 /owa/a 200 1000 100 7\n" +
		"2026-03-02 10:00:00 EX01 10.0.0.1 /OWA/b 500 2000 200 8\n" +
		"2026-03-02 10:59:59 EX01 10.0.0.1 /owa/c 503 4000 400 9\n" +
		"2026-03-02 10:30:00 - 10.0.0.2 /mapi/emsmdb 499 1 2 3\n" + // no name: the address
		"2026-03-02 10:30:00 EX01 10.0.0.1 /Microsoft-Server-ActiveSync/default.eas 503 10 20 30\n" +
		"2026-03-02 10:30:01 EX01 10.0.0.1 /Microsoft-Server-ActiveSync/Proxy 200 1 2 3\n" +
		"2026-03-02 10:30:02 - - /x 200 - x 99999999999\n" + // nothing that makes sense
		"2026-03-02 10:30:02 - - - 200 4294967295 99999999999999999999999999 604800001\n" +
		"2026-03-02 09:00:00 EX01 10.0.0.1 /owa/late 200 - 1 -\n"
	want := []Row{
		{at("09"), "EX01", "owa", 2, 0, 1000, 101, 7},
		{at("10"), "", "other", 2, 0, NotLogged, NotLogged, NotLogged},
		{at("10"), "10.0.0.2", "mapi", 1, 0, 1, 2, 3},
		{at("10"), "EX01", "microsoft-server-activesync", 2, 1, 11, 22, 33},
		{at("10"), "EX01", "owa", 2, 2, 6000, 600, 17},
	}
	for _, part := range []int{1, 2, 3, 100} {
		if diff := cmp.Diff(want, count(t, log, part)); diff != "" {
			t.Errorf("in parts of %d (-want +got):\n%s", part, diff)
		}
	}
	const bare = "#Fields: date time cs-uri-stem\n2026-03-02 10:00:00 /ews/x\n"
	if diff := cmp.Diff([]Row{{at("10"), "", "ews", 1, 0, NotLogged, NotLogged, NotLogged}}, count(t, bare, 1)); diff != "" {
		t.Errorf("a log without numbers (-want +got):\n%s", diff)
	}
	if rows := count(t, fields, 1); len(rows) != 0 {
		t.Errorf("a log without records: %v", rows)
	}
}

// TestHostile: paths, names and times of nobody's making do not make the table large, and
// nothing is lost.
func TestHostile(t *testing.T) {
	var log strings.Builder
	log.WriteString(fields)
	const lines = 20_000
	for i := range lines {
		fmt.Fprintf(&log, "2026-03-%02d %02d:00:00 EX%03d\xff - /p%d/a 200 1 1 1\n", 1+i%2, i/2%24, i%300, i)
	}
	rows := count(t, log.String(), 700)
	if most := 2 * 24 * (MaxServers + 1); len(rows) > most {
		t.Errorf("%d rows, want at most %d", len(rows), most)
	}
	hits, many, names := int64(0), int64(0), make(map[string]bool)
	for _, r := range rows {
		hits += r.Hits
		names[r.Server] = true
		if r.Server == ManyServers {
			many += r.Hits
		}
		if r.Segment != "other" || !utf8.ValidString(r.Server) {
			t.Fatalf("row %v", r)
		}
	}
	if hits != lines || many == 0 || len(names) != MaxServers+1 {
		t.Errorf("%d hits of %d, %d of many servers, %d names", hits, lines, many, len(names))
	}
}

// TestManyPlaces: after maxPlaces hours of servers, servers are not told apart.
func TestManyPlaces(t *testing.T) {
	var total Total
	for hour := range int64(maxPlaces + 10) {
		var c Counter
		for range 2 {
			c.slot(hour*hourMs, []byte("EX01")).loads[Other].add(200, 1, 1, 1)
		}
		total.Add(&c)
	}
	rows := total.Rows()
	if len(rows) != maxPlaces+10 || rows[maxPlaces-1].Server != "EX01" || rows[maxPlaces].Server != ManyServers || rows[maxPlaces].Hits != 2 {
		t.Errorf("%d rows, %v, %v", len(rows), rows[maxPlaces-1], rows[maxPlaces])
	}
}

func TestSum(t *testing.T) {
	got := Sum([]Row{
		{at("11"), "A", "owa", 1, 0, 10, NotLogged, 3},
		{at("10"), "B", "owa", 1, 1, 10, 5, 3},
		{at("11"), "A", "owa", 2, 1, NotLogged, NotLogged, 4},
		{at("10"), "A", "owa", 1, 0, NotLogged, 5, 3},
		{at("11"), "A", "owa", 4, 0, 1, NotLogged, NotLogged},
	})
	want := []Row{
		{at("10"), "A", "owa", 1, 0, NotLogged, 5, 3},
		{at("10"), "B", "owa", 1, 1, 10, 5, 3},
		{at("11"), "A", "owa", 7, 1, 11, NotLogged, 7},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if Sum(nil) != nil {
		t.Error("rows of nothing")
	}
}

// TestAllocations: a record of an hour and a server that were seen allocates nothing.
func TestAllocations(t *testing.T) {
	var c Counter
	r := activesync.Request{UnixMilli: at("10"), Server: []byte("EX01"), Status: 200}
	o := activesync.Request{UnixMilli: at("11"), Server: []byte("EX02"), Status: 200}
	c.AddRequest(&r)
	c.AddRequest(&o)
	if n := testing.AllocsPerRun(100, func() { c.AddRequest(&r); c.AddRequest(&o) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkAddRecord(b *testing.B) {
	log := fields + "2026-03-02 09:59:59 EX01 10.0.0.1 /EWS/Exchange.asmx 200 100041 1003 77\n"
	reader := iislog.NewReader("u.log", strings.NewReader(log))
	var block iislog.Block
	if err := reader.Next(&block); err != nil {
		b.Fatal(err)
	}
	records := block.Records()
	var c Counter
	for b.Loop() {
		c.AddRecord(&records[0])
	}
}

func BenchmarkAddRequest(b *testing.B) {
	var c Counter
	q := activesync.Request{UnixMilli: at("10"), Server: []byte("EX01"), Status: 200, BytesSent: 7, BytesReceived: 8, TimeTaken: 9}
	for b.Loop() {
		c.AddRequest(&q)
	}
}
