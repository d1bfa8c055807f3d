package chrome

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// Tab is a page that is open.
type Tab struct {
	t   testing.TB
	ctx context.Context
	*Record
}

// Value is what an expression of JavaScript is worth in the page; of a promise, what it
// comes to.
func Value[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	v, err := chromedp.Run(tab.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// Until waits until an expression is true in the page.
func (tab *Tab) Until(expression string) {
	tab.t.Helper()
	if err := chromedp.Do(tab.ctx, chromedp.Poll[chromedp.Void](expression)); err != nil {
		tab.t.Fatalf("waiting for %s: %v", expression, err)
	}
}

// Look changes how the page is looked at.
func (tab *Tab) Look(looks ...Look) {
	tab.t.Helper()
	for _, look := range looks {
		tab.do(chromedp.Func(look))
	}
}

// Click clicks on what a CSS selector finds first, by the mouse.
func (tab *Tab) Click(selector string) {
	tab.t.Helper()
	tab.do(chromedp.Click(chromedp.CSS(selector)))
}

// Focus brings the keyboard to what a CSS selector finds first.
func (tab *Tab) Focus(selector string) {
	tab.t.Helper()
	tab.do(chromedp.Focus(chromedp.CSS(selector)))
}

// Keys presses keys, one after another: letters, or those that package kb names.
func (tab *Tab) Keys(keys string) {
	tab.t.Helper()
	tab.do(chromedp.KeyEvent(keys))
}

// Shift presses a key together with the shift key.
func (tab *Tab) Shift(key string) {
	tab.t.Helper()
	tab.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierShift)))
}

// Choose chooses the value of a select element, as the user does.
func (tab *Tab) Choose(selector, value string) {
	tab.t.Helper()
	tab.do(chromedp.SetValue(chromedp.CSS(selector), value))
	Value[bool](tab, fmt.Sprintf(`document.querySelector(%q).dispatchEvent(new Event("change", {bubbles: true}))`, selector))
}

// Picture is what the window shows, as PNG.
func (tab *Tab) Picture() []byte {
	tab.t.Helper()
	data, err := chromedp.Run(tab.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		tab.t.Fatal(err)
	}
	return data
}

// PDF is the page printed, with an outline of its headings.
func (tab *Tab) PDF() []byte {
	tab.t.Helper()
	data, err := chromedp.Run(tab.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground(), chromedp.PDFOutlineAndTagged()))
	if err != nil {
		tab.t.Fatal(err)
	}
	return data
}

// measure has the browser count CPU time, which other programs of the machine do not lengthen.
func (tab *Tab) measure() {
	tab.t.Helper()
	params := performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}
	if _, err := chromedp.Call(tab.ctx, performance.Enable, params); err != nil {
		tab.t.Fatal(err)
	}
}

// Metrics are numbers of the browser about the page: TaskDuration is the CPU time of
// all that its thread did, in seconds.
func (tab *Tab) Metrics() map[string]float64 {
	tab.t.Helper()
	result, err := chromedp.Call(tab.ctx, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		tab.t.Fatal(err)
	}
	numbers := map[string]float64{}
	for _, m := range result.Metrics {
		numbers[m.Name] = m.Value
	}
	return numbers
}

func (tab *Tab) do(action chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	if err := chromedp.Do(tab.ctx, action); err != nil {
		tab.t.Fatal(err)
	}
}
