package pairing

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/easreport/easreport/internal/activity"
)

// Store keeps packed rows, those of one Day or of several: in memory up to a bound, the
// rest in a scratch file.
type Store struct {
	memory  int
	tempDir string

	mu      sync.Mutex
	chunks  []chunk
	kept    int      // bytes of chunks in memory
	scratch *os.File // nil until it is needed
	written int64
	err     error // of the scratch file: rows are missing
}

const (
	defaultMemory = 256 << 20
	chunkBytes    = 1 << 20
)

// chunk is packed runs, in memory or from a place in the scratch file on.
type chunk struct {
	bytes []byte // nil: in the file
	at    int64
}

// NewStore makes an empty Store. Memory is how many bytes stay in memory, 0 for 256 MiB;
// tempDir is where the scratch file goes, "" for the system's.
func NewStore(memory int, tempDir string) *Store {
	if memory == 0 {
		memory = defaultMemory
	}
	return &Store{memory: memory, tempDir: tempDir}
}

// Close removes the scratch file and frees the memory. The Days of the Store cannot be
// read any more.
func (s *Store) Close() {
	if s.scratch != nil {
		_ = s.scratch.Close()
		_ = os.Remove(s.scratch.Name())
		s.scratch = nil
	}
	s.chunks = nil
}

// run returns the packed rows of an entry, in the buffer if they are in the scratch file.
func (s *Store) run(e entry, buffer []byte) ([]byte, error) {
	c := s.chunks[e.chunk]
	if c.bytes != nil {
		return c.bytes[e.at : e.at+e.size], nil
	}
	buffer = slices.Grow(buffer[:0], int(e.size))[:e.size]
	if _, err := s.scratch.ReadAt(buffer, c.at+int64(e.at)); err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading rows of a day again: %w", err)
	}
	return buffer, nil
}

// Packer packs rows into a Store. It serves one goroutine, and any number of Collectors.
type Packer struct {
	store   *Store
	columns []string
	codec   *codec
	open    []byte // the chunk that is being filled
	number  uint32 // its number
}

// Packer makes a Packer of the columns with these names, see Options.
func (s *Store) Packer(columns []string) *Packer { return &Packer{store: s, columns: columns} }

// batch makes b the batch that rows are packed from.
func (p *Packer) batch(b *activity.Batch) {
	if p.codec == nil || p.codec.batch != b {
		p.codec = newCodec(b, p.columns)
	}
}

// pack packs rows from i to n of the batch, and says where they are.
func (p *Packer) pack(i, n int) (chunk, at, size uint32, err error) {
	if p.open == nil || chunkBytes-len(p.open) < chunkBytes/8 {
		if err := p.newChunk(); err != nil {
			return 0, 0, 0, err
		}
	}
	start := len(p.open)
	p.open = p.codec.pack(p.open, i, n)
	return p.number, uint32(start), uint32(len(p.open) - start), nil
}

// newChunk gives the chunk to the store, and begins the next.
func (p *Packer) newChunk() error {
	s := p.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.keep(p); err != nil {
		return err
	}
	p.open = make([]byte, 0, chunkBytes)
	p.number = uint32(len(s.chunks))
	s.chunks = append(s.chunks, chunk{})
	return nil
}

// Finish gives the last chunk to the store. Rows can be read after that.
func (p *Packer) Finish() error {
	p.codec = nil // it holds on to whoever read the rows
	p.store.mu.Lock()
	defer p.store.mu.Unlock()
	return p.store.keep(p)
}

// keep takes the open chunk of a packer over. Once that has failed it always does.
func (s *Store) keep(p *Packer) error {
	if p.open == nil || s.err != nil {
		return s.err
	}
	at, full := &s.chunks[p.number], p.open
	p.open = nil
	if s.kept+len(full) <= s.memory {
		s.kept += len(full)
		at.bytes = full
		return nil
	}
	at.at, s.err = s.spill(full)
	return s.err
}

// spill writes a chunk to the scratch file, and returns its place there.
func (s *Store) spill(full []byte) (at int64, err error) {
	if s.scratch == nil {
		if s.scratch, err = os.CreateTemp(s.tempDir, "easreport-*.rows"); err != nil {
			return 0, fmt.Errorf("making a temporary file: %w", err)
		}
	}
	if _, err := s.scratch.Write(full); err != nil {
		return 0, fmt.Errorf("keeping rows of a day: %w", err)
	}
	at = s.written
	s.written += int64(len(full))
	return at, nil
}
