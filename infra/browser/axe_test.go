package browser

import (
	"os"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/browser/chrome"
)

// violation is a fault that axe-core found in a page.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

// accessible fails the test if axe-core finds a serious or critical fault in a page as
// it is now; lesser ones are logged.
func accessible(t *testing.T, tab *chrome.Tab) {
	t.Helper()
	script, err := os.ReadFile(os.Getenv("EASREPORT_AXE"))
	if err != nil {
		t.Fatal(err)
	}
	chrome.Value[any](tab, string(script)+";1")
	found := chrome.Value[[]violation](tab, `axe.run({resultTypes: ["violations"]}).then(r => r.violations)`)
	for _, v := range found {
		var nodes strings.Builder
		for _, n := range v.Nodes[:min(len(v.Nodes), 5)] {
			nodes.WriteString("\n" + n.HTML + "\n" + n.FailureSummary)
		}
		say := t.Logf
		if v.Impact == "serious" || v.Impact == "critical" {
			say = t.Errorf
		}
		say("%s (%s, %d times): %s%s", v.ID, v.Impact, len(v.Nodes), v.Help, nodes.String())
	}
}
