// Package version says which easreport this is.
package version

import "runtime/debug"

// Current returns the version that Go stamps into a program built from a clone: a tag,
// or a pseudo-version with the commit; "dev" without one.
func Current() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}
