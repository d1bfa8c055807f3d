package story

import (
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

// TestUsual: a part of the estate, or of a day, is not held against a day of all.
func TestUsual(t *testing.T) {
	r, d := rendertest.Estate(t)
	all := func(r *report.Report) (text string) {
		for _, f := range New(r, d).Figures {
			text += f.Change + "; "
		}
		return text
	}
	if got := all(r); strings.Count(got, "the usual") != 4 {
		t.Errorf("a day: %s", got)
	}
	for name, change := range map[string]func(*report.Query){
		"one device": func(q *report.Query) { q.DeviceIDs = []string{"x"} },
		"some logs":  func(q *report.Query) { q.Sources = map[lake.SourceID]bool{} },
		"one user":   func(q *report.Query) { q.Users = []string{"x"} },
		"not over":   func(q *report.Query) { q.Now = q.From.Add(15 * time.Hour) },
		"hours":      func(q *report.Query) { q.To = q.From.Add(5 * time.Hour) },
	} {
		some := *r
		change(&some.Query)
		if got := all(&some); strings.Contains(got, "usual") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
