package chrome

import (
	"context"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Look is a way of looking at a page.
type Look func(context.Context, *chromedp.Target) error

// Media are what a page is shown on.
const (
	Screen = "screen"
	Print  = "print"
)

// Wishes of a user that a page can know of: media features, with their values.
const (
	Dark   = "prefers-color-scheme: dark"
	Light  = "prefers-color-scheme: light"
	Still  = "prefers-reduced-motion: reduce"
	Forced = "forced-colors: active"
)

// Media is a medium, and what the user wishes. It takes the place of the medium and
// of all wishes before.
func Media(medium string, wishes ...string) Look {
	params := emulation.SetEmulatedMediaParams{Media: medium}
	for _, wish := range wishes {
		name, value, _ := strings.Cut(wish, ": ")
		params.Features = append(params.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	return func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, params)
		return err
	}
}

// Phone is a telephone, held upright.
func Phone() Look { return device(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch) }

// Window is a window of a size, in CSS pixels. Zoomed to 400 %, a window 1280 wide is 320 wide.
func Window(width, height int64) Look { return device(width, height) }

func device(width, height int64, options ...chromedp.EmulateViewportOption) Look {
	return func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.EmulateViewport(width, height, options...)(ctx, tab)
		return err
	}
}

// NoScript is a browser that runs no scripts.
func NoScript() Look {
	return func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}
}

// NoPolicy is a browser that knows no Content-Security-Policy: what the policy
// would stop is then seen.
func NoPolicy() Look {
	return func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
		return err
	}
}
