// Package version says which version of easreport a program is.
package version

import (
	"runtime/debug"
	"strings"
)

// Release is the one that this is, or that it becomes; template.yaml names it, too.
const Release = "0.1.0-dev"

// stamped is set by the linker when a release is built.
var stamped string

// Current is the version: that of the release, else the one that go install or a build in a clone
// has noted, such as v0.1.1-0.20261130134500-e3b315e2f0a1+dirty; Release where nothing is known.
func Current() string {
	info, _ := debug.ReadBuildInfo()
	return of(stamped, info)
}

func of(stamped string, info *debug.BuildInfo) string {
	switch {
	case stamped != "":
		return stamped
	case info == nil || info.Main.Version == "" || info.Main.Version == "(devel)":
		return Release
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}
