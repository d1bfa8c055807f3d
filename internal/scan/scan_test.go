package scan

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// oneByOne is Marks as anybody would write it.
func oneByOne(text []byte, a, b byte) []uint64 {
	marks := make([]uint64, (len(text)+Block-1)/Block)
	for i, c := range text {
		if c == a || c == b {
			marks[i/Block] |= 1 << (i % Block)
		}
	}
	return marks
}

// FuzzMarks compares each way to find bytes with the plain one, also in texts that
// vectors are not aligned to.
func FuzzMarks(f *testing.F) {
	f.Add([]byte("a_b_\x80\xdf__c"), uint8(0), byte('_'), byte('&'))
	f.Add(slices.Repeat([]byte(" "), 200), uint8(1), byte(' '), byte('\n'))
	f.Add(slices.Repeat([]byte{0, 1, 0x7f, 0x80, 0x81, 0xff}, 1000), uint8(7), byte(0), byte(0x80))
	f.Fuzz(func(t *testing.T, text []byte, skip uint8, a, b byte) {
		text = text[min(int(skip), len(text)):]
		used := slices.Repeat([]uint64{1<<64 - 1}, int(skip))
		if diff := cmp.Diff(oneByOne(text, a, b), Marks(used, text, a, b), equal64); diff != "" {
			t.Errorf("of %q (-want +got):\n%s", text, diff)
		}
		marks := make([]uint64, len(text)/Block)
		portable(marks, text, a, b)
		if diff := cmp.Diff(oneByOne(text[:len(marks)*Block], a, b), marks, equal64); diff != "" {
			t.Errorf("portable, of %q (-want +got):\n%s", text, diff)
		}
	})
}

var equal64 = cmp.Comparer(slices.Equal[[]uint64])

// TestMarksAtEnds has texts of every length around whole blocks.
func TestMarksAtEnds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, 3*Block)
	for i := range text {
		text[i] = "abc "[random.IntN(4)]
	}
	for n := range len(text) {
		if diff := cmp.Diff(oneByOne(text[:n], 'b', ' '), Marks(nil, text[:n], 'b', ' '), equal64); diff != "" {
			t.Errorf("%d bytes (-want +got):\n%s", n, diff)
		}
	}
}

func BenchmarkMarks(b *testing.B) {
	text := slices.Repeat([]byte("2011-12-24 00:00:58 10.1.1.1 POST /a/b.eas Cmd=Sync&User=x 443 - 192.0.2.136 200 0 0 62\n"), 3000)
	marks := make([]uint64, len(text)/Block+1)
	for _, way := range []struct {
		name string
		mark func(marks []uint64, text []byte, a, b byte)
	}{
		{"here", mark}, {"portable", portable},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				way.mark(marks[:len(text)/Block], text, ' ', '\n')
			}
		})
	}
}
