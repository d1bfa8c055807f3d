package lake

import "github.com/easreport/easreport/internal/activity"

// histogramTexts numbers the texts of distributions. It serves one run of rows.
type histogramTexts struct {
	words   []string
	number  map[string]activity.Word
	single  [1024]activity.Word // of a distribution of one value, by its bin; 0: not yet
	singles []uint16            // the bins of those
	numbers []activity.Word
	scratch []byte
}

// of gives the distributions of a batch, whose bins have names or not, as numbers of
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
	// Most rows are of one request.
	if len(h) == 1 && h[0].Count == 1 && int(h[0].Index) < len(t.single) {
		n := &t.single[h[0].Index]
		if *n == 0 {
			*n = t.textOf(h, names)
			t.singles = append(t.singles, h[0].Index)
		}
		return *n
	}
	return t.textOf(h, names)
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
		for _, bin := range t.singles {
			t.single[bin] = 0
		}
		t.words, t.singles = t.words[:1], t.singles[:0]
	}
}
