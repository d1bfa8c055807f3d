package activity

import "github.com/easreport/easreport/internal/activesync"

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

// logged gives the number of a text by what it was logged as, and decodes that only if it
// must: read is one of the functions that activesync.IsText speaks of.
func (s *symbols) logged(raw []byte, read func([]byte) string) uint32 {
	if activesync.IsText(raw) {
		if n, known := s.number[string(raw)]; known {
			return n
		}
	}
	return s.of(read(raw))
}

// reset forgets all and keeps the memory.
func (s *symbols) reset() {
	clear(s.words)
	clear(s.number)
	s.words = append(s.words[:0], "")
	s.number[""] = 0
	s.bytes = 0
}
