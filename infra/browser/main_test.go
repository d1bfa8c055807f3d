package browser

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/browser/chrome"
)

// chromium is the browser of all tests, each of which has tabs of its own; nil: there is none.
var chromium *chrome.Browser

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if program := os.Getenv("EASREPORT_CHROMIUM"); program != "" {
		b, err := chrome.Start(context.Background(), program)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer b.Close()
		chromium = b
	}
	return m.Run()
}

// needsBrowser skips a test where there is none.
func needsBrowser(t *testing.T) {
	t.Helper()
	if chromium == nil {
		t.Skip("needs Chromium: make test-page")
	}
}

// open opens a file as somebody does who got it by mail. When the test ends it must have
// asked for nothing but itself, and have caused no complaint.
func open(t *testing.T, path string, looks ...chrome.Look) *chrome.Tab {
	t.Helper()
	needsBrowser(t)
	file, fragment := path, ""
	for i := range path {
		if path[i] == '#' {
			file, fragment = path[:i], path[i+1:]
			break
		}
	}
	address := url.URL{Scheme: "file", Path: file}
	document := address.String()
	address.Fragment = fragment
	tab := chromium.Open(t, address.String(), looks...)
	t.Cleanup(func() {
		if diff := cmp.Diff([]string{document}, tab.Requests()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
		for _, fault := range tab.Faults() {
			t.Error(fault)
		}
	})
	return tab
}

// file writes a file for a test, and returns its path.
func file(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
