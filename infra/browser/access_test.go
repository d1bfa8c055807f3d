package browser

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/easreport/easreport/infra/browser/chrome"
)

// TestAccessible: axe-core finds no serious fault, however the page is looked at.
func TestAccessible(t *testing.T) {
	t.Parallel()
	path := estate(t)
	for name, look := range map[string]chrome.Look{
		"light": chrome.Media(chrome.Screen, chrome.Light),
		"dark":  chrome.Media(chrome.Screen, chrome.Dark),
		"phone": chrome.Phone(),
	} {
		t.Run(name, func(t *testing.T) {
			tab := ready(t, path, look)
			accessible(t, tab)
			openFirst(tab)
			accessible(t, tab)
		})
	}
}

// stop is where the keyboard is.
type stop struct {
	Is      string // what it is, by its id or what it says
	Section string // the part of the page that it is in
	Seen    bool   // it is shown, and in the window
	Marked  bool   // it looks different from when the keyboard is elsewhere
}

const here = `new Promise(requestAnimationFrame).then(() => {
	const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
	return e === document.body ? null : {
		Is: e.id || e.tagName + " " + e.innerText.slice(0, 30),
		Section: e.closest("section[id], main, header, footer")?.id ?? "",
		Seen: e.checkVisibility() && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
		Marked: e.matches(":focus-visible") && (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none"),
	};
})`

// TestKeyboard: the tab key leads through all that can be used, in the order of the page, and
// it is seen where one is.
func TestKeyboard(t *testing.T) {
	tab := ready(t, estate(t), chrome.Media(chrome.Screen, chrome.Still))
	var ids, sections []string
	for range 400 {
		tab.Keys(kb.Tab)
		at := chrome.Value[*stop](tab, here)
		if at == nil {
			break
		}
		if !at.Seen || !at.Marked {
			t.Errorf("%s in #%s: seen %v, marked %v", at.Is, at.Section, at.Seen, at.Marked)
		}
		ids = append(ids, at.Is)
		if !slices.Contains(sections, at.Section) {
			sections = append(sections, at.Section)
		}
	}
	for _, id := range []string{"theme", "search", "finding"} {
		if !slices.Contains(ids, id) {
			t.Errorf("the keyboard does not reach #%s: %s", id, strings.Join(ids, ", "))
		}
	}
	if i, j := slices.Index(sections, "findings"), slices.Index(sections, "devices"); i < 0 || j < i {
		t.Errorf("parts in the order %v", sections)
	}
}
