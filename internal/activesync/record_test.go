package activesync

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/easreport/easreport/internal/iislog"
)

// Tests of Parse over records as package iislog reads them.

const fullHeader = "#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time s-sitename s-computername s-ip " +
	"cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status " +
	"sc-bytes cs-bytes time-taken X-Forwarded-For\r\n"

const fullRow = "2026-03-01 06:53:38 W3SVC1 MBX01 192.0.2.1 POST /microsoft-server-activesync/Proxy/default.eas " +
	"Cmd=Sync&User=contoso%5Cjo&DeviceId=D1&DeviceType=iPhone&Log=SC1:142_Error:DeviceNotProvisioned_ 444 contoso\\jo " +
	"10.0.0.2 Apple-iPhone/1+(x) 200 1 64 1122 438 657 203.0.113.7,+10.0.0.1\r\n"

func TestParse(t *testing.T) {
	rows := records(t, fullHeader+fullRow+
		"2026-03-01 06:53:39 W3SVC1 - 192.0.2.1 GET /owa/ - 443 - 10.0.0.2 - 302 0 0 1 1 1 -\r\n"+
		"2026-03-01 06:53:40 W3SVC1 - 192.0.2.1 OPTIONS /Microsoft-Server-ActiveSync - 443 - 10.0.0.2 - 401 2 5 - x 4294967295 -\r\n")
	var q Request
	next := func() bool {
		t.Helper()
		row := &rows[0]
		rows = rows[1:]
		return q.Parse(row)
	}
	check := func(want Request) {
		t.Helper()
		if diff := cmp.Diff(want, q, cmpopts.IgnoreUnexported(Request{})); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}

	if !next() {
		t.Fatal("the first row is no request")
	}
	check(Request{
		UnixMilli: 1772348018000, DeviceID: []byte("D1"), DeviceType: []byte("iPhone"), User: []byte("contoso%5Cjo"),
		Username: []byte(`contoso\jo`), UserAgent: []byte("Apple-iPhone/1+(x)"), Server: []byte("MBX01"),
		Client: []byte("203.0.113.7"), Side: BackEnd, Command: Sync, Status: 200, Substatus: 1, Win32: 64,
		BytesSent: 1122, BytesReceived: 438, TimeTaken: 657,
		HasLog: true, Log: wanted(Log{EASStatus: 142, Error: []byte("DeviceNotProvisioned")}),
	})
	if next() {
		t.Error("the second row is a request")
	}
	if !next() {
		t.Fatal("the third row is no request")
	}
	check(Request{
		UnixMilli: 1772348020000, Server: []byte("192.0.2.1"), Client: []byte("10.0.0.2"), Command: Options,
		Status: 401, Substatus: 2, Win32: 5, BytesSent: -1, BytesReceived: -1, TimeTaken: -1, BadNumbers: 2,
		Log: wanted(Log{}),
	})
}

func TestParseWithoutStatus(t *testing.T) {
	record := &records(t, "#Fields: date time cs-uri-stem\n2026-03-01 06:53:38 /Microsoft-Server-ActiveSync\n")[0]
	var q Request
	if !q.Parse(record) || q.Status != -1 || q.Substatus != -1 || q.Win32 != -1 || q.TimeTaken != -1 || q.BadNumbers != 0 {
		t.Errorf("got %+v", q)
	}
}

// records reads a log of a few lines.
func records(tb testing.TB, log string) []iislog.Record {
	tb.Helper()
	var block iislog.Block
	if err := iislog.NewReader("test", strings.NewReader(log)).Next(&block); err != nil {
		tb.Fatal(err)
	}
	return block.Records()
}

func TestParseAllocatesNothing(t *testing.T) {
	for name, row := range map[string]string{
		"a row":       fullRow,
		"a long row":  strings.Replace(fullRow, "Log=", "Log="+strings.Repeat("V141_Fc1_", 1000), 1),
		"a long list": strings.Replace(fullRow, "Cmd=", strings.Repeat("x=1&", 1000)+"Cmd=", 1),
	} {
		record := &records(t, fullHeader+row)[0]
		var q Request
		if n := testing.AllocsPerRun(100, func() { q.Parse(record) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkParseRecord(b *testing.B) {
	record := &records(b, fullHeader+fullRow)[0]
	b.SetBytes(int64(len(fullRow)))
	var q Request
	for b.Loop() {
		q.Parse(record)
	}
}

// TestSamples reads the public log lines that lie beside a development checkout.
func TestSamples(t *testing.T) {
	f := func(file string, want func(q *Request) bool) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "samples", file))
		if errors.Is(err, os.ErrNotExist) {
			t.Skip("no samples here")
		}
		if err != nil {
			t.Fatal(err)
		}
		var q Request
		requests := 0
		rows := records(t, string(text))
		for i := range rows {
			if !q.Parse(&rows[i]) {
				continue
			}
			requests++
			if !want(&q) {
				t.Errorf("%s: %+v\n%q %q", file, q, q.DeviceID, q.Log.Error)
			}
		}
		if requests != 1 {
			t.Errorf("%s: %d requests", file, requests)
		}
	}
	f("eas-2003-sync.log", func(q *Request) bool {
		return q.Command == Sync && q.Side == FrontEnd && q.HasLog && q.Log.EASStatus == -1 && !q.Log.Full && q.Log.Version == 20 &&
			q.Log.Items == items{"contacts_to_client": 1}.counts() && q.TimeTaken == 657 && string(q.DeviceType) == "PocketPC"
	})
	f("eas-2010-ping-collision.log", func(q *Request) bool {
		return q.Command == Ping && q.Side == FrontEnd && q.Log.EASStatus == 3 && q.Log.Heartbeat == 1680 && q.Log.Version == 141 && q.Log.Throttle == 0 &&
			string(q.Log.Mailbox) == "MAIL1.contoso.com" &&
			q.Log.ErrorNames() == "PingCollisionDetected"
	})
	f("eas-2013-search-frontend-w3svc1.log", func(q *Request) bool {
		return q.Command == Search && q.Side == FrontEnd && !q.HasLog && string(q.DeviceID) == "123456" && q.Log.EASStatus == -1
	})
	f("eas-2013-search-backend-w3svc2.log", func(q *Request) bool {
		return q.Command == Search && q.Side == BackEnd && q.Log.Proxied && string(q.Log.AccessState) == "AllowedG" && q.Log.EASStatus == -1 &&
			q.Log.Items == items{"other_to_client": 6}.counts()
	})
	f("eas-2016-backend-ping.log", func(q *Request) bool {
		return q.Command == Ping && q.Side == BackEnd && q.Log.EASStatus == 1 && q.Log.Heartbeat == 600 && q.Log.Version == 161 && string(q.Client) == "9.9.2.21"
	})
	f("plaso-iis7_owa.log", func(q *Request) bool { return q.Command == Ping })
}
