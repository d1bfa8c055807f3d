package browser

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// golden are the pages and mails that golden files hold.
var golden = []string{
	"../../internal/render/page/testdata/*.html",
	"../../internal/render/letter/testdata/*.html",
	"../../testdata/golden/*.html",
}

// foreign is what only mail programs know: properties of Outlook's, and Apple's way of
// saying that a mail fits a phone.
var foreign = regexp.MustCompile(`^CSS: “mso-|<meta name="x-apple-`)

// TestMarkup: the Nu Html Checker finds no error in any page.
func TestMarkup(t *testing.T) {
	jar := os.Getenv("EASREPORT_VNU")
	if jar == "" {
		t.Skip("needs the Nu Html Checker: make test-page")
	}
	var files []string
	for _, pattern := range golden {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
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
		if foreign.MatchString(m.Message + m.Extract) {
			continue
		}
		t.Errorf("%s:%d: %s: %s\n%s", filepath.Base(m.URL), m.LastLine, m.Type, m.Message, m.Extract)
	}
	if len(files) < 4 {
		t.Errorf("only %d pages found", len(files))
	}
}
