package report

import (
	"slices"

	"github.com/easreport/easreport/internal/lake"
)

// wordSet holds different words, mostly one or two and now and then very many:
// it is brought in order from time to time, and not with each word.
type wordSet struct {
	all []lake.Word
	// sorted is how many from the start are in order and unique.
	sorted int
}

// add adds a word that is not 0.
func (s *wordSet) add(w lake.Word) {
	const few = 8
	n := len(s.all)
	if w == 0 || slices.Contains(s.all[max(0, n-few):], w) {
		return
	}
	s.all = append(s.all, w)
	if n > 2*s.sorted+4*few {
		s.compact()
	}
}

// compact brings the words in order, each once.
func (s *wordSet) compact() []lake.Word {
	if s.sorted < len(s.all) {
		slices.Sort(s.all)
		s.all = slices.Compact(s.all)
		s.sorted = len(s.all)
	}
	return s.all
}

func (s *wordSet) len() int { return len(s.compact()) }
