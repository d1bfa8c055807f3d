package page

import (
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// partOf is what stands between two texts, or fails the test.
func partOf(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, before)
	inside, _, end := strings.Cut(rest, after)
	if !found || !end {
		t.Fatalf("no %q … %q in page", before, after)
	}
	return inside
}

// textOf is what of a page is read.
func textOf(t *testing.T, page string) string {
	t.Helper()
	body := partOf(t, page, "<body>", "<script>")
	body, _, _ = strings.Cut(body, "<script type=") // rows are looked at by themselves
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, ""))
}

// says checks that the text of a page has these parts, in this order.
func says(t *testing.T, page string, parts ...string) {
	t.Helper()
	text := textOf(t, page)
	for _, part := range parts {
		_, after, found := strings.Cut(text, part)
		if !found {
			t.Errorf("page does not say %q, or not in its place", part)
			continue
		}
		text = after
	}
}

func TestPageSays(t *testing.T) {
	says(t, pageOf(t, rendertest.Empty(), nil, Options{CSVName: "x.csv"}), "No ActiveSync requests.", "No ActiveSync requests were found for 2011-12-24 (UTC).")
	says(t, pageOf(t, rendertest.Day(), nil, Options{CSVName: "x.csv", Prefix: "Contoso"}),
		"ActiveSync report Contoso", "27,302 requests of 4 devices.", "96.3 % of requests",
		"Not shown: 1 row with fewer hits", "x.csv", "(no device id)", "Monitoring probes: 1 row", "EASProbeDeviceId141",
		"Why requests failed", "507 mailbox or disk quota", "MailboxQuotaExceeded", "(no command)",
		"5 lines rejected", "W3SVC1/u_ex111224_1.log", "line 17: too few fields", "and 3 more", "local time",
		"At least", "6 hits", "What the columns mean")
	says(t, pageOf(t, rendertest.Bucketed(), nil, Options{}),
		"This report is incomplete", "Log logs/W3SVC1/u_ex111223.log.gz could not be read: gzip: invalid checksum.", "0a1b.parquet of the lake could not be read: footer is cut off.",
		"2011-12-24 01:00 to 2011-12-24 07:00", "(Europe/Berlin)",
		"4,001", "contoso\\anna", "device, user and user agent, every hour", "10 devices with the most hits")

	none := rendertest.Day()
	none.Query.MinimumHits = 1e6
	says(t, pageOf(t, none, nil, Options{}), "No device reached the minimum of 1,000,000 hits.", "Not shown: 5 rows", "Monitoring probes: 1 row")
	var probe report.Row
	none.Rows.Get(2, &probe)
	none.Rows = report.RowsOf(probe)
	says(t, pageOf(t, none, nil, Options{}), "No ActiveSync requests of devices were found", "only monitoring probes")
}

// TestEstate: the page of a bad day has what its reader has two minutes for, in order.
func TestEstate(t *testing.T) {
	r, d := rendertest.Estate(t)
	page := pageOf(t, r, d, Options{CSVName: "x.csv"})
	says(t, page,
		"This report is incomplete", "No log of server CAS02 from 2011-12-24 18:00",
		"Server CAS01 refused 113 of 277 requests of 20 devices", "7 devices need attention (2 critical) and cause",
		"70 times the usual 62", "Usual is the median day of 12 of the 14 days before; 1 day that is not whole does not count.",
		"By the hour", "What is wrong", "Server refuses requests", "contoso\\anna.keller", "3,507 failed", "39 times the usual 93 a day",
		"Retry loop on a full mailbox", "HTTP 507, error MailboxQuotaExceeded", "Also: ", "Sync 3,540", "Make room first",
		"not seen on the 12 whole days before",
		"All devices", "Usual", "38.9", "Users with several devices", "contoso\\holly.price", "6 devices",
		"What this report rests on", "front and back ends", "2011-12-24 17:41:42", "fewer fields than the header (6)",
		"Minute by minute", "Commands and answers", "203.0.113.20", "Apple-iPhone4C1/901.405")
	for _, part := range []string{
		`<article class="card critical" data-rule="mailbox-full-storm"`, `<section class="device" id="device-5"`,
		`<a href="#device-0" data-open="0">`, `<option value="account-lockout">Causes account lockouts (1)</option>`,
	} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in page", part)
		}
	}
	if first := strings.Index(page, `id="notice"`); first < 0 || first > strings.Index(page, "<header>") {
		t.Error("what is missing is not the first line")
	}
}

