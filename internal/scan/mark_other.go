//go:build !amd64 && !arm64

package scan

func mark(marks []uint64, text []byte, a, b byte) { portable(marks, text, a, b) }
