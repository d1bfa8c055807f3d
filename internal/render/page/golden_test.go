package page

import (
	"bytes"
	"flag"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden holds whole pages against files, but for their style and script.
func TestGolden(t *testing.T) {
	pages := make(map[string]string)
	options := Options{Prefix: "Contoso", CSVName: "Contoso_easreport.csv"}
	for name, model := range rendertest.Models() {
		pages[name] = pageOf(t, model, nil, options)
	}
	r, d := rendertest.EstateOf(t, func(q *report.Query) { q.DeviceIDs = []string{"androidc1274063318"} })
	pages["device"] = pageOf(t, r, d, options)
	for name, page := range pages {
		got := withoutAssets(page)
		path := filepath.Join("testdata", name+".golden.html")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// withoutAssets leaves out what is in files of its own: the hash is that of nothing.
func withoutAssets(page string) string {
	page = regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAllString(page, "<style></style>")
	page = regexp.MustCompile(`(?s)<script>.*?</script>`).ReplaceAllString(page, "<script></script>")
	nothing := html.EscapeString("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
	return regexp.MustCompile(`sha256-[^']*?=&#39;`).ReplaceAllString(page, nothing+"&#39;")
}

// pageOf renders a report, or fails the test.
func pageOf(t testing.TB, r *report.Report, d *finding.Diagnosis, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, story.New(r, d), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
