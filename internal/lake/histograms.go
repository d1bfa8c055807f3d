package lake

import "github.com/easreport/easreport/internal/activity"

// histogramTexts numbers the texts of distributions. It serves one run of rows.
type histogramTexts struct {
	words   []string
	number  map[string]uint32
	single  [1024]uint32 // of a distribution of one value, by its bin; 0: not yet
	singles []uint16     // the bins of those
	numbers []uint32
	scratch []byte
}

// of gives the distributions of a batch as numbers of words.
func (t *histogramTexts) of(b *activity.Batch) (words []string, numbers []uint32) {
	t.numbers = t.numbers[:0]
	for i := range b.Len() {
		t.numbers = append(t.numbers, t.numberOf(b.Times(i)))
	}
	return t.words, t.numbers
}

func (t *histogramTexts) numberOf(h activity.Histogram) uint32 {
	if len(h) == 0 {
		return 0
	}
	// Most rows are of one request.
	if len(h) == 1 && h[0].Count == 1 && int(h[0].Index) < len(t.single) {
		n := &t.single[h[0].Index]
		if *n == 0 {
			*n = t.textOf(h)
			t.singles = append(t.singles, h[0].Index)
		}
		return *n
	}
	return t.textOf(h)
}

func (t *histogramTexts) textOf(h activity.Histogram) uint32 {
	t.scratch = h.AppendText(t.scratch[:0])
	n, known := t.number[string(t.scratch)]
	if !known {
		if t.number == nil {
			t.words, t.number = append(t.words, ""), make(map[string]uint32)
		}
		n = uint32(len(t.words))
		t.words = append(t.words, string(t.scratch))
		t.number[t.words[n]] = n
	}
	return n
}

func (t *histogramTexts) reset() {
	if len(t.words) > 0 {
		clear(t.words)
		clear(t.number)
		for _, bin := range t.singles {
			t.single[bin] = 0
		}
		t.words, t.singles = t.words[:1], t.singles[:0]
	}
}
