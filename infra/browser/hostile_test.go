package browser

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/browser/chrome"
	"github.com/easreport/easreport/internal/story/wording"
)

// planted finds, in words, what no page and mail of ours has: elements that a text asks for,
// attributes that run scripts, addresses that texts name.
const planted = `[...document.querySelectorAll("*")].flatMap(e => [
	e.id === "planted" && "an element",
	/^(IFRAME|FRAME|OBJECT|EMBED|BASE|LINK|AUDIO|VIDEO|TEXTAREA)$/.test(e.tagName) && e.tagName,
	e.matches("meta[http-equiv]") && e.httpEquiv.toLowerCase() !== "content-security-policy" && "meta " + e.httpEquiv,
	e.tagName === "SCRIPT" && /^\W*trap/.test(e.textContent) && "script: " + e.textContent.slice(0, 50),
	...[...e.attributes].map(a => a.name.startsWith("on") && a.name),
	...["href", "src", "action", "formaction", "xlink:href"].map(name => {
		const address = e.getAttribute(name);
		return address !== null && !/^(file:\/\/\/|data:image\/|https:\/\/[a-z.-]+\.microsoft\.com\/)/.test(new URL(address, document.baseURI)) && address;
	}),
].filter(Boolean))`

// marks are characters that turn text around, end lines, or cannot be seen.
const marks = `[...new Set(document.documentElement.outerHTML.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff\u00ad]/g))]
	.map(c => c.codePointAt(0).toString(16))`

// mailMarks are those that mails have themselves: mail programs make links of what looks like
// one, but for a zero-width space, and do not know <bdi>.
var mailMarks = []string{"200b", "2068", "2069"}

// harmless fails the test if a hostile text became more than a text; the page may have
// some marks of its own.
func harmless(t *testing.T, tab *chrome.Tab, own ...string) {
	t.Helper()
	for _, found := range chrome.Value[[]string](tab, planted) {
		t.Errorf("in the page: %.100s", found)
	}
	for _, mark := range chrome.Value[[]string](tab, marks) {
		if !slices.Contains(own, mark) {
			t.Errorf("in the page: U+%s", mark)
		}
	}
}

// TestPlanted: what a page that does not escape texts would have is found.
func TestPlanted(t *testing.T) {
	needsBrowser(t)
	for _, text := range []string{
		"<b/id=planted>", "<iframe></iframe>", "<base href=#x>", "<a href='javascript:trap()'>", "<p onclick=x>",
		"<script>`trap(1)`</script>", "<meta http-equiv=refresh content=9999>", "<a href=//203.0.113.9/>", "a\u2028b", "a\u202eb",
	} {
		tab := chromium.Open(t, "file://"+file(t, "planted.html", []byte("<!doctype html><meta charset=utf-8><p>"+text)))
		if len(chrome.Value[[]string](tab, planted))+len(chrome.Value[[]string](tab, marks)) == 0 {
			t.Errorf("%q is not found", text)
		}
	}
}

// TestHostile: whatever a log has in its fields and its name, page and mail show it as a
// text, and CSV files have no formula. The policy is not what stops a script: there is none.
func TestHostile(t *testing.T) {
	t.Parallel()
	needsBrowser(t)
	r, d := hostileReport(t)
	dir, mail := posted(t, r, d)
	page := one(t, filepath.Join(dir, "*.html"))
	letter := file(t, "mail.html", []byte(mail.HTML))
	for name, looks := range map[string][]chrome.Look{"with policy": nil, "without": {chrome.NoPolicy()}} {
		t.Run("page "+name, func(t *testing.T) { harmless(t, open(t, page, looks...)) })
		t.Run("mail "+name, func(t *testing.T) { harmless(t, open(t, letter, looks...), mailMarks...) })
	}
	t.Run("page in use", func(t *testing.T) { useAll(t, ready(t, page, chrome.NoPolicy())) })
	t.Run("page shows all", func(t *testing.T) { showsHostile(t, open(t, page)) })
	t.Run("csv", func(t *testing.T) { noFormulas(t, one(t, filepath.Join(dir, "*.csv"))) })
	if strings.ContainsAny(mail.Subject, "\r\n") {
		t.Errorf("subject %q", mail.Subject)
	}
}

// useAll makes the script of a page write all texts that it has: of each column, search,
// finding and device.
func useAll(t *testing.T, tab *chrome.Tab) {
	t.Helper()
	const each = `for (const e of document.querySelectorAll("%s")) { %s }`
	run := func(selector, action string) {
		t.Helper()
		chrome.Value[any](tab, fmt.Sprintf(each, selector, action)+";1")
		harmless(t, tab)
	}
	run("#rows thead button", "e.click()")
	run("#columns input:not(:checked)", "e.click()")
	run("#finding option", `e.selected = true; e.parentElement.dispatchEvent(new Event("change", {bubbles: true}))`)
	run("#finding option:first-child", `e.selected = true; e.parentElement.dispatchEvent(new Event("change", {bubbles: true}))`)
	run("[data-open]", "e.click()")
	run("section.device", "location.hash = e.id")
	for _, text := range hostile[:len(hostile)-1] {
		chrome.Value[any](tab, fmt.Sprintf(`(() => {
			const search = document.querySelector("#search");
			search.value = %s;
			search.dispatchEvent(new Event("input", {bubbles: true}));
		})()`, quoted(t, text)))
		harmless(t, tab)
	}
}

// quoted is a text as JavaScript writes it.
func quoted(t *testing.T, text string) string {
	t.Helper()
	data, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// showsHostile fails the test if a hostile text cannot be read in the page.
func showsHostile(t *testing.T, tab *chrome.Tab) {
	t.Helper()
	shown := chrome.Value[string](tab, `document.body.textContent`)
	for _, text := range hostile {
		if text = wording.Visible(text); len(text) < 512 && !strings.Contains(shown, text) {
			t.Errorf("the page does not show %s", text)
		}
	}
}

// noFormulas fails the test if a spreadsheet would calculate a cell.
func noFormulas(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll() // each row has as many cells as the first
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
				t.Errorf("a cell of %s is %.100q", rows[0][i], cell)
			}
		}
	}
	if len(rows) < 300 {
		t.Errorf("%d rows", len(rows))
	}
}

// one is the only file of a pattern.
func one(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v %v", pattern, found, err)
	}
	return found[0]
}
