package page

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/render/rendertest"
)

func TestPolicyAllowsOwnStyleAndScriptOnly(t *testing.T) {
	r, d := rendertest.HostileEstate(t)
	page := pageOf(t, r, d, Options{})
	allowed := html.UnescapeString(partOf(t, page, `"Content-Security-Policy" content="`, `"`))
	style := sourceHash([]byte(partOf(t, page, "<style>", "</style>")))
	script := sourceHash([]byte(partOf(t, page, "<script>", "</script>")))
	want := "default-src 'none'; style-src '" + style + "'; script-src '" + script + "'; base-uri 'none'; form-action 'none'"
	if allowed != want {
		t.Errorf("policy is\n%s, want\n%s", allowed, want)
	}
	for tag, want := range map[string]int{"<style": 1, "<script": 2, "</script": 2, `<script type="application/json"`: 1} {
		if n := strings.Count(page, tag); n != want {
			t.Errorf("%s is %d times in the page, want %d", tag, n, want)
		}
	}
	if found := regexp.MustCompile(`<[^>]* (style|on[a-z]+)=`).FindString(strings.ReplaceAll(page, `title="`, "")); found != "" && !strings.Contains(found, "&") {
		t.Errorf("the policy does not allow %s", found)
	}
}

func TestPageNeedsNoNetwork(t *testing.T) {
	outside := regexp.MustCompile(`(?i)(https?:|"//|@import|url\([^#]|src=)`)
	r, d := rendertest.Estate(t)
	page := strings.ReplaceAll(pageOf(t, r, d, Options{CSVName: "x.csv"}), `"http://www.w3.org/2000/svg"`, "") // a name, not a place
	if found := outside.FindString(page); found != "" {
		t.Errorf("%q in page", found)
	}
}

// tags are the elements of a page with the names of their attributes: what is
// hostile must add none.
func tags(t *testing.T, page string) map[string]bool {
	seen := map[string]bool{}
	values := regexp.MustCompile(`( title)?="[^"]*"`) // only long texts have a title
	for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(partOf(t, page, "<body>", "<script>"), -1) {
		seen[values.ReplaceAllString(tag, "")] = true
	}
	return seen
}

func TestHostileTextsAreTexts(t *testing.T) {
	var harmless []string
	for i := range rendertest.HostileTexts() {
		harmless = append(harmless, strings.Repeat("x", i+1)+".x") // a name breaks behind its dot
	}
	o := Options{Prefix: "a&b", CSVName: "a&b#c?.csv"}
	r, d := rendertest.TextEstate(t, harmless)
	want := tags(t, pageOf(t, r, d, o))
	r, d = rendertest.HostileEstate(t)
	page := pageOf(t, r, d, o)
	for tag := range tags(t, page) {
		if !want[tag] {
			t.Errorf("tag %q comes from the logs", tag)
		}
	}
	if body := partOf(t, page, "<body>", "<script>"); strings.ContainsAny(body, "\u202e\u200f\u2066\u2028\x1b\x00\t") {
		t.Error("the page has control characters or marks of direction")
	}
	data := dataOf(t, page)
	at := slices.IndexFunc(data.Columns, func(c columnData) bool { return c.Name == "User" })
	for i, text := range rendertest.HostileTexts() {
		if got := data.text(t, at, i); got != bounded(text, maxCell) {
			t.Errorf("row %d has the user %.80q, want %.80q", i, got, text)
		}
	}
	if strings.ContainsAny(partOf(t, page, `id="data">`, "</script>"), "<>&\u2028") {
		t.Error("the rows have what could end their block")
	}
}
