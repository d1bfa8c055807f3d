package version

import (
	"runtime/debug"
	"testing"
)

func TestOf(t *testing.T) {
	built := func(version string) *debug.BuildInfo { return &debug.BuildInfo{Main: debug.Module{Version: version}} }
	for name, test := range map[string]struct {
		stamped string
		info    *debug.BuildInfo
		want    string
	}{
		"a release":            {"0.1.0", built("v0.0.0-1"), "0.1.0"},
		"go install":           {"", built("v0.1.0"), "0.1.0"},
		"a build in a clone":   {"", built("v0.1.1-0.20261130134500-e3b315e2f0a1+dirty"), "0.1.1-0.20261130134500-e3b315e2f0a1+dirty"},
		"without git":          {"", built("(devel)"), Release},
		"a test":               {"", built(""), Release},
		"nothing of the build": {"", nil, Release},
	} {
		if got := of(test.stamped, test.info); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
