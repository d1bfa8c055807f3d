package operate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestGrownFile: a file that has grown since it was ingested is changed until it is
// ingested again, also where its start and what was its end are the same.
func TestGrownFile(t *testing.T) {
	folder, day := filepath.ToSlash(t.TempDir()), "2011-12-24 anna"
	key := folder + "/u_ex111224.log"
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.FromSlash(key), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in := ingest.Ingester{Source: dirstore.Files{}, Lake: memstore.New(), BucketSeconds: 60}
	c := operate.Comparison{Logs: operate.Logs{Store: in.Source, Prefix: folder + "/"}, Lake: in.Lake, Parser: ingest.ParserVersion}
	for _, step := range []struct {
		text       string
		then, done string // its state before and after it is ingested
	}{
		{logOf(day), "new", "current"},
		{logOf(day, day), "changed", "current"},
		{logOf(day, day), "changed", "current"}, // written again: only its times differ
		{logOf(day), "changed", "current"},
	} {
		write(step.text)
		if diff := cmp.Diff(map[string]string{key: step.then}, states(t, &c)); diff != "" {
			t.Errorf("before it is ingested (-want +got):\n%s", diff)
		}
		if _, err := in.Ingest(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{key: step.done}, states(t, &c)); diff != "" {
			t.Errorf("once it is ingested (-want +got):\n%s", diff)
		}
	}
}
