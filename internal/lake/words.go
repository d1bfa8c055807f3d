package lake

import (
	"hash/maphash"
	"strings"
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
	n      atomic.Int64 // of texts
}

// Bytes is how many bytes all texts have together.
func (w *Words) Bytes() int64 { return w.bytes.Load() }

// Len is how many texts there are. Each takes some 60 bytes beside its own.
func (w *Words) Len() int64 { return w.n.Load() }

// textHash stands for a text: two hashes under seeds of the process, of which 96 bits are
// kept. To find and compare the bytes of a text that was seen costs more than to hash it
// twice, and a file of a small log is mostly of such texts.
type textHash [2]uint64

func (h textHash) shard() uint64 { return h[0] % wordShards }

// Word is the number of a text in a Words.
type Word = activity.Word

// wordShards is how many parts Words has, so that those who read tables at the
// same time seldom wait for each other.
const wordShards = 32

// wordShard numbers some of the texts: text i is Word i*wordShards + its shard. A
// million devices have millions of texts, so that what is kept beside a text counts: its
// hash, and a number in a table of slots.
type wordShard struct {
	sync.Mutex
	texts  []string
	hashes []uint64 // the first of each text
	slots  []slot   // as many as a power of two
	space  strings.Builder
}

// slot holds a text: 1 + which one, 0 for none, and bits of its second hash, so that
// the first hashes of others are not looked at, which lie elsewhere in memory.
type slot struct{ text, bits uint32 }

func slotOf(text int, hash textHash) slot { return slot{uint32(text) + 1, uint32(hash[1])} }

// place is where a text with a first hash is looked for first, of so many slots.
func place(hash uint64, slots int) int { return int(hash/wordShards) & (slots - 1) }

// Texts are kept side by side in blocks. The first has firstBlock bytes, each of the others
// twice as many as the one before, up to maxBlock. A text longer than alone has its own.
const (
	firstBlock = 256
	maxBlock   = 32 << 10
	alone      = maxBlock / 16
)

// NewWords makes a Words that knows only the empty text.
func NewWords() *Words {
	w := &Words{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
	for i := range w.shards {
		w.shards[i].slots = make([]slot, 16)
	}
	w.shards[0].texts, w.shards[0].hashes = []string{""}, []uint64{0}
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
	n, at := s.find(hash)
	if n < 0 {
		n = s.add(text, hash, at)
		w.bytes.Add(int64(len(text)))
		w.n.Add(1)
	}
	return hash.word(n)
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
	n, at := s.find(hash)
	if n < 0 {
		n = s.add(s.copied(text), hash, at)
		w.bytes.Add(int64(len(text)))
		w.n.Add(1)
	}
	return hash.word(n)
}

// word is the number of text i of the hash's shard.
func (h textHash) word(i int) Word { return Word(i*wordShards) + Word(h.shard()) }

// find returns which text has a hash, or -1 and the place of the slot that waits for it.
func (s *wordShard) find(hash textHash) (text, at int) {
	bits := slotOf(0, hash).bits
	for at = place(hash[0], len(s.slots)); ; at = (at + 1) & (len(s.slots) - 1) {
		here := s.slots[at]
		if here.text == 0 {
			return -1, at
		}
		if text = int(here.text) - 1; here.bits == bits && s.hashes[text] == hash[0] {
			return text, at
		}
	}
}

// add takes in a text that find did not find, and returns which it is.
func (s *wordShard) add(text string, hash textHash, at int) int {
	n := len(s.texts)
	s.texts, s.hashes = append(s.texts, text), append(s.hashes, hash[0])
	s.slots[at] = slotOf(n, hash)
	if n >= len(s.slots)/4*3 {
		s.grow()
	}
	return n
}

// grow doubles the slots.
func (s *wordShard) grow() {
	old := s.slots
	s.slots = make([]slot, 2*len(old))
	for _, o := range old {
		if o.text == 0 {
			continue
		}
		at := place(s.hashes[o.text-1], len(s.slots))
		for s.slots[at].text != 0 {
			at = (at + 1) & (len(s.slots) - 1)
		}
		s.slots[at] = o
	}
}

// copied returns a copy of a text.
func (s *wordShard) copied(text []byte) string {
	if len(text) > alone {
		return string(text)
	}
	if s.space.Cap()-s.space.Len() < len(text) {
		size := min(max(2*s.space.Cap(), firstBlock, len(text)), maxBlock)
		s.space = strings.Builder{}
		s.space.Grow(size)
	}
	from := s.space.Len()
	s.space.Write(text)
	return s.space.String()[from:]
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
