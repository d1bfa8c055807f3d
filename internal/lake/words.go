package lake

// Words numbers the texts of the files that share it, so that rows of different
// files compare as numbers. Number 0 is the empty text (NULL). It serves one
// goroutine.
type Words struct {
	texts  []string
	number map[string]Word
}

// Word is the number of a text in a Words.
type Word uint32

// NewWords makes a Words that knows only the empty text.
func NewWords() *Words {
	return &Words{texts: []string{""}, number: map[string]Word{"": 0}}
}

// Text gives the text of a number.
func (w *Words) Text(n Word) string { return w.texts[n] }

// Len is the number of texts; they are numbered from 0.
func (w *Words) Len() int { return len(w.texts) }

// Of numbers a text.
func (w *Words) Of(text string) Word {
	n, known := w.number[text]
	if !known {
		n = Word(len(w.texts))
		w.texts = append(w.texts, text)
		w.number[text] = n
	}
	return n
}

// ofBytes numbers a text that it copies if it is new.
func (w *Words) ofBytes(text []byte) Word {
	if n, known := w.number[string(text)]; known {
		return n
	}
	return w.Of(string(text))
}
