package letter

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/render/rendertest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds a letter against its files.
func golden(t *testing.T, name string, l Letter, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for suffix, got := range map[string]string{".html": l.HTML, ".txt": l.Subject + "\n\n" + l.Text} {
		path := filepath.Join("testdata", name+".golden"+suffix)
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
			t.Errorf("%s%s (-want +got):\n%s", name, suffix, diff)
		}
	}
}

func TestGolden(t *testing.T) {
	attached := []string{"Contoso_easreport.csv", "Contoso_easreport_min_hits_1000.csv", "Contoso_easreport.html"}
	for name, r := range rendertest.Models() {
		l, err := New(r, nil, Options{Prefix: "Contoso", Attached: attached})
		golden(t, name, l, err)
	}
	r, d := rendertest.Estate(t)
	l, err := New(r, d, Options{Attached: attached})
	golden(t, "estate", l, err)
	r, d = rendertest.HostileEstate(t)
	l, err = New(r, d, Options{Prefix: "<b>Contoso</b>", Revision: 2, Links: []string{"s3://lake/a.csv"}})
	golden(t, "hostile-estate", l, err)
}
