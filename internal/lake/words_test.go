package lake

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestWords numbers texts of all lengths, again and again, and compares with a map.
func TestWords(t *testing.T) {
	w := NewWords()
	number := map[string]Word{"": 0}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 200_000 {
		text := fmt.Sprint(r.IntN(50_000))
		if i%1000 == 0 {
			text = strings.Repeat(text, r.IntN(4000)) // also longer than a block
		}
		n := w.Of(text)
		if i%2 == 0 {
			n = w.ofBytes([]byte(text))
		}
		if known, ok := number[text]; ok && known != n {
			t.Fatalf("text %q has numbers %d and %d", text, known, n)
		}
		number[text] = n
	}
	texts := w.Texts()
	for text, n := range number {
		if w.Text(n) != text || texts.Of(n) != text {
			t.Fatalf("number %d is %q and %q, want %q", n, w.Text(n), texts.Of(n), text)
		}
	}
}

// BenchmarkWords numbers a million texts, each three times.
func BenchmarkWords(b *testing.B) {
	texts := make([][]byte, 1_000_000)
	for i := range texts {
		texts[i] = fmt.Appendf(nil, "APPL%016d", i)
	}
	b.ReportAllocs()
	for b.Loop() {
		w := NewWords()
		for range 3 {
			for _, text := range texts {
				w.ofBytes(text)
			}
		}
	}
}
