package browser

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/easreport/easreport/infra/browser/chrome"
)

// brightness is that of a colour of the body, from 0 to 1.
func brightness(tab *chrome.Tab, property string) float64 {
	return chrome.Value[float64](tab, `(() => {
		const color = getComputedStyle(document.body)["`+property+`"];
		const context = new OffscreenCanvas(1, 1).getContext("2d");
		context.fillStyle = "white";
		context.fillRect(0, 0, 1, 1);
		context.fillStyle = color;
		context.fillRect(0, 0, 1, 1);
		const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
		return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
	})()`)
}

func isDark(tab *chrome.Tab) bool {
	return brightness(tab, "backgroundColor") < 0.2 && brightness(tab, "color") > 0.6
}

func isLight(tab *chrome.Tab) bool {
	return brightness(tab, "backgroundColor") > 0.8 && brightness(tab, "color") < 0.3
}

// TestDark: the page is dark where the system is, and where the reader wants it.
func TestDark(t *testing.T) {
	tab := ready(t, estate(t), chrome.Media(chrome.Screen, chrome.Light))
	if !isLight(tab) {
		t.Error("not light")
	}
	tab.Click("#theme")
	if !isDark(tab) {
		t.Error("the button does not make it dark")
	}
	tab.Click("#theme")
	if !isLight(tab) {
		t.Error("the button does not make it light again")
	}
	tab = ready(t, estate(t), chrome.Media(chrome.Screen, chrome.Dark))
	if !isDark(tab) {
		t.Error("not dark in a dark system")
	}
	tab.Click("#theme")
	if !isLight(tab) {
		t.Error("the button does not make it light in a dark system")
	}
}

// TestPrint: on paper, from a dark system too, there is what is to be read, and nothing
// to be clicked.
func TestPrint(t *testing.T) {
	tab := ready(t, estate(t), chrome.Media(chrome.Print, chrome.Dark))
	if !isLight(tab) {
		t.Error("dark paper")
	}
	for _, selector := range []string{"#search", "#theme", "#finding", "nav.pager button"} {
		if seen(tab, selector) {
			t.Errorf("%s is printed", selector)
		}
	}
	for _, selector := range []string{"#headline", "#findings article.card", "#rows tbody tr", "#coverage"} {
		if !seen(tab, selector) {
			t.Errorf("%s is not printed", selector)
		}
	}
	printed := titles(tab.PDF())
	cards := chrome.Value[[]string](tab, `[...document.querySelectorAll("#findings .cause > .cards article.card h4")].map(h => h.innerText)`)
	for _, card := range cards {
		if !slices.Contains(printed, strings.Join(strings.Fields(card), " ")) {
			t.Errorf("the card %q is not in %q", card, printed)
		}
	}
	if len(cards) < 7 {
		t.Errorf("%d cards", len(cards))
	}
}

// titles are the headings in the outline of a PDF.
func titles(pdf []byte) []string {
	var list []string
	for _, m := range regexp.MustCompile(`/Title (?:\(((?:[^()\\]|\\.)*)\)|<FEFF([0-9A-F]*)>)`).FindAllSubmatch(pdf, -1) {
		title := regexp.MustCompile(`\\(.)`).ReplaceAllString(string(m[1]), "$1")
		if m[2] != nil {
			title = string(utf16.Decode(units(string(m[2]))))
		}
		list = append(list, strings.Join(strings.Fields(title), " "))
	}
	return list
}

// units are the UTF-16 units of hexadecimal digits.
func units(digits string) []uint16 {
	var list []uint16
	for ; len(digits) >= 4; digits = digits[4:] {
		n := uint16(0)
		for _, d := range digits[:4] {
			n = n<<4 | uint16(strings.IndexRune("0123456789ABCDEF", d))
		}
		list = append(list, n)
	}
	return list
}

// narrow fails the test if the page as it is now must be scrolled to the side.
func narrow(t *testing.T, tab *chrome.Tab) {
	t.Helper()
	if n := chrome.Value[int](tab, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); n > 0 {
		t.Errorf("%d pixels too wide: %v", n, chrome.Value[[]string](tab, tooWide))
	}
}

// tooWide names what sticks out to the right.
const tooWide = `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
	.slice(0, 8).map(e => e.tagName + "#" + e.id + "." + e.getAttribute("class"))`

// TestNarrow: nothing needs scrolling to the side, whatever is open, on a phone, and in a window
// zoomed to 400 % (WCAG 2.2, 1.4.10); nor where letters are twice as large (1.4.4).
func TestNarrow(t *testing.T) {
	t.Parallel()
	path := estate(t)
	for name, test := range map[string]struct {
		look    chrome.Look
		letters string
	}{
		"phone":         {chrome.Phone(), "100%"},
		"zoomed":        {chrome.Window(320, 256), "100%"},
		"laptop":        {chrome.Window(1024, 640), "100%"},
		"large letters": {chrome.Window(1024, 640), "200%"},
		"on a tablet":   {chrome.Window(768, 1024), "200%"},
	} {
		t.Run(name, func(t *testing.T) {
			tab := ready(t, path, test.look)
			chrome.Value[string](tab, fmt.Sprintf(`document.documentElement.style.fontSize = %q`, test.letters))
			narrow(t, tab)
			tab.Click("#columns summary")
			narrow(t, tab)
			tab.Click("#columns summary")
			openFirst(tab)
			narrow(t, tab)
		})
	}
}

// TestNoScript: without a script the page says what is wrong, and has the first rows.
func TestNoScript(t *testing.T) {
	tab := open(t, estate(t), chrome.NoScript())
	for _, selector := range []string{"#notice", "#headline", "#timeline svg", "#findings article.card", "#rows tbody tr", "#breakdown", "#coverage"} {
		if !seen(tab, selector) {
			t.Errorf("%s is not seen", selector)
		}
	}
	for _, selector := range []string{"#search", "#theme", "#finding", "nav.pager button"} {
		if seen(tab, selector) {
			t.Errorf("%s is shown and does nothing", selector)
		}
	}
	if n := len(cells(tab, "User")); n < 20 {
		t.Errorf("%d rows", n)
	}
	tab.Click("#findings article.card a[data-open]")
	tab.Until(`document.querySelector("section.device:target")?.checkVisibility()`)
}

// TestStill: nothing moves for who does not want it.
func TestStill(t *testing.T) {
	tab := ready(t, estate(t), chrome.Media(chrome.Screen, chrome.Still))
	openFirst(tab)
	if n := chrome.Value[int](tab, `document.getAnimations().length`); n > 0 {
		t.Errorf("%d movements", n)
	}
	if behavior := chrome.Value[string](tab, `getComputedStyle(document.documentElement).scrollBehavior`); behavior != "auto" {
		t.Errorf("scrolling is %s", behavior)
	}
}
