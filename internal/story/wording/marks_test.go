package wording

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/easreport/easreport/internal/hostile"
)

// TestMarked writes hostile texts in pieces: nothing turns text around, JSON keeps all.
func TestMarked(t *testing.T) {
	random := hostile.New(t)
	for range 2000 {
		cell, _ := random.Cell()
		quoted, err := json.Marshal(cell)
		if err != nil {
			t.Fatal(err)
		}
		for _, asJSON := range []bool{false, true} {
			var out strings.Builder
			m := NewMarked(&out, asJSON)
			if _, err := io.Copy(struct{ io.Writer }{m}, iotest.OneByteReader(strings.NewReader(string(quoted)))); err != nil {
				t.Fatal(err)
			}
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
			var got string
			if err := json.Unmarshal([]byte(out.String()), &got); err != nil || hostile.Turns(out.String()) {
				t.Fatalf("%q was written as %q: error %v", cell, out.String(), err)
			}
			if asJSON && got != cell || !asJSON && got != WithoutMarks(cell) {
				t.Fatalf("%q was written as %q", cell, out.String())
			}
		}
	}
}

// TestMarkedCut ends within a character.
func TestMarkedCut(t *testing.T) {
	var out strings.Builder
	m := NewMarked(&out, true)
	if _, err := m.Write([]byte("a\xe2\x80")); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil || out.String() != "a\xe2\x80" {
		t.Errorf("wrote %q, error %v", out.String(), err)
	}
}
