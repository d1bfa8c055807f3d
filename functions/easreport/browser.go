package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// envBrowser names a program that is to show pages, as on Linux.
const envBrowser = "BROWSER"

// openPage shows a page in the browser that the system or $BROWSER names.
func openPage(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("showing the page: %w", err)
	}
	name, args := opener(runtime.GOOS, os.Getenv(envBrowser))
	if err := exec.Command(name, append(args, path)...).Run(); err != nil { //nolint:gosec // the user's own browser
		return fmt.Errorf("showing %s (open it yourself): %w", path, err)
	}
	return nil
}

// opener is the program of a system that shows a file.
func opener(system, browser string) (name string, args []string) {
	switch {
	case browser != "":
		return browser, nil
	case system == "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	case system == "darwin":
		return "open", nil
	}
	return "xdg-open", nil
}
