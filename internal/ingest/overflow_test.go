package ingest

import (
	"bytes"
	"io"
	"os"
	"testing"
)

func TestOverflow(t *testing.T) {
	for _, test := range []struct {
		name   string
		writes []int // bytes
		spills bool
	}{
		{"nothing", nil, false},
		{"small", []int{1, 0, 100}, false},
		{"just fits", []int{inMemory - 1, 1}, false},
		{"just over", []int{inMemory, 1}, true},
		{"at once", []int{3 * inMemory}, true},
		{"again and again", []int{100, inMemory, 100, inMemory}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			o := overflow{tempDir: dir, limit: inMemory}
			var want []byte
			for i, n := range test.writes {
				p := bytes.Repeat([]byte{byte('a' + i)}, n)
				if written, err := o.Write(p); written != n || err != nil {
					t.Fatalf("wrote %d of %d bytes: %v", written, n, err)
				}
				want = append(want, p...)
				if i%2 == 1 { // the file goes on when it was closed
					if err := o.close(); err != nil {
						t.Fatal(err)
					}
				}
			}
			for range 2 { // as a Put that is tried again does
				body, err := o.reader()
				if err != nil {
					t.Fatal(err)
				}
				if _, err := body.Seek(0, io.SeekStart); err != nil {
					t.Fatal(err)
				}
				if got, err := io.ReadAll(body); !bytes.Equal(got, want) || err != nil {
					t.Errorf("read %d bytes of %d, or others: %v", len(got), len(want), err)
				}
			}
			if files, err := os.ReadDir(dir); (len(files) > 0) != test.spills || err != nil {
				t.Errorf("%d temporary files: %v", len(files), err)
			}
			if err := o.remove(); err != nil {
				t.Error(err)
			}
			if files, err := os.ReadDir(dir); len(files) > 0 || err != nil {
				t.Errorf("%d temporary files are left: %v", len(files), err)
			}
		})
	}
}
