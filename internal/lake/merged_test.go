package lake

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activity"
)

func TestPairs(t *testing.T) {
	kept := activity.Bin{Index: 9, Count: 9}
	for _, c := range []struct {
		text string
		want activity.Histogram // nil: damaged
	}{
		{"", activity.Histogram{}},
		{"3:1", activity.Histogram{{Index: 3, Count: 1}}},
		{"5:2 3:1 5:4 0:7", activity.Histogram{{Index: 0, Count: 7}, {Index: 3, Count: 1}, {Index: 5, Count: 6}}},
		{"1439:1", activity.Histogram{{Index: 1439, Count: 1}}},
		{"1440:1", nil},
		{"3", nil},
		{"3:", nil},
		{":1", nil},
		{"3:1 ", nil},
		{"3:x", nil},
		{"3:4294967296", nil},
		{"99999999999999999999999:1", nil},
	} {
		got, err := pairsUpTo(1439)([]activity.Bin{kept}, []byte(c.text))
		if got[0] != kept || (err == nil) != (c.want != nil) {
			t.Errorf("%q: %v, %v", c.text, got, err)
			continue
		}
		if err == nil {
			if diff := cmp.Diff([]activity.Bin(c.want), got[1:]); diff != "" {
				t.Errorf("%q (-want +got):\n%s", c.text, diff)
			}
		}
	}
}

// FuzzPairs: whatever an engine writes, pairs are in order and of keys that there are.
func FuzzPairs(f *testing.F) {
	f.Add([]byte("5:2 3:1 5:4"))
	f.Fuzz(func(t *testing.T, text []byte) {
		pairs, err := pairsUpTo(1439)(nil, text)
		if err != nil && len(pairs) != 0 {
			t.Errorf("%v with %v", pairs, err)
		}
		for i, p := range pairs {
			if p.Index > 1439 || i > 0 && p.Index <= pairs[i-1].Index {
				t.Errorf("%q: %v", text, pairs)
			}
		}
	})
}
