package render

import (
	"io"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/finding"
)

func TestRules(t *testing.T) {
	usual := finding.DefaultThresholds()
	golden(t, "rules.golden.txt", func(w io.Writer) error { return Rules(w, finding.Rules()) })
	golden(t, "explain.golden.txt", func(w io.Writer) error {
		for i, rule := range finding.Rules() {
			if i > 0 {
				if _, err := io.WriteString(w, "\n"+strings.Repeat("-", explainWidth)+"\n\n"); err != nil {
					return err
				}
			}
			if err := Rule(w, &rule, &usual); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestRuleThresholds: what is in force is told, and what would be by default.
func TestRuleThresholds(t *testing.T) {
	rule, _ := finding.Find("burst")
	limits := finding.DefaultThresholds()
	limits.Burst = 90
	var b strings.Builder
	if err := Rule(&b, &rule, &limits); err != nil {
		t.Fatal(err)
	}
	if want := "more than 90 requests a minute (60 by default)"; !strings.Contains(b.String(), want) {
		t.Errorf("not in it: %q\n%s", want, b.String())
	}
}
