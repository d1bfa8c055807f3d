package copies

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/traffic"
)

// source is a log of these lines, as a stamp has it: each line is a request of its hour.
func source(key string, lines ...string) Source {
	s := lake.Stamp{Bucket: "logs", Key: key}
	r := &s.Reading
	hash := fnv.New64a()
	var rows []traffic.Row
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for i, line := range lines {
		_, _ = fmt.Fprintln(hash, line) // never fails
		if n := i + 1; n&(n-1) == 0 || n == len(lines) {
			r.Hashes = append(r.Hashes, fmt.Sprintf("%016x", hash.Sum64()))
		}
		rows = append(rows, traffic.Row{Hour: start.Add(time.Duration(i/100) * time.Hour).UnixMilli(), Server: line[:1], Segment: "owa", Hits: 1})
	}
	n := int64(len(lines))
	r.Lines, r.Records, r.Requests = n, n, n
	if n > 0 {
		r.First, r.Last = start, start.Add(time.Duration(n)*time.Second)
	}
	s.Traffic = traffic.Sum(rows)
	return Source{lake.NewSourceID("logs", key), s}
}

// lines are lines of a server, numbered from one number to before another.
func lines(server string, from, to int) (all []string) {
	for i := from; i < to; i++ {
		all = append(all, fmt.Sprintf("%s line %d", server, i))
	}
	return all
}

// verdict is what was found, by keys.
func verdict(f Found) (all []string) {
	for _, c := range f.Copies {
		all = append(all, c.Source.Stamp.Key+" of "+c.Of.Stamp.Key)
	}
	for _, group := range f.Alike {
		var keys []string
		for _, s := range group {
			keys = append(keys, s.Stamp.Key)
		}
		all = append(all, "alike: "+strings.Join(keys, " "))
	}
	return all
}

func TestFind(t *testing.T) {
	day := lines("A", 0, 597)
	changed := func(s Source, change func(s *lake.Stamp)) Source {
		change(&s.Stamp)
		return s
	}
	for _, c := range []struct {
		name    string
		sources []Source
		want    []string
	}{
		{"nothing", nil, nil},
		{"different logs", []Source{source("a", day...), source("b", lines("B", 0, 597)...)}, nil},
		{"renamed on rotation", []Source{source("a.log", day...), source("a-1.log", day...)}, []string{"a.log of a-1.log"}},
		{
			"gzip beside, and renamed",
			[]Source{source("a.log", day...), source("a.log.gz", day...), source("old/a.log", day...)},
			[]string{"a.log.gz of a.log", "old/a.log of a.log"},
		},
		{
			"copies of growing states",
			[]Source{source("8", day[:100]...), source("12", day[:256]...), source("24", day...)},
			[]string{"12 of 24", "8 of 24"},
		},
		{"two lines of it", []Source{source("a", day[:2]...), source("b", day...)}, []string{"a of b"}},
		{"one line may be chance", []Source{source("a", day[0]), source("b", day...)}, nil},
		{"one line each", []Source{source("a", day[0]), source("b", day[0])}, nil},
		{"no lines", []Source{source("a"), source("b")}, nil},
		{
			"a common beginning",
			[]Source{source("a", day...), source("b", append(day[:300:300], lines("A", 1000, 1400)...)...)},
			[]string{"alike: a b"},
		},
		{
			"a tail that is not in it",
			[]Source{source("a", append(day[:300:300], lines("B", 1000, 1100)...)...), source("b", day...)},
			[]string{"alike: a b"},
		},
		{
			"a state of one of two alike",
			[]Source{source("c", day...), source("a", day[:512]...), source("b", append(day[:300:300], lines("A", 1000, 1400)...)...)},
			[]string{"a of c", "alike: b c"},
		},
		{
			"a cut last line",
			[]Source{changed(source("a", day[:100]...), func(s *lake.Stamp) { s.Reading.Rejected = map[string]int64{"cut": 1} }), source("b", day...)},
			[]string{"a of b"},
		},
		{
			"more rejected",
			[]Source{changed(source("a", day[:100]...), func(s *lake.Stamp) { s.Reading.Records -= 3 }), source("b", day...)},
			[]string{"alike: a b"},
		},
		{
			"earlier",
			[]Source{changed(source("a", day[:100]...), func(s *lake.Stamp) { s.Reading.First = s.Reading.First.Add(-time.Second) }), source("b", day...)},
			[]string{"alike: a b"},
		},
		{
			"without checkpoints, or of odd ones", []Source{
				changed(source("a", day...), func(s *lake.Stamp) { s.Reading.Hashes = nil }),
				changed(source("b", day...), func(s *lake.Stamp) { s.Reading.Lines = 12 }), source("c", day...),
			}, nil,
		},
	} {
		for range 5 {
			rand.Shuffle(len(c.sources), func(i, j int) { c.sources[i], c.sources[j] = c.sources[j], c.sources[i] })
			if diff := cmp.Diff(c.want, verdict(Find(c.sources))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
			if diff := cmp.Diff(c.want, verdict(Find(Candidates(c.sources)))); diff != "" {
				t.Errorf("%s, candidates alone (-want +got):\n%s", c.name, diff)
			}
		}
	}
}

// TestFindIsRight: for logs cut anywhere from logs that share nothing, who counts is who
// is not the beginning of another one.
func TestFindIsRight(t *testing.T) {
	for range 200 {
		var all []Source
		texts := make(map[string][]string)
		for i := range 2 + rand.IntN(8) {
			server := string(rune('A' + rand.IntN(3)))
			key := fmt.Sprintf("%d", i)
			texts[key] = lines(server, 0, 2+rand.IntN(300))
			all = append(all, source(key, texts[key]...))
		}
		var want []string
		for key, text := range texts {
			for other, longer := range texts {
				if other != key && len(longer) >= len(text) && slices.Equal(text, longer[:len(text)]) && (len(longer) > len(text) || other < key) {
					want = append(want, key)
					break
				}
			}
		}
		found := Find(all)
		var got []string
		for _, c := range found.Copies {
			got = append(got, c.Source.Stamp.Key)
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" || len(found.Alike) > 0 {
			t.Fatalf("copies of %d logs (-want +got):\n%s\nalike: %v", len(all), diff, found.Alike)
		}
	}
}

// TestManyAlike: many logs that begin alike take no long time.
func TestManyAlike(t *testing.T) {
	var all []Source
	for i := range 3000 {
		all = append(all, source(fmt.Sprint(i), "A", "B", fmt.Sprint("C", i), "D"))
	}
	start := time.Now()
	if f := Find(all); len(f.Alike) != 1 || len(f.Alike[0]) != 3000 {
		t.Errorf("%d groups", len(f.Alike))
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}
