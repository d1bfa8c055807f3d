package scan

// mark is portable, with vectors, which every arm64 has.
func mark(marks []uint64, text []byte, a, b byte) {
	if len(marks) > 0 && len(text) >= len(marks)*Block {
		markNEON(&marks[0], &text[0], len(marks), a, b)
	}
}

// markNEON marks n blocks, at least one.
//
//go:noescape
func markNEON(marks *uint64, text *byte, n int, a, b byte)
