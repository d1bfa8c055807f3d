package activity

// symbols numbers texts, so that equal ones are kept once and compare as
// numbers. Number 0 is the empty text.
type symbols struct {
	words  []string
	number map[string]uint32
	bytes  int
}

func newSymbols() symbols {
	return symbols{words: []string{""}, number: map[string]uint32{"": 0}}
}

func (s *symbols) of(word string) uint32 {
	n, known := s.number[word]
	if !known {
		n = uint32(len(s.words))
		s.words = append(s.words, word)
		s.number[word] = n
		s.bytes += len(word) + 64
	}
	return n
}

// reset forgets all and keeps the memory.
func (s *symbols) reset() {
	clear(s.words)
	clear(s.number)
	s.words = append(s.words[:0], "")
	s.number[""] = 0
	s.bytes = 0
}
