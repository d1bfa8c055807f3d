package version_test

import (
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/version"
)

func TestCurrent(t *testing.T) {
	if v := version.Current(); v != version.Release && !strings.HasPrefix(v, version.Release+"+") {
		t.Errorf("version %q", v)
	}
}
