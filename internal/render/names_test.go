package render

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

func TestNames(t *testing.T) {
	for prefix, want := range map[string][]string{
		"":         {"easreport.csv", "easreport_min_hits_1000.csv", "easreport.html", "easreport.zip"},
		"Köln 1-2": {"Köln 1-2_easreport.csv", "Köln 1-2_easreport_min_hits_1000.csv", "Köln 1-2_easreport.html", "Köln 1-2_easreport.zip"},
	} {
		n, err := NewNames(prefix)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, []string{n.CSV(), n.MinimumCSV(1000), n.HTML(), n.Zip()}); diff != "" {
			t.Errorf("%q (-want +got):\n%s", prefix, diff)
		}
	}
	for _, prefix := range []string{"a/b", `a\b`, "..", ".a", "a:b", "nul.2026", "Com1 .x", "a\nb", "a\x00", "a\u202eb", "\xff", "*", strings.Repeat("x", 65)} {
		if _, err := NewNames(prefix); !errors.Is(err, ErrPrefix) {
			t.Errorf("prefix %q gives error %v", prefix, err)
		}
	}
}

func TestZip(t *testing.T) {
	pack := func() []byte {
		var b bytes.Buffer
		modified := time.Date(2011, 12, 25, 1, 0, 0, 0, time.FixedZone("", 3600))
		err := Zip(&b, modified, []File{
			{"easreport.csv", strings.NewReader(strings.Repeat("a,b\n", 1000))}, {"easreport.html", strings.NewReader("<p>")},
		})
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := pack()
	if !bytes.Equal(first, pack()) {
		t.Error("the same files give other bytes")
	}
	r, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range r.File {
		names = append(names, f.Name)
		if f.Method != zip.Deflate || !f.Modified.Equal(rendertest.Midnight(1)) {
			t.Errorf("%s has method %d, time %s", f.Name, f.Method, f.Modified)
		}
	}
	if diff := cmp.Diff([]string{"easreport.csv", "easreport.html"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	body, err := r.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(body); err != nil || len(text) != 4000 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

func TestText(t *testing.T) {
	for name, model := range rendertest.Models() {
		var b bytes.Buffer
		if err := Text(&b, model, story.New(model, nil), 100); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if n := len([]rune(line)); n > textWidth {
				t.Errorf("%s: a line has %d letters: %s", name, n, line)
			}
			if line != wording.Visible(line) {
				t.Errorf("%s: line %q has control characters", name, line)
			}
		}
	}
	var b bytes.Buffer
	day := rendertest.Models()["day"]
	if err := Text(&b, day, story.New(day, nil), 1); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.Contains(got, "anna") || strings.Contains(got, "björn") {
		t.Errorf("text with one row:\n%s", got)
	}
}
