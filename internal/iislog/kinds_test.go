package iislog_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

// Beginnings of logs as their writers make them.
const (
	httpErrHeader = "#Software: Microsoft HTTP API 2.0\r\n#Version: 1.0\r\n#Date: 2026-03-02 09:00:00\r\n" +
		"#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename\r\n"
	httpErrRow    = "2026-03-02 09:00:00 203.0.113.9 51234 192.0.2.10 443 HTTP/1.1 POST /Microsoft-Server-ActiveSync?Cmd=Sync - 503 1 AppOffline MSExchangeSyncAppPool\r\n"
	proxyHeader   = "#Software: Microsoft Exchange Server\r\n#Version: 15.02.1544.036\r\n#Log-type: HttpProxy Logs\r\n#Date: 2026-03-02T08:00:00.000Z\r\n"
	proxyNames    = "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType\r\n"
	proxyRow      = "2026-03-02T08:00:01.962Z,7305f975-9dc3-4a40-a83b-d7999eb13765,15,2,1544,36,,Eas,mail.contoso.com,/Microsoft-Server-ActiveSync/default.eas,,Basic\r\n"
	trackingNames = "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id\r\n"
	smtpNames     = "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n"
	iisHeader     = "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-03-02 00:00:00\r\n"
)

func inUTF16(text string) string {
	out := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

// beginnings are files and what they are.
func beginnings(t *testing.T) map[string]struct {
	file string
	want iislog.Kind
} {
	return map[string]struct {
		file string
		want iislog.Kind
	}{
		"HTTPERR":                   {httpErrHeader + httpErrRow, iislog.HTTPErr},
		"HTTPERR without rows":      {httpErrHeader, iislog.HTTPErr},
		"HTTPERR, #Fields alone":    {"#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename\n" + httpErrRow, iislog.HTTPErr},
		"HTTPERR without a header":  {httpErrRow, iislog.HTTPErr},
		"HttpProxy":                 {proxyHeader + "#Fields: " + proxyNames + proxyRow, iislog.HTTPProxy},
		"HttpProxy with BOM":        {"\xEF\xBB\xBF" + proxyHeader + "#Fields: " + proxyNames + proxyRow, iislog.HTTPProxy},
		"HttpProxy in UTF-16":       {inUTF16(proxyHeader + "#Fields: " + proxyNames + proxyRow), iislog.HTTPProxy},
		"HttpProxy, #Fields alone":  {"#Fields: " + proxyNames + proxyRow, iislog.HTTPProxy},
		"HttpProxy as CSV":          {"\xEF\xBB\xBF" + proxyNames + proxyRow, iislog.HTTPProxy},
		"HttpProxy in gzip":         {string(gzipped(t, []byte(proxyHeader+"#Fields: "+proxyNames+proxyRow))), iislog.HTTPProxy},
		"HttpProxy in a zip":        {string(zipped(t, entry{"a.txt", []byte("x")}, entry{"a.log", []byte(proxyNames + proxyRow)})), iislog.HTTPProxy},
		"message tracking":          {"#Software: Microsoft Exchange Server\n#Version: 15.02\n#Log-type: Message Tracking Log\n#Fields: " + trackingNames, iislog.MessageTracking},
		"message tracking, names":   {"#Fields: " + trackingNames, iislog.MessageTracking},
		"message tracking of 2003":  {"# Message Tracking System Log File\n# Exchange System Attendant Version 6.5.7638.1\n", iislog.MessageTracking},
		"SMTP receive":              {"#Software: Microsoft Exchange Server\n#Log-type: SMTP Receive Protocol Log\n#Fields: " + smtpNames, iislog.SMTP},
		"SMTP, names alone":         {"#Fields: " + smtpNames, iislog.SMTP},
		"SMTP service":              {iisHeader + "#Fields: date time c-ip cs-username s-sitename cs-method cs-uri-query sc-status\n2026-03-02 09:00:00 203.0.113.9 mx.example SMTPSVC1 EHLO - 250\n", iislog.SMTP},
		"SMTP service, default":     {iisHeader + "#Fields: time c-ip cs-method cs-uri-stem sc-status\n09:00:00 203.0.113.9 HELO - 250\n", iislog.SMTP},
		"FTP":                       {iisHeader + "#Fields: date time c-ip c-port cs-username s-ip s-port cs-method cs-uri-stem sc-status sc-win32-status sc-substatus x-session x-fullpath\n", iislog.FTP},
		"other log of Exchange":     {"#Software: Microsoft Exchange Server\n#Log-type: RPC Client Access Logs\n#Fields: date-time,session-id,seq-number\n", iislog.Exchange},
		"other CSV":                 {"#Fields: a,b,c,d\n", iislog.CSV},
		"IIS":                       {iisHeader + iisFields, iislog.IIS},
		"IIS, EHLO sent to a site":  {iisHeader + iisFields + "2026-03-02 09:00:00 192.0.2.10 EHLO SMTPSVC1 SMTPSVC1 443 - 203.0.113.9 - - 400 0 0 1\n", iislog.IIS},
		"IIS with s-reason of ours": {iisHeader + "#Fields: date time cs-uri-stem cs-uri-query sc-status s-reason\n", iislog.IIS},
		"IIS in a zip with others":  {string(zipped(t, entry{"a", []byte(proxyNames + proxyRow)}, entry{"b", []byte(iisHeader + iisFields)})), iislog.IIS},
		"a letter":                  {"Dear Anna, here are, as promised, the logs, all of them\n", ""},
		"rows of IIS alone":         {otherRow, ""},
		"empty":                     {"", ""},
	}
}

func TestKindOf(t *testing.T) {
	for name, c := range beginnings(t) {
		if got := iislog.KindOf("x", strings.NewReader(c.file)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestReaderTellsKinds: the reader reads logs of IIS, and says of others what they are.
func TestReaderTellsKinds(t *testing.T) {
	for name, c := range beginnings(t) {
		if c.want == "" {
			continue
		}
		_, _, err := read(strings.NewReader(c.file))
		var other *iislog.KindError
		switch found := errors.As(err, &other); {
		case c.want == iislog.IIS:
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case !found || other.Kind != c.want:
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestOthersInZip: a zip is read for its logs of IIS, and the others in it are counted.
func TestOthersInZip(t *testing.T) {
	zip := zipped(t,
		entry{"a", []byte(proxyNames + proxyRow)}, entry{"b", []byte(short + "2024-05-06 07:08:09 /a bob 200 15\n")},
		entry{"c", []byte(proxyNames + proxyRow)}, entry{"d", []byte(httpErrHeader)}, entry{"e.txt", []byte("x")})
	records, stats, err := read(strings.NewReader(string(zip)))
	if err != nil || len(records) != 1 || stats.PassedOver != 1 {
		t.Errorf("%d records, %d passed over, %v", len(records), stats.PassedOver, err)
	}
	if diff := cmp.Diff(map[iislog.Kind]int{iislog.HTTPProxy: 2, iislog.HTTPErr: 1}, stats.Others); diff != "" {
		t.Errorf("others (-want +got):\n%s", diff)
	}
}
