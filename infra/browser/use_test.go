package browser

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/easreport/easreport/infra/browser/chrome"
)

// TestOpens: the page has its parts, by the ids that links may use.
func TestOpens(t *testing.T) {
	tab := ready(t, estate(t))
	for _, id := range []string{"notice", "headline", "timeline", "findings", "devices", "breakdown", "users", "coverage"} {
		if !seen(tab, "#"+id) {
			t.Errorf("no #%s", id)
		}
	}
	if got := text(tab, "#notice"); !strings.Contains(got, "CAS02") {
		t.Errorf("the notice does not say what is missing: %s", got)
	}
	if got := len(cells(tab, "Device ID")); got < 20 {
		t.Errorf("%d rows", got)
	}
}

// TestSort: a column's heading sorts by it, by mouse and keyboard, and says so.
func TestSort(t *testing.T) {
	tab := ready(t, estate(t))
	hits := numbers(t, tab, "Hits")
	if !slices.IsSortedFunc(hits, descending) {
		t.Errorf("not most hits first: %v", hits)
	}
	button := head(t, tab, "Hits")
	state := fmt.Sprintf(`document.querySelector(%q).closest("th").ariaSort`, button)
	tab.Click(button)
	tab.Until(state + ` === "ascending"`)
	if hits := numbers(t, tab, "Hits"); !slices.IsSorted(hits) {
		t.Errorf("not fewest hits first: %v", hits)
	}
	tab.Focus(button)
	tab.Keys(kb.Enter)
	tab.Until(state + ` === "descending"`)
	if hits := numbers(t, tab, "Hits"); !slices.IsSortedFunc(hits, descending) {
		t.Errorf("not most hits first: %v", hits)
	}
	tab.Click(head(t, tab, "User"))
	if users := cells(tab, "User"); !slices.IsSorted(users) && !slices.IsSortedFunc(users, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("users are not in order: %v", users)
	}
	if n := chrome.Value[int](tab, `document.querySelectorAll("#rows th:is([aria-sort=ascending], [aria-sort=descending])").length`); n != 1 {
		t.Errorf("%d columns say that they are sorted by", n)
	}
}

func descending(a, b int) int { return b - a }

// TestSearch: what is typed narrows the table, and nothing typed widens it again.
func TestSearch(t *testing.T) {
	tab := ready(t, estate(t))
	all := len(cells(tab, "User"))
	tab.Click("#search")
	tab.Keys("HOLLY")
	tab.Until(`document.querySelector("#rows tbody").innerText.includes("holly.price")`)
	tab.Until(`!document.querySelector("#rows tbody").innerText.includes("anna.keller")`)
	if users := cells(tab, "User"); len(users) != 6 {
		t.Errorf("holly has 6 devices, shown are %v", users)
	}
	if got := text(tab, "#devices [aria-live]"); !strings.Contains(got, "6") {
		t.Errorf("it is not said how many are shown: %q", got)
	}
	tab.Keys("no such text")
	tab.Until(`!document.querySelector("#rows tbody").innerText.includes("holly.price")`)
	for range "HOLLYno such text" {
		tab.Keys(kb.Backspace)
	}
	tab.Until(fmt.Sprintf(`document.querySelectorAll("#rows tbody tr").length >= %d`, all))
}

// TestFilter: the table can be narrowed to the devices with a finding.
func TestFilter(t *testing.T) {
	tab := ready(t, estate(t))
	for rule, user := range map[string]string{"mailbox-full-storm": "anna.keller", "provisioning-loop": "carla.rossi"} {
		tab.Choose("#finding", rule)
		tab.Until(fmt.Sprintf(`[...document.querySelectorAll("#rows tbody tr")].filter(tr => tr.checkVisibility()).every(tr => tr.innerText.includes(%q))`, user))
		if users := cells(tab, "User"); len(users) != 1 {
			t.Errorf("%s: %v", rule, users)
		}
	}
}

// TestColumns: columns can be left out and brought back.
func TestColumns(t *testing.T) {
	tab := ready(t, estate(t))
	before := heads(tab)
	tab.Click("#columns summary")
	box := fmt.Sprintf("#columns label:nth-of-type(%d) input", 2)
	tab.Click(box)
	after := heads(tab)
	if len(after) != len(before)-1 {
		t.Errorf("columns %v, before %v", after, before)
	}
	tab.Click(box)
	if again := heads(tab); !slices.Equal(again, before) {
		t.Errorf("columns %v, before %v", again, before)
	}
}