// TestEqualBytes: a report is found again by what it was made of.
func TestEqualBytes(t *testing.T) {
	r, d := rendertest.Estate(t)
	first := pageOf(t, r, d, Options{})
	r, d = rendertest.Estate(t)
	if pageOf(t, r, d, Options{}) != first {
		t.Error("equal reports give different pages")
	}
}

// TestForms: reports that were asked for otherwise.
func TestForms(t *testing.T) {
	r, d := rendertest.EstateOf(t, func(q *report.Query) { q.BucketSeconds = 3600 })
	page := pageOf(t, r, d, Options{})
	says(t, page, "7 devices need attention", "70 times the usual", "by time, then most hits first")
	if strings.Contains(page, `>Usual</th>`) {
		t.Error("hours are compared with days")
	}
	r, d = rendertest.EstateOf(t, func(q *report.Query) { q.DeviceIDs = []string{"ApplDNQG1000A0DTC0"} })
	page = pageOf(t, r, d, Options{})
	says(t, page, "1 device needs attention (critical) and causes", "39 times the usual 93", "Only device")
	if strings.Contains(partOf(t, page, `<dl class="figures">`, "</dl>"), "usual") {
		t.Error("one device is compared with the estate")
	}
	r, d = rendertest.EstateOf(t, func(q *report.Query) { q.From, q.To = rendertest.Midnight(-1), rendertest.Midnight(1) })
	says(t, pageOf(t, r, d, Options{}), "By the hour", "2011-12-23 00:00", "a day")
	r, d = rendertest.EstateOf(t, func(q *report.Query) { q.From, q.To = rendertest.Midnight(30), rendertest.Midnight(31) })
	says(t, pageOf(t, r, d, Options{}), "No ActiveSync requests.", "No baseline yet")
	d.Devices = nil
	r.Totals.Hits = 7
	says(t, pageOf(t, r, d, Options{}), "Nothing needs attention.", "The rules found nothing wrong")
}

func TestLinkToCSV(t *testing.T) {
	page := pageOf(t, rendertest.Day(), nil, Options{CSVName: "javascript:a#b?.csv"})
	if !strings.Contains(page, `href="./javascript:a%23b%3F.csv"`) {
		t.Error("link to the CSV file is wrong")
	}
	if strings.Contains(pageOf(t, rendertest.Day(), nil, Options{}), ".csv</bdi>") {
		t.Error("there is a link without a CSV file")
	}
}

func TestPageHasChosenColumns(t *testing.T) {
	columns, err := render.ParseColumns("deviceid,IIS_507")
	if err != nil {
		t.Fatal(err)
	}
	page := pageOf(t, rendertest.Day(), nil, Options{Columns: columns})
	heads := partOf(t, partOf(t, page, `<table id="rows"`, "</table>"), "<thead><tr>", "</tr>")
	if n := strings.Count(heads, "<th "); n != 2 || !strings.Contains(heads, ">Device ID<") {
		t.Errorf("heads are %s", heads)
	}
	if d := dataOf(t, page); len(d.Columns) != 2 || strings.Contains(page, "bj\u00f6rn") {
		t.Errorf("the page has %d columns, or a user whose column nobody asked for", len(d.Columns))
	}
}

func BenchmarkPage(b *testing.B) {
	r, d := rendertest.Many(b, DefaultMaxRows)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, r, story.New(r, d), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestWell: a device that was asked for has a sheet, also if nothing is wrong with it.
func TestWell(t *testing.T) {
	d := &finding.Diagnosis{Baseline: new(baseline.Baseline), Well: []finding.Device{{Row: rendertest.Device("anna", "WELL1", "iPhone", "Apple", 40)}}}
	page := pageOf(t, rendertest.Day(), d, Options{})
	for _, part := range []string{`<a href="#device-0" data-open="0"><bdi>anna</bdi>, <bdi>WELL1</bdi></a>`, `<section class="device" id="device-0"`, "The rules found nothing wrong with it."} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in page", part)
		}
	}
}
