package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// enableColour has a console of Windows understand escape sequences; false if it cannot.
func enableColour(f *os.File) bool {
	console := windows.Handle(f.Fd())
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
