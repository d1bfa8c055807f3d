package cloud_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"debug/elf"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/lambda"
)

// The goals of a function: from exec to the first request for work, the middle of so
// many starts; and the size of what is uploaded to Lambda.
const (
	starts    = 31
	rounds    = 10
	startGoal = 50 * time.Millisecond
	zipGoal   = 10 << 20
)

// settings are what each function cannot start without.
var settings = map[string][]string{
	"ingest": {"EASREPORT_LAKE=s3://lake", "EASREPORT_LOGS=s3://logs", "AWS_REGION=eu-central-1"},
	"report": {"EASREPORT_LAKE=s3://lake", "AWS_REGION=eu-central-1"},
}

func TestColdStart(t *testing.T) {
	functions := program(t, cloud.FunctionsVariable)
	for name, environment := range settings {
		c := lambda.Configuration{
			Name: name, Program: filepath.Join(functions, name, "bootstrap"), Environment: environment,
			Folder: t.TempDir(), Memory: 1769, Timeout: time.Second, Concurrency: 1, Log: shownOnFailure(t),
		}
		// What else the machine does makes a start slower, and nothing makes it faster:
		// the best of some rounds counts.
		best := time.Hour
		for round := 0; round < rounds && best >= startGoal; round++ {
			best = min(best, middleStart(t, c))
		}
		t.Logf("%s asks for work after %v, the middle of %d starts", name, best, starts)
		if best >= startGoal {
			t.Errorf("%s starts in %v, the goal is %v", name, best, startGoal)
		}
	}
}

// middleStart is the middle of how long some starts take.
func middleStart(t *testing.T, c lambda.Configuration) time.Duration {
	t.Helper()
	f := lambda.New(c)
	defer f.Close()
	for range starts {
		if err := f.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	took := f.Inits()
	slices.Sort(took)
	return took[len(took)/2]
}

// TestSize builds the functions as they are deployed.
func TestSize(t *testing.T) {
	program(t, cloud.FunctionsVariable)
	const root = "../../../.."
	build := exec.CommandContext(t.Context(), "make", "-C", root, "build-functions")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	for _, name := range []string{"ingest", "report"} {
		path := filepath.Join(root, "build", name, "bootstrap")
		file, err := elf.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if file.Machine != elf.EM_AARCH64 || file.Section(".debug_info") != nil || file.Section(".symtab") != nil {
			t.Errorf("%s is for %v, with sections %v", name, file.Machine, file.Sections)
		}
		program, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		size := zipped(t, program)
		t.Logf("%s has %.1f MB, zipped %.1f MB", name, float64(len(program))/1e6, float64(size)/1e6)
		if size >= zipGoal {
			t.Errorf("%s has %d bytes, zipped, the goal is %d", name, size, zipGoal)
		}
	}
}

// zipped is the size of a file in a zip of its own.
func zipped(t *testing.T, content []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(to, flate.BestCompression)
	})
	f, err := w.Create("bootstrap")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
