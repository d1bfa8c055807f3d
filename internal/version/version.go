// Package version says which easreport this is.
package version

import "runtime/debug"

// Release is the one that this is, or that it becomes; template.yaml names it, too.
const Release = "0.1.0-dev"

// Current returns the release and, in a program built from a clone, the commit.
func Current() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Release
	}
	commit, modified := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = "+" + s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ".modified"
		}
	}
	if commit == "" {
		return Release
	}
	return Release + commit + modified
}
