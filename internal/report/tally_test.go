package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

func TestTally(t *testing.T) {
	var a Tally[string]
	a.Add("Sync", 2)
	a.Add("Ping", 5)
	a.Add("Find", 0)
	a.Add("Sync", 3)
	if got := tally(a); got != "Ping:5 Sync:5" {
		t.Errorf("counts %s", got)
	}
	b := Tally[string]{{"Add", 1}, {"Sync", 1}}
	a.Merge(b)
	if got := tally(a); got != "Add:1 Ping:5 Sync:6" || tally(b) != "Add:1 Sync:1" {
		t.Errorf("merged counts %s, of %s", got, tally(b))
	}
	if a.Of("Sync") != 6 || a.Of("Find") != 0 || a.Of("Zzz") != 0 || a.Total() != 12 {
		t.Errorf("Sync %d, Find %d, in all %d", a.Of("Sync"), a.Of("Find"), a.Total())
	}
}

func TestTallyRanked(t *testing.T) {
	a := Tally[int32]{{142, 7}, {200, 9}, {449, 7}, {507, 52}}
	if got := tally(Tally[int32](a.Ranked())); got != "507:52 200:9 142:7 449:7" {
		t.Errorf("ranked %s", got)
	}
	if got := tally(a); got != "142:7 200:9 449:7 507:52" {
		t.Errorf("ranking has changed the counts: %s", got)
	}
	for want, of := range map[int32]Tally[int32]{507: a, 142: a[:1:1], 0: nil, 3: {{3, 2}, {4, 2}}} {
		if got := of.Top(); got != want {
			t.Errorf("top of %s is %d, want %d", tally(of), got, want)
		}
	}
}

// FuzzTally counts as a map does. Two bytes are a key and a count.
func FuzzTally(f *testing.F) {
	f.Add([]byte("abacaa"), []byte("ab"))
	f.Add([]byte{}, []byte{3, 0})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		want := make(map[byte]int64)
		a, b := count(first, want), count(second, want)
		a.Merge(b)
		got, total := make(map[byte]int64), int64(0)
		for _, c := range a {
			got[c.Key] = c.N
		}
		for key, n := range want {
			total += n
			if a.Of(key) != n {
				t.Errorf("%d of %d, want %d", a.Of(key), key, n)
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
		keys := slices.Sorted(maps.Keys(want))
		for i, c := range a {
			if c.Key != keys[i] {
				t.Fatalf("key %d is %d, want %d: not ascending", i, c.Key, keys[i])
			}
		}
		if a.Total() != total {
			t.Errorf("total %d, want %d", a.Total(), total)
		}
		ranked := a.Ranked()
		if !slices.IsSortedFunc(ranked, func(x, y Count[byte]) int { return int(y.N - x.N) }) || len(ranked) != len(a) {
			t.Errorf("ranked %v", ranked)
		}
		if len(ranked) > 0 && a.Top() != ranked[0].Key {
			t.Errorf("top %d, ranked first %d", a.Top(), ranked[0].Key)
		}
	})
}

// count counts pairs in a Tally and in a map, which keeps no zeros either.
func count(pairs []byte, in map[byte]int64) (t Tally[byte]) {
	for ; len(pairs) > 1; pairs = pairs[2:] {
		key, n := pairs[0], int64(pairs[1])
		t.Add(key, n)
		if n > 0 {
			in[key] += n
		}
	}
	return t
}

// tally writes counts as "Ping:2 Sync:7".
func tally[K cmp.Ordered](t Tally[K]) string {
	var parts []string
	for _, c := range t {
		parts = append(parts, fmt.Sprintf("%v:%d", c.Key, c.N))
	}
	return strings.Join(parts, " ")
}
