package scan

import "golang.org/x/sys/cpu"

// mark is portable, with vectors where the processor has them.
func mark(marks []uint64, text []byte, a, b byte) {
	if cpu.X86.HasAVX2 && len(marks) > 0 && len(text) >= len(marks)*Block {
		markAVX2(&marks[0], &text[0], len(marks), a, b)
		return
	}
	portable(marks, text, a, b)
}

// markAVX2 marks n blocks, at least one.
//
//go:noescape
func markAVX2(marks *uint64, text *byte, n int, a, b byte)
