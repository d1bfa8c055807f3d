//go:build !windows

package main

import "os"

// enableColour reports whether a terminal understands escape sequences: all but Windows' do.
func enableColour(*os.File) bool { return true }
