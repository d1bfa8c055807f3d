package activity

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBins(t *testing.T) {
	next := int64(0)
	for index := range uint16(maxIndex + 1) {
		low, high := BinRange(index)
		if low != next || high < low {
			t.Fatalf("bin %d is %d to %d, want it to begin at %d", index, low, high, next)
		}
		if BinOf(low) != index || BinOf(high) != index {
			t.Fatalf("bin %d is %d to %d, but these are in bins %d and %d", index, low, high, BinOf(low), BinOf(high))
		}
		middle := Bin{Index: index}.middle()
		if off := (float64(high) - middle) / math.Max(float64(low), 1); off > 1.0/32 {
			t.Fatalf("bin %d is %d to %d: its middle is off by %v", index, low, high, off)
		}
		next = high + 1
	}
	if BinOf(math.MaxInt64) != maxIndex {
		t.Errorf("the largest value is in bin %d, want %d", BinOf(math.MaxInt64), maxIndex)
	}
	if BinOf(-5) != 0 {
		t.Errorf("a negative value is in bin %d, want 0", BinOf(-5))
	}
}

func TestQuantile(t *testing.T) {
	var h Histogram
	if _, ok := h.Quantile(0.5); ok {
		t.Error("an empty histogram has a median")
	}
	random := rand.New(rand.NewPCG(1, 2))
	var values []int64
	for range 10_000 {
		v := int64(math.Exp(random.Float64() * 14))
		values = append(values, v)
		h.Add(v)
	}
	slices.Sort(values)
	for _, q := range []float64{0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1} {
		want := float64(values[max(0, int(math.Ceil(q*float64(len(values))))-1)])
		got, ok := h.Quantile(q)
		if !ok || math.Abs(got-want) > 0.05*want {
			t.Errorf("quantile %v: got %v, want %v within 5 %%", q, got, want)
		}
	}
}

func TestHistogramText(t *testing.T) {
	h := Histogram{{0, 1}, {17, 3}, {maxIndex, 4_000_000_000}}
	text := string(h.AppendText(nil))
	if want := "0:1 17:3 959:4000000000"; text != want {
		t.Errorf("text is %q, want %q", text, want)
	}
	got, err := ParseHistogram(text)
	if err != nil || !cmp.Equal(h, got) {
		t.Errorf("reading %q gives %v, %v", text, got, err)
	}
	for _, bad := range []string{"x", "1", "1:", "1:2 1:2", "2:1 1:1", "960:1", "1:2:3", "-1:2", "1:-2"} {
		if h, err := ParseHistogram(bad); err == nil {
			t.Errorf("%q is read as %v", bad, h)
		}
	}
}

// TestNamedBins: bins that have names are written by these.
func TestNamedBins(t *testing.T) {
	names := []string{"none", "some_words", "all"}
	h := Histogram{{0, 1}, {1, 70}}
	text := h.AppendNamed(nil, names)
	if want := "none:1 some_words:70"; string(text) != want {
		t.Errorf("text is %q, want %q", text, want)
	}
	got, err := AppendHistogram(nil, text, names)
	if err != nil || !cmp.Equal([]Bin(h), got) {
		t.Errorf("reading %q gives %v, %v", text, got, err)
	}
	for _, bad := range []string{"0:1", "some:1", "all:1 none:1", "all", "all:x", ":1"} {
		if h, err := AppendHistogram(nil, []byte(bad), names); err == nil {
			t.Errorf("%q is read as %v", bad, h)
		}
	}
}

func FuzzParseHistogram(f *testing.F) {
	f.Add("0:1 17:3")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := ParseHistogram(text)
		if err != nil {
			return
		}
		again, err := ParseHistogram(string(h.AppendText(nil)))
		if err != nil || !cmp.Equal(h, again) {
			t.Errorf("%q is read as %v, which is written and read as %v, %v", text, h, again, err)
		}
	})
}
