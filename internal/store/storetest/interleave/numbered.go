package interleave

import "crypto/sha256"

// numbered gives equal things the same number, from 0.
type numbered[K comparable, T any] struct {
	things  []T
	numbers map[K]int
}

func newNumbered[K comparable, T any]() numbered[K, T] {
	return numbered[K, T]{numbers: make(map[K]int)}
}

// number gives the number of a thing; key is equal for those that are alike.
func (n *numbered[K, T]) number(key K, thing T) int {
	i, known := n.numbers[key]
	if !known {
		i = len(n.things)
		n.things = append(n.things, thing)
		n.numbers[key] = i
	}
	return i
}

func (n *numbered[K, T]) of(number int) T { return n.things[number] }

// bodies are the bytes of all objects, numbered from 1; 0 is none.
type bodies struct {
	numbered[[sha256.Size]byte, []byte]
}

func newBodies() bodies { return bodies{newNumbered[[sha256.Size]byte, []byte]()} }

func (b *bodies) number(p []byte) int { return b.numbered.number(sha256.Sum256(p), p) + 1 }

func (b *bodies) body(n int) []byte { return b.of(n - 1) }
