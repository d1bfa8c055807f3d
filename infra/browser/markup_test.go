package browser

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

// unknown is what the checker does not know: properties that SVG 2 has made CSS, and
// what is for mail programs only, Outlook's properties, and Apple's way of
// saying that a mail fits a phone.
var unknown = regexp.MustCompile(`^CSS: “(vector-effect|paint-order|mso-[a-z-]+)”|<meta name="x-apple-`)

// TestMarkup: the Nu Html Checker finds no error in any page.
func TestMarkup(t *testing.T) {
	t.Parallel()
	jar := os.Getenv("EASREPORT_VNU")
	if jar == "" {
		t.Skip("needs the Nu Html Checker: make test-page")
	}
	files := specimens(t)
	arguments := []string{"-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", "--errors-only"}
	output, err := exec.CommandContext(t.Context(), "java", slices.Concat(arguments, files)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var result struct {
		Messages []struct {
			Type, URL, Message, Extract string
			LastLine                    int
		}
	}
	if err := json.Unmarshal(output, &result); err != nil {
		t.Fatal(err)
	}
	for _, m := range result.Messages {
		if unknown.MatchString(m.Message + m.Extract) {
			continue
		}
		t.Errorf("%s:%d: %s: %s\n%s", filepath.Base(m.URL), m.LastLine, m.Type, m.Message, m.Extract)
	}
}

// specimens are pages and mails of all kinds.
func specimens(t *testing.T) []string {
	t.Helper()
	var files []string
	add := func(name string, r *report.Report, d *finding.Diagnosis) {
		dir, m := posted(t, r, d)
		files = append(files, one(t, filepath.Join(dir, "*.html")), file(t, name+".mail.html", []byte(m.HTML)))
	}
	for name, r := range rendertest.Models() {
		add(name, r, nil)
	}
	r, d := rendertest.Estate(t)
	add("estate", r, d)
	r, d = rendertest.HostileEstate(t)
	add("hostile estate", r, d)
	return files
}