// TestPager: rows that do not fit on one page of the table are on the next.
func TestPager(t *testing.T) {
	tab := ready(t, many(t, 700))
	first := cells(tab, "Device ID")
	tab.Click("#next")
	tab.Until(fmt.Sprintf(`!document.querySelector("#rows tbody").innerText.includes(%q)`, first[0]))
	second := cells(tab, "Device ID")
	if len(second) == 0 || slices.Contains(first, second[0]) {
		t.Errorf("first %v, second %v", first, second)
	}
	tab.Click("#prev")
	tab.Until(fmt.Sprintf(`document.querySelector("#rows tbody").innerText.includes(%q)`, first[0]))
}

// drilldown is what is open of a device.
const drilldown = `dialog[open] section.device`

// openFirst opens the device of the first card.
func openFirst(tab *chrome.Tab) {
	tab.Click("#findings article.card [data-open]")
	tab.Until(fmt.Sprintf(`document.querySelector(%q)?.checkVisibility()`, drilldown))
}

// TestDevice: a card opens its device; Escape closes it and leads back.
func TestDevice(t *testing.T) {
	tab := ready(t, estate(t))
	openFirst(tab)
	shown := text(tab, drilldown)
	for _, want := range []string{"ApplDNQG1000A0DTC0", "MailboxQuotaExceeded", "Apple-iPhone4C1/901.405", "CAS01", "203.0.113.20", "Sync", "507"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the device's part does not say %s", want)
		}
	}
	tab.Keys(kb.Escape)
	tab.Until(fmt.Sprintf(`!document.querySelector(%q)?.checkVisibility()`, drilldown))
	if !chrome.Value[bool](tab, `document.activeElement.matches("#findings [data-open]")`) {
		t.Error("the keyboard is not where it was")
	}
}

// TestDeepLink: a link to a device shows it at once.
func TestDeepLink(t *testing.T) {
	path := estate(t)
	id := chrome.Value[string](ready(t, path), `document.querySelector("section.device").id`)
	tab := ready(t, path+"#"+id)
	if !seen(tab, "#"+id) {
		t.Errorf("%s is not shown", id)
	}
}

// TestAddress: the address remembers search, filter and device.
func TestAddress(t *testing.T) {
	path := estate(t)
	tab := ready(t, path)
	tab.Click("#search")
	tab.Keys("holly")
	tab.Until(`location.hash === "#search=holly"`)
	tab = ready(t, path+"#search=carla&finding=provisioning-loop")
	if users := cells(tab, "User"); len(users) != 1 || !strings.Contains(users[0], "carla.rossi") {
		t.Errorf("shown are %v", users)
	}
	openFirst(tab)
	tab.Until(`new URLSearchParams(location.hash.slice(1)).get("device") === "0"`)
	tab.Keys(kb.Escape)
	tab.Until(`location.hash === "#search=carla&finding=provisioning-loop"`)
}

// TestBusiest: a busy device without findings can be opened from the table, too.
func TestBusiest(t *testing.T) {
	tab := ready(t, estate(t))
	tab.Click("#search")
	tab.Keys("fatima.haddad")
	tab.Until(`document.querySelectorAll("#rows tbody tr").length === 1`)
	tab.Click("#rows tbody th a")
	tab.Until(fmt.Sprintf(`document.querySelector(%q)?.checkVisibility()`, drilldown))
	if got := text(tab, drilldown); !strings.Contains(got, "fatima.haddad") || !strings.Contains(got, "Commands and answers") {
		t.Errorf("the device says %q", got)
	}
}

// TestCopy: what a command's button says after a click, and that all commands have one.
func TestCopy(t *testing.T) {
	tab := ready(t, estate(t))
	tab.Click("#findings article.card .do summary")
	tab.Click("#findings article.card .command button")
	tab.Until(`["Copied", "Selected"].includes(document.querySelector("#findings article.card .command button").textContent)`)
	if n := chrome.Value[int](tab, `[...document.querySelectorAll(".command")].filter(c => !c.querySelector("button")).length`); n > 0 {
		t.Errorf("%d commands without a button", n)
	}
}
