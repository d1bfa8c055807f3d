package page

import (
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// TestGaps: what is doubled is told in each form, also if all logs could be read.
func TestGaps(t *testing.T) {
	evil := lake.Stamp{Key: "b\u202e<script>.log"}
	r := &report.Report{Coverage: report.Coverage{Doubles: []report.Double{{Sources: []lake.Stamp{{Key: "a.log"}, evil}}}}}
	if got := story.New(r, nil).Missing.Line; !strings.HasPrefix(got, "INCOMPLETE: ") || !strings.Contains(got, "look like copies of one log") || strings.Contains(got, "\u202e") {
		t.Errorf("one line: %q", got)
	}
	var text, page strings.Builder
	if err := render.Text(&text, r, story.New(r, nil), 3); err != nil {
		t.Fatal(err)
	}
	if err := Write(&page, r, story.New(r, nil), Options{}); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{"text": text.String(), "page": page.String()} {
		if !strings.Contains(got, "look like copies of one log, or of parts of it, and all of them count: delete the log that another one contains, then its rows (easreport forget --source LOG).") || strings.Contains(got, "\u202e") {
			t.Errorf("%s:\n%.3000s", name, got)
		}
	}
	if strings.Contains(page.String(), "b\ufffd<script>") || !strings.Contains(page.String(), "&lt;script&gt;.log") {
		t.Errorf("page:\n%.3000s", page.String())
	}
	r.Coverage.Doubles, r.Coverage.Copies = nil, []report.Copy{{Source: evil, Of: lake.Stamp{Key: "of.log"}}}
	page.Reset()
	if err := Write(&page, r, story.New(r, nil), Options{}); err != nil {
		t.Fatal(err)
	}
	if got := page.String(); !strings.Contains(got, "of.log") || strings.Contains(got, "\u202e") || strings.Contains(got, "b\ufffd<script>") {
		t.Errorf("copies:\n%.3000s", got)
	}
	if m := story.New(r, nil).Missing; m != nil {
		t.Errorf("whole: %+v", m)
	}
}
