package lake

import "github.com/easreport/easreport/internal/activity"

// histogramTexts numbers the texts of distributions. It serves one run of rows.
type histogramTexts struct {
	words   []string
	number  map[string]activity.Word
	seen    [1 << seenBits]seenBins
	numbers []activity.Word
	scratch []byte
}

// seenBins is the number of a text of one or two bins. Most have no more, and the
// same come again and again: they are looked up as they are, and need no text.
type seenBins struct {
	bins   uint64
	number activity.Word
}

const seenBits = 11

// of returns the distributions of a batch, whose bins have names or not, as numbers of
// words, which may grow by it.
func (t *histogramTexts) of(all []activity.Histogram, names []string) []activity.Word {
	t.numbers = t.numbers[:0]
	for _, h := range all {
		t.numbers = append(t.numbers, t.numberOf(h, names))
	}
	return t.numbers
}

func (t *histogramTexts) numberOf(h activity.Histogram, names []string) activity.Word {
	if len(h) == 0 {
		return 0
	}
	bins, ok := packBins(h)
	if !ok {
		return t.textOf(h, names)
	}
	const scatter = 0x9E3779B97F4A7C15
	s := &t.seen[bins*scatter>>(64-seenBits)]
	if s.bins != bins {
		*s = seenBins{bins, t.textOf(h, names)}
	}
	return s.number
}

// packBins packs one or two bins into a number, which is not 0.
func packBins(h activity.Histogram) (bins uint64, ok bool) {
	const countBits, indexBits = 20, 12
	if len(h) > 2 {
		return 0, false
	}
	for _, b := range h {
		if b.Count >= 1<<countBits || b.Index >= 1<<indexBits {
			return 0, false
		}
		bins = bins<<(countBits+indexBits) | uint64(b.Index)<<countBits | uint64(b.Count)
	}
	return bins, true
}

func (t *histogramTexts) textOf(h activity.Histogram, names []string) activity.Word {
	t.scratch = h.AppendNamed(t.scratch[:0], names)
	n, known := t.number[string(t.scratch)]
	if !known {
		if t.number == nil {
			t.words, t.number = append(t.words, ""), make(map[string]activity.Word)
		}
		n = activity.Word(len(t.words))
		t.words = append(t.words, string(t.scratch))
		t.number[t.words[n]] = n
	}
	return n
}

func (t *histogramTexts) reset() {
	if len(t.words) > 0 {
		clear(t.words)
		clear(t.number)
		clear(t.seen[:])
		t.words = t.words[:1]
	}
}
