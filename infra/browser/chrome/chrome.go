package chrome

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a page may take for all that a test does to it.
const patience = 3 * time.Minute

// Browser is a Chromium that runs.
type Browser struct {
	ctx  context.Context
	stop []context.CancelFunc
}

// Start starts the Chromium whose program is named. It knows no host, so that a
// page cannot reach one even if it tries.
func Start(ctx context.Context, program string) (*Browser, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.NoSandbox, // containers often forbid what the sandbox needs; the pages are ours
		chromedp.DisableGPU,
		chromedp.WindowSize(1280, 900),
		chromedp.Flag("hide-scrollbars", true), // pictures are of one size on each system
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
	)
	ctx, stopProgram := chromedp.NewExecAllocator(ctx, options...)
	ctx, closeBrowser := chromedp.NewContext(ctx)
	b := &Browser{ctx: ctx, stop: []context.CancelFunc{closeBrowser, stopProgram}}
	if err := chromedp.Do(ctx); err != nil {
		b.Close()
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	return b, nil
}

// Close ends the browser and all its tabs.
func (b *Browser) Close() {
	for _, stop := range b.stop {
		stop()
	}
}

// Open opens an address in a tab that shares nothing with other tabs, and waits
// until it is loaded. Looks are taken before, so that the page never sees another.
// The tab is closed when the test ends.
func (b *Browser) Open(t testing.TB, address string, looks ...Look) *Tab {
	t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	t.Cleanup(stop)
	record := &Record{}
	ctx, closeTab := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	tab := &Tab{t: t, ctx: ctx, Record: record}
	tab.do(record.keep(ctx))
	tab.measure()
	tab.Look(looks...)
	tab.do(chromedp.Navigate(address))
	return tab
}
