package lake

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"github.com/easreport/easreport/internal/activity"
)

// Words numbers the texts of the files that share it, so that rows of different
// files compare as numbers. Number 0 is the empty text (NULL). Several tables may
// be read with it at the same time; which number a text gets is then by chance.
type Words struct {
	seeds  [2]maphash.Seed
	shards [wordShards]wordShard
	bytes  atomic.Int64 // of all texts
}

// Bytes is how many bytes all texts have together.
func (w *Words) Bytes() int64 { return w.bytes.Load() }

// textHash stands for a text: two hashes under seeds of the process, 128 bits. To
// find and compare the bytes of a text that was seen costs more than to hash it
// twice, and a file of a small log is mostly of such texts.
type textHash [2]uint64

func (h textHash) shard() uint64 { return h[0] % wordShards }

// Word is the number of a text in a Words.
type Word = activity.Word

// wordShards is how many parts Words has, so that those who read tables at the
// same time seldom wait for each other.
const wordShards = 32

// wordShard numbers some of the texts: text i is Word i*wordShards + its shard.
type wordShard struct {
	sync.Mutex
	texts  []string
	number map[textHash]Word
}

// NewWords makes a Words that knows only the empty text.
func NewWords() *Words {
	w := &Words{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
	for i := range w.shards {
		w.shards[i].number = make(map[textHash]Word)
	}
	w.shards[0].texts = []string{""}
	return w
}

// Text gives the text of a number.
func (w *Words) Text(n Word) string {
	s := &w.shards[n%wordShards]
	s.Lock()
	defer s.Unlock()
	return s.texts[n/wordShards]
}

// Of numbers a text.
func (w *Words) Of(text string) Word {
	if text == "" {
		return 0
	}
	hash := textHash{maphash.String(w.seeds[0], text), maphash.String(w.seeds[1], text)}
	s := &w.shards[hash.shard()]
	s.Lock()
	defer s.Unlock()
	if n, known := s.number[hash]; known {
		return n
	}
	return w.add(s, text, hash)
}

// ofBytes numbers a text that it copies if it is new.
func (w *Words) ofBytes(text []byte) Word {
	if len(text) == 0 {
		return 0
	}
	hash := textHash{maphash.Bytes(w.seeds[0], text), maphash.Bytes(w.seeds[1], text)}
	s := &w.shards[hash.shard()]
	s.Lock()
	defer s.Unlock()
	if n, known := s.number[hash]; known {
		return n
	}
	return w.add(s, string(text), hash)
}

func (w *Words) add(s *wordShard, text string, hash textHash) Word {
	w.bytes.Add(int64(len(text)))
	n := Word(len(s.texts)*wordShards) + Word(hash.shard())
	s.texts = append(s.texts, text)
	s.number[hash] = n
	return n
}

// Texts are the texts that a Words had numbered at some time. They are read
// without waiting.
type Texts [wordShards][]string

// Texts gives the texts numbered so far.
func (w *Words) Texts() *Texts {
	var t Texts
	for i := range w.shards {
		s := &w.shards[i]
		s.Lock()
		t[i] = s.texts
		s.Unlock()
	}
	return &t
}

// Of gives the text of a number.
func (t *Texts) Of(n Word) string { return t[n%wordShards][n/wordShards] }

// all gives the texts by number. Numbers that none has are of the empty text.
func (t *Texts) all() []string {
	longest := 0
	for _, shard := range t {
		longest = max(longest, len(shard))
	}
	texts := make([]string, longest*wordShards)
	for i, shard := range t {
		for at, text := range shard {
			texts[at*wordShards+i] = text
		}
	}
	return texts
}
