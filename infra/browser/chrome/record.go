package chrome

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Trap is the name of a function that each page can call and none has reason to:
// a text that could run as a script calls it, and is found out.
const Trap = "trap"

// Record is what a page did unasked.
type Record struct {
	mu       sync.Mutex
	requests []string
	faults   []string
}

// Requests are the addresses asked for, without their fragments: of a page that
// needs nothing else, its own. What is inside of the page (data:) does not count.
func (r *Record) Requests() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.requests)
}

// Faults are errors and warnings of the console, exceptions, violations of the policy,
// dialogs, windows, downloads, and calls of Trap, each in words.
func (r *Record) Faults() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.faults)
}

// keep has the record kept from now on.
func (r *Record) keep(ctx context.Context) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(_ context.Context, tab *chromedp.Target) error {
		if err := chromedp.Listen(ctx, func(event any) { r.note(ctx, tab, event) }); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, tab, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, runtime.AddBinding, runtime.AddBindingParams{Name: Trap})
		return err
	})
}

func (r *Record) note(ctx context.Context, tab *chromedp.Target, event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "data:") {
			r.request(e.Request.URL)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			r.fault("log %s: %s", e.Entry.Level, e.Entry.Text)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.ConsoleAPICalledTypeLog && e.Type != runtime.ConsoleAPICalledTypeInfo && e.Type != runtime.ConsoleAPICalledTypeDebug {
			r.fault("console %s", e.Type)
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if thrown := e.ExceptionDetails.Exception; thrown != nil {
			text += " " + thrown.Description
		}
		r.fault("exception: %s", text)
	case *runtime.EventBindingCalled:
		if e.Name == Trap {
			r.fault("%s called: %.200q", Trap, e.Payload)
		}
	case *page.EventWindowOpen:
		r.fault("opened a window: %s", e.URL)
	case *browser.EventDownloadWillBegin:
		r.fault("downloads %s", e.URL)
	case *page.EventJavascriptDialogOpening:
		r.fault("%s dialog: %s", e.Type, e.Message)
		// The page waits for an answer, and this call may not wait for anything.
		go func() {
			_, _ = cdp.Call(ctx, tab, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	}
}

func (r *Record) request(address string) {
	address, _, _ = strings.Cut(address, "#")
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, address)
}

func (r *Record) fault(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}
