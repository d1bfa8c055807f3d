package chrome

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// start starts a browser for a test.
func start(t *testing.T) *Browser {
	t.Helper()
	program := os.Getenv("EASREPORT_CHROMIUM")
	if program == "" {
		t.Skip("needs Chromium: make test-page")
	}
	browser, err := Start(t.Context(), program)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(browser.Close)
	return browser
}

// file writes a page and returns its address.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, []byte("<!doctype html><title>t</title>"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// TestRecord: what a page does unasked is recorded, each thing that can go wrong.
func TestRecord(t *testing.T) {
	browser := start(t)
	for name, test := range map[string]struct {
		text  string
		fault string
		leaks bool
	}{
		"nothing":   {text: `<p>text</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">`},
		"error":     {text: `<script>console.error("x")</script>`, fault: "console error"},
		"exception": {text: `<script>nothing.at = all</script>`, fault: "ReferenceError"},
		"dialog":    {text: `<script>alert("x")</script>`, fault: "alert dialog: x"},
		"trap":      {text: `<img src="data:," onerror="trap('x')">`, fault: `trap called: "x"`},
		"policy": {
			text:  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><p style="color:red">`,
			fault: "violates the following Content Security Policy directive",
		},
		"request": {text: `<img src="other.png">`, fault: "ERR_FILE_NOT_FOUND", leaks: true},
		"network": {text: `<link rel="stylesheet" href="https://www.example.com/x.css">`, fault: "ERR_NAME_NOT_RESOLVED", leaks: true},
	} {
		t.Run(name, func(t *testing.T) {
			address := file(t, test.text)
			tab := browser.Open(t, address)
			faults := strings.Join(tab.Faults(), "\n")
			if test.fault == "" && faults != "" || !strings.Contains(faults, test.fault) {
				t.Errorf("faults %q, want %q", faults, test.fault)
			}
			if got := tab.Requests(); (len(got) > 1) != test.leaks || got[0] != address {
				t.Errorf("requests %v", got)
			}
		})
	}
}

// TestLooks: a page sees how it is looked at.
func TestLooks(t *testing.T) {
	address := file(t, `<script>document.title = "ran"</script><button>b</button><input>
		<select><option>1<option>2</select>`)
	tab := start(t).Open(t, address, Media(Screen, Dark, Still), Window(640, 480))
	matches := func(query string) bool {
		return Value[bool](tab, `matchMedia("`+query+`").matches`)
	}
	if !matches("(prefers-color-scheme: dark)") || !matches("(prefers-reduced-motion: reduce)") || !matches("(width: 640px)") {
		t.Error("first looks")
	}
	tab.Look(Media(Print), Phone())
	if matches("(prefers-color-scheme: dark)") || !matches("print") || !matches("(width: 980px)") { // the page has no viewport of its own
		t.Error("second looks")
	}
	tab.Look(Media(Screen), Window(640, 480))
	tab.Click("input")
	tab.Keys("ab" + kb.Backspace + "c")
	if got := Value[string](tab, `document.querySelector("input").value`); got != "ac" {
		t.Errorf("typed %q", got)
	}
	tab.Shift(kb.Tab)
	if got := Value[string](tab, `document.activeElement.tagName`); got != "BUTTON" {
		t.Errorf("shift+tab leads to %s", got)
	}
	Value[any](tab, `document.querySelector("select").onchange = e => { document.title = e.target.value }; 1`)
	tab.Choose("select", "2")
	tab.Until(`document.title === "2"`)
	if diff := cmp.Diff([]byte("%PDF-"), tab.PDF()[:5]); diff != "" {
		t.Error(diff)
	}
	if tab.Metrics()["TaskDuration"] <= 0 {
		t.Error("no metrics")
	}
}

// TestNoScript: scripts of the page do not run, those of a test do.
func TestNoScript(t *testing.T) {
	tab := start(t).Open(t, file(t, `<p>text<script>document.title = "ran"</script>`), NoScript())
	if got := Value[string](tab, `document.title`); got != "t" {
		t.Errorf("title %q", got)
	}
}
