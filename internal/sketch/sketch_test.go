package sketch

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"testing"
)

// naive is what a Sketch says, by its definition: marks are the distinct hashes, cut to 48
// bits, smallest first, each with the sum of all hashes up to the first of it.
func naive(hashes []uint64) (marks []Mark) {
	firsts := make(map[uint64]uint64)
	var sum uint64
	for _, h := range hashes {
		sum += h
		if _, known := firsts[h>>16]; !known {
			firsts[h>>16] = sum
		}
	}
	for hash, sum := range firsts {
		marks = append(marks, Mark{hash, uint32(sum % (1 << 32))})
	}
	slices.SortFunc(marks, func(a, b Mark) int {
		if a.Hash < b.Hash {
			return -1
		}
		return 1
	})
	return marks[:min(len(marks), 32)]
}

func TestMarks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 300 {
		var b Builder
		days := make(map[int64][]uint64)
		for range n {
			day, hash := int64(r.IntN(3)), r.Uint64N(1<<63)<<1>>r.IntN(40)
			days[day] = append(days[day], hash)
			b.Add(day, hash)
		}
		for day := range int64(4) {
			got, want := slices.Collect(b.Of(day).Marks()), naive(days[day])
			if !slices.Equal(got, want) {
				t.Fatalf("%d hashes of day %d: marks %v, want %v", n, day, got, want)
			}
			if days[day] == nil && b.Of(day) != nil {
				t.Errorf("a day without requests has a sketch")
			}
		}
	}
}

// TestEnd: the end is that of logs which end alike, wherever they begin, and of no others.
func TestEnd(t *testing.T) {
	end := func(hashes ...uint64) uint64 {
		var b Builder
		for _, h := range hashes {
			b.Add(7, h)
		}
		hash, ok := b.Of(7).End()
		if ok != (hash != 0) {
			t.Errorf("%v: end %x, %v", hashes, hash, ok)
		}
		return hash
	}
	whole := end(9, 8, 7, 1, 2, 3, 4)
	for name, c := range map[string]struct {
		hashes []uint64
		same   bool
	}{
		"tail":                   {[]uint64{1, 2, 3, 4}, true},
		"longer tail":            {[]uint64{7, 1, 2, 3, 4}, true},
		"repeated lines":         {[]uint64{5, 1, 1, 2, 2, 2, 3, 4, 4}, true},
		"another order":          {[]uint64{7, 1, 2, 4, 3}, false},
		"one more":               {[]uint64{7, 1, 2, 3, 4, 5}, false},
		"one less":               {[]uint64{7, 1, 2, 3}, false},
		"too short":              {[]uint64{2, 3, 4}, false},
		"one line over and over": {[]uint64{4, 4, 4, 4, 4}, false},
	} {
		if got := end(c.hashes...); (got == whole) != c.same {
			t.Errorf("%s: end %x, of the whole %x", name, got, whole)
		}
	}
}

// TestSketchStays holds one that lakes have: it must never change.
func TestSketchStays(t *testing.T) {
	var b Builder
	for i := range uint64(40) {
		b.Add(1, (i+1)*0x0123456789ABCDEF)
	}
	s := b.Of(1)
	if got := hex.EncodeToString(s[:28]); len(s) != 8+32*10 || got != "bfd78925aa6637f00123456789ab89abcdef02468acf13579d0369cd" {
		t.Errorf("%d bytes, %s", len(s), got)
	}
}

// TestStrangeSketches: a sketch from a file may hold anything.
func TestStrangeSketches(t *testing.T) {
	for _, n := range []int{0, 1, 7, 8, 9, 17, 18, 19, 8 + 10*33, 1 << 20} {
		s := Sketch(bytes.Repeat([]byte{0xFF}, n))
		want := max(0, min(32, (n-8)/10))
		if got := len(slices.Collect(s.Marks())); got != want {
			t.Errorf("%d bytes: %d marks, want %d", n, got, want)
		}
		if _, ok := s.End(); ok != (n >= 8) {
			t.Errorf("%d bytes: has an end: %v", n, ok)
		}
	}
}
