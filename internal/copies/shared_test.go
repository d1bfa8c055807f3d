package copies

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/sketch"
)

// sketched is a log of these requests, as the stamp of a day's file has it.
func sketched(key string, requests ...string) Source {
	var b sketch.Builder
	for _, line := range requests {
		h := fnv.New64a()
		_, _ = fmt.Fprintln(h, line) // never fails
		hash := h.Sum64()
		hash = (hash ^ hash>>29) * 0x9E3779B97F4A7C15 // FNV's first bits are poor
		b.Add(1, hash^hash>>32)
	}
	s := lake.Stamp{Bucket: "logs", Key: key, Sketch: b.Of(1)}
	s.Reading.Requests = int64(len(requests))
	return Source{lake.NewSourceID("logs", key), s}
}

// grouped is whether two logs are in one group.
func grouped(a, b Source) bool { return len(Shared([]Source{a, b})) == 1 }

// TestTails: every end of a log of four requests and more is recognised.
func TestTails(t *testing.T) {
	for _, size := range []int{5, 33, 300, 20_000} {
		day := lines("A", 0, size)
		whole := sketched("a", day...)
		for n := 4; n < size; n += 1 + n/3 {
			if !grouped(whole, sketched("b", day[size-n:]...)) {
				t.Errorf("the last %d of %d are not recognised", n, size)
			}
		}
		for n := range 4 {
			if size > 300 && grouped(whole, sketched("b", day[size-n:]...)) {
				t.Errorf("the last %d of %d are recognised", n, size)
			}
		}
	}
}

// TestPieces: pieces from anywhere in a log are recognised as often as the package says.
func TestPieces(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, c := range []struct{ part, least int }{{2, 300}, {4, 297}, {8, 260}, {20, 120}} { // of 300
		found := 0
		for i := range 300 {
			size := 1000 + r.IntN(2000)
			day := lines(fmt.Sprint("A", i), 0, size)
			from := r.IntN(size - size/c.part)
			piece := sketched("b", day[from:from+size/c.part]...)
			if grouped(sketched("a", day...), piece) {
				found++
			}
		}
		t.Logf("pieces of 1/%d: %d of 300", c.part, found)
		if found < c.least {
			t.Errorf("of pieces of 1/%d %d of 300 are recognised", c.part, found)
		}
	}
}

// TestNoPieces: servers that log some lines alike have no piece of each other.
func TestNoPieces(t *testing.T) {
	merge := func(all ...[]string) (merged []string) {
		for i := range all[0] {
			for _, log := range all {
				if i < len(log) {
					merged = append(merged, log[i])
				}
			}
		}
		return merged
	}
	same := lines("hammer", 0, 3000) // one phone that fails every few seconds at both servers
	for i := range 50 {
		a, b := lines(fmt.Sprint("A", i), 0, 3000), lines(fmt.Sprint("B", i), 0, 3000)
		for name, logs := range map[string][2][]string{
			"nothing in common":      {a, b},
			"every second line":      {merge(same, a), merge(same, b)},
			"the very last":          {append(a, same[:3]...), append(b, same[:3]...)},
			"one line over and over": {append(a, slices.Repeat(same[:1], 500)...), append(b, slices.Repeat(same[:1], 500)...)},
		} {
			if grouped(sketched("a", logs[0]...), sketched("b", logs[1]...)) {
				t.Errorf("%s: taken for a copy", name)
			}
		}
	}
}

// TestShared: who is in one group with whom.
func TestShared(t *testing.T) {
	monday, tuesday := lines("A", 0, 2000), lines("B", 0, 2000)
	for name, c := range map[string]struct {
		sources []Source
		want    []string
	}{
		"nothing":                    {nil, nil},
		"a log and its tail":         {[]Source{sketched("b", monday[1000:]...), sketched("a", monday...)}, []string{"a b"}},
		"pieces that overlap":        {[]Source{sketched("a", monday[:1200]...), sketched("b", monday[800:]...)}, []string{"a b"}},
		"pieces that do not":         {[]Source{sketched("a", monday[:1000]...), sketched("b", monday[1000:]...)}, nil},
		"pieces, and all of them":    {[]Source{sketched("a", monday[:900]...), sketched("b", monday[900:]...), sketched("c", monday...)}, []string{"a b c"}},
		"two logs put together":      {[]Source{sketched("a", monday...), sketched("b", slices.Concat(tuesday, monday)...), sketched("c", tuesday...)}, []string{"a b c"}},
		"without sketches, or empty": {[]Source{source("a", monday...), source("b", monday...), sketched("c"), sketched("d")}, nil},
		"two groups": {
			[]Source{sketched("a", monday...), sketched("d", tuesday[9:]...), sketched("c", tuesday...), sketched("b", monday[7:]...)},
			[]string{"a b", "c d"},
		},
	} {
		for range 5 {
			rand.Shuffle(len(c.sources), func(i, j int) { c.sources[i], c.sources[j] = c.sources[j], c.sources[i] })
			if got := keysOf(Shared(c.sources)); !slices.Equal(got, c.want) {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
	}
}

func keysOf(groups [][]Source) (all []string) {
	for _, group := range groups {
		keys := ""
		for _, s := range group {
			keys += " " + s.Stamp.Key
		}
		all = append(all, keys[1:])
	}
	return all
}

func TestJoin(t *testing.T) {
	s := make([]Source, 7)
	for i := range s {
		s[i] = sketched(fmt.Sprint(i))
	}
	got := keysOf(Join([][]Source{{s[5], s[6]}, {s[0], s[1]}, {s[2], s[3]}, {s[3], s[1]}}))
	if want := []string{"0 1 2 3", "5 6"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestManyShared: many logs that share requests take no long time.
func TestManyShared(t *testing.T) {
	day := lines("A", 0, 500)
	var all []Source
	for i := range 5000 {
		all = append(all, sketched(fmt.Sprint(i), day[i%400:]...))
	}
	if groups := Shared(all); len(groups) != 1 || len(groups[0]) != 5000 {
		t.Errorf("%d groups", len(groups))
	}
}
