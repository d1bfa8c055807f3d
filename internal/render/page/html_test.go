package page

import (
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

// between is what stands between two texts, or fails the test.
func between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, before)
	inside, _, end := strings.Cut(rest, after)
	if !found || !end {
		t.Fatalf("no %q … %q in page", before, after)
	}
	return inside
}

func TestPolicyAllowsOwnStyleAndScriptOnly(t *testing.T) {
	page := pageOf(t, rendertest.Hostile(), Options{})
	policy := html.UnescapeString(between(t, page, `"Content-Security-Policy" content="`, `"`))
	style := sourceHash([]byte(between(t, page, "<style>", "</style>")))
	script := sourceHash([]byte(between(t, page, "<script>", "</script>")))
	want := "default-src 'none'; style-src '" + style + "'; script-src '" + script + "'; base-uri 'none'; form-action 'none'"
	if policy != want {
		t.Errorf("policy is\n%s, want\n%s", policy, want)
	}
	for _, tag := range []string{"<style", "<script", "</script"} {
		if n := strings.Count(page, tag); n != 1 {
			t.Errorf("%s is %d times in the page", tag, n)
		}
	}
	if strings.Contains(page, ` style="`) {
		t.Error("the policy does not allow style attributes")
	}
}

func TestPageNeedsNoNetwork(t *testing.T) {
	outside := regexp.MustCompile(`(?i)(https?:|//[a-z]|@import|url\(|src=)`)
	for name, model := range rendertest.Models() {
		if name == "hostile" {
			continue // its texts have src=, as texts
		}
		if found := outside.FindString(pageOf(t, model, Options{CSVName: "x.csv"})); found != "" {
			t.Errorf("%s: %q in page", name, found)
		}
	}
}

// tags are the elements of a page with their attributes, but for the values and
// for the attributes that only some cells have: what is hostile must add none.
func tags(page string) map[string]bool {
	seen := map[string]bool{}
	values := regexp.MustCompile(`( title| data-value)?="[^"]*"`)
	for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(page, -1) {
		seen[values.ReplaceAllString(tag, "")] = true
	}
	return seen
}

func TestHostileTextsAreTexts(t *testing.T) {
	hostile, harmless := rendertest.Hostile(), rendertest.Hostile()
	harmless.Query.DeviceID = "x"
	harmless.Coverage.Sources[0].Key, harmless.Coverage.Sources[0].Reading.Samples[0].Reason = "x", "x"
	harmless.Coverage.Quarantined[0].Key, harmless.Coverage.Quarantined[0].Reason = "x", "x"
	harmless.Coverage.Damaged[0].Key, harmless.Coverage.Damaged[0].Err = "x", errors.New("x")
	var rows []report.Row
	for r := range harmless.Rows.All() {
		r.User, r.DeviceID, r.DeviceType, r.UserAgent, r.AccessState, r.Errors = "x", "x", "x", "x", "x", nil
		rows = append(rows, *r)
	}
	harmless.Rows = report.RowsOf(rows...)
	o := Options{Columns: render.Columns(&hostile.Query), Prefix: "a&b", CSVName: "a&b#c?.csv"}
	body := func(r *report.Report) string { return between(t, pageOf(t, r, o), "<body>", "<script>") }
	want := tags(body(harmless))
	for tag := range tags(body(hostile)) {
		if !want[tag] {
			t.Errorf("tag %q comes from the logs", tag)
		}
	}
	if page := body(hostile); strings.ContainsAny(page, "\u202e\u200f\x1b\t") {
		t.Error("the page has control characters or marks of direction")
	}
}

func TestLinkToCSV(t *testing.T) {
	page := pageOf(t, rendertest.Day(), Options{CSVName: "javascript:a#b?.csv"})
	if !strings.Contains(page, `href="./javascript:a%23b%3F.csv"`) {
		t.Error("link is " + between(t, page, "<a ", ">"))
	}
	if strings.Contains(pageOf(t, rendertest.Day(), Options{}), "<a ") {
		t.Error("there is a link without a CSV file")
	}
}

// says checks that the text of a page has these parts, in this order.
func says(t *testing.T, page string, parts ...string) {
	t.Helper()
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(between(t, page, "<body>", "<script>"), ""))
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
	says(t, pageOf(t, rendertest.Empty(), Options{CSVName: "x.csv"}), "No ActiveSync requests were found for 2011-12-24 (UTC).")
	says(t, pageOf(t, rendertest.Day(), Options{CSVName: "x.csv", Prefix: "Contoso"}),
		"ActiveSync report Contoso", "27\u202f302", "96.3 % of requests", "Monitoring probes", "1\u202f440 requests",
		"At least", "6 hits", "Not shown: 1 row with fewer hits", "x.csv", "(no device id)",
		"Why requests failed", "MailboxQuotaExceeded", "Monitoring probes: 1 row", "EASProbeDeviceId141",
		"5 lines rejected", "W3SVC1/u_ex111224_1.log", "line 17: too few fields", "and 3 more", "local time")
	says(t, pageOf(t, rendertest.Bucketed(), Options{}),
		"2011-12-24 01:00 to 2011-12-24 07:00", "(Europe/Berlin)",
		"This report is incomplete", "logs/W3SVC1/u_ex111223.log.gz: gzip: invalid checksum", "0a1b.parquet: footer is cut off",
		"4\u202f001", "device, user and user agent, every hour", "contoso\\anna", "10 devices with the most hits")

	none := rendertest.Day()
	none.Query.MinimumHits = 1e6
	says(t, pageOf(t, none, Options{}), "No device reached the minimum of 1\u202f000\u202f000 hits.", "Not shown: 5 rows", "Monitoring probes: 1 row")
	var probe report.Row
	none.Rows.Get(2, &probe)
	none.Rows = report.RowsOf(probe)
	says(t, pageOf(t, none, Options{}), "No ActiveSync requests of devices were found", "only monitoring probes")
}

func TestPageIsBounded(t *testing.T) {
	page := pageOf(t, rendertest.Large(30), Options{MaxRows: 7, CSVName: "x.csv"})
	says(t, page, "These are the first 7 rows of 30.", "All rows and columns are in x.csv")
	if n := strings.Count(page, `<th scope="row" class="text">`) - 2; n != 7 { // two logs
		t.Errorf("page has %d rows, want 7", n)
	}
}

func TestPageHasChosenColumns(t *testing.T) {
	columns, err := render.ParseColumns("deviceid,IIS_507")
	if err != nil {
		t.Fatal(err)
	}
	page := pageOf(t, rendertest.Day(), Options{Columns: columns})
	heads := between(t, page, "<thead><tr>", "</tr>")
	if n := strings.Count(heads, "<th "); n != 2 || !strings.Contains(heads, ">Device ID<") {
		t.Errorf("heads are %s", heads)
	}
	if !strings.Contains(page, `data-value="24890">24`+"\u202f890<") {
		t.Error("a number is not sorted by its value")
	}
}

func BenchmarkHTML(b *testing.B) {
	r := rendertest.Large(DefaultMaxRows)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, r, nil, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
