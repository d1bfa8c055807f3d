//go:build !windows

package sharing

// Held reports whether an error may come of a file that another program has open. Only Windows
// refuses then.
func Held(error) bool { return false }
