// Package chance makes accidents that happen again. What befalls a thing depends on
// a seed, on the thing's name and on how often that name was asked for; the order
// in which many things come, which is never the same twice, has no part in it.
//
// It must not know what an accident is.
package chance

import (
	"hash/fnv"
	"math/rand/v2"
	"sync"
)

// Source is where accidents come from. It is safe for concurrent use.
type Source struct {
	seed  uint64
	mu    sync.Mutex
	asked map[string]uint64
}

// New returns a source: the same seed, the same accidents.
func New(seed uint64) *Source { return &Source{seed: seed, asked: make(map[string]uint64)} }

// Of returns the numbers that decide about the thing of this name, now: asked for
// again, they are others.
func (s *Source) Of(name string) *rand.Rand {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(name)) // never fails
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[name]++
	return rand.New(rand.NewPCG(s.seed^hash.Sum64(), s.asked[name]))
}
