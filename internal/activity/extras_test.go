package activity

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pack packs pairs of an extra and its value.
func pack(pairs ...int64) (packed []byte) {
	for i := 0; i < len(pairs); i += 2 {
		packed = extra(pairs[i]).append(packed, pairs[i+1])
	}
	return append(packed, byte(noExtra))
}

func TestMergeExtras(t *testing.T) {
	a, n := int64(attachments), int64(items)+3
	for _, c := range []struct{ a, b, want []byte }{
		{pack(a, 480), pack(), pack(a, 480)},
		{pack(a, 480), pack(n, 1), pack(a, 480, n, 1)},
		{pack(a, 100, n, 2), pack(a, 60, n, 200), pack(a, 160, n, 202)},
		{pack(a, 1<<62), pack(a, 1<<62), pack(a, 1<<63-1)},
	} {
		for _, two := range [][2][]byte{{c.a, c.b}, {c.b, c.a}} {
			behind := append(append([]byte(nil), two[0]...), 7, 7)
			if diff := cmp.Diff(c.want, mergeExtras(nil, behind, two[1])); diff != "" {
				t.Errorf("%v and %v (-want +got):\n%s", two[0], two[1], diff)
			}
		}
	}
}

// TestKeepExtras: what a cell's extras grow to stays by and large what they need.
func TestKeepExtras(t *testing.T) {
	var cells cellTable
	other := cells.keepExtras(0, pack(int64(attachments), 5))
	at := uint32(0)
	for range 100_000 {
		at = cells.keepExtras(at, pack(int64(attachments), 900, int64(items), 1))
	}
	if want, got := pack(int64(attachments), 90_000_000, int64(items), 100_000), cells.extras[at-1:]; !cmp.Equal(want, got) {
		t.Errorf("extras %v, want %v", got, want)
	}
	if want := pack(int64(attachments), 5); !cmp.Equal(want, cells.extras[other-1:][:len(want)]) {
		t.Error("the extras of another cell have changed")
	}
	if at := cells.keepExtras(at, nil); at == 0 || len(cells.extras) > 100 {
		t.Errorf("%d bytes of extras, the cell's at %d", len(cells.extras), at)
	}
}
