package browser

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/browser/chrome"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render/page"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// estate is the page of a bad day: some 40 devices, a dozen of them in trouble.
func estate(t *testing.T) string {
	t.Helper()
	needsBrowser(t)
	r, d := rendertest.Estate(t)
	return written(t, r, d)
}

// many is the page of as many devices.
func many(t *testing.T, devices int) string {
	t.Helper()
	needsBrowser(t)
	r, d := rendertest.Many(t, devices)
	return written(t, r, d)
}

func written(t *testing.T, r *report.Report, d *finding.Diagnosis) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, r, story.New(r, d), page.Options{Prefix: "Contoso", CSVName: "Contoso_easreport.csv"}); err != nil {
		t.Fatal(err)
	}
	return file(t, "report.html", b.Bytes())
}

// ready opens a page and waits for its script.
func ready(t *testing.T, path string, looks ...chrome.Look) *chrome.Tab {
	t.Helper()
	tab := open(t, path, looks...)
	tab.Until(`document.body.dataset.ready === "true"`)
	return tab
}

// heads are the headings of the columns that are seen.
func heads(tab *chrome.Tab) []string {
	return chrome.Value[[]string](tab, `[...document.querySelectorAll("#rows thead th")].filter(th => th.checkVisibility()).map(th => th.innerText.trim())`)
}

// head is a selector for the button that sorts by a column.
func head(t *testing.T, tab *chrome.Tab, heading string) string {
	t.Helper()
	n := chrome.Value[int](tab, fmt.Sprintf(`[...document.querySelectorAll("#rows thead th")].findIndex(th => th.innerText.trim() === %q)`, heading))
	if n < 0 {
		t.Fatalf("no column %q", heading)
	}
	return fmt.Sprintf("#rows thead th:nth-child(%d) button", n+1)
}

// cells are the texts of a column, from top to bottom.
func cells(tab *chrome.Tab, heading string) []string {
	return chrome.Value[[]string](tab, fmt.Sprintf(`(() => {
		const n = [...document.querySelectorAll("#rows thead th")].findIndex(th => th.innerText.trim() === %q);
		return [...document.querySelectorAll("#rows tbody tr")].filter(tr => tr.checkVisibility()).map(tr => tr.cells[n].innerText.trim());
	})()`, heading))
}

// numbers are the cells of a column as numbers.
func numbers(t *testing.T, tab *chrome.Tab, heading string) []int {
	t.Helper()
	var list []int
	for _, text := range cells(tab, heading) {
		n, err := strconv.Atoi(strings.Join(strings.Fields(strings.ReplaceAll(text, ",", "")), ""))
		if err != nil {
			t.Fatalf("column %s: %v", heading, err)
		}
		list = append(list, n)
	}
	return list
}

// seen tells whether what a selector finds first is to be seen.
func seen(tab *chrome.Tab, selector string) bool {
	return chrome.Value[bool](tab, fmt.Sprintf(`document.querySelector(%q)?.checkVisibility({visibilityProperty: true, opacityProperty: true}) ?? false`, selector))
}

// text is what is to be read in what a selector finds first.
func text(tab *chrome.Tab, selector string) string {
	return chrome.Value[string](tab, fmt.Sprintf(`document.querySelector(%q).innerText`, selector))
}
