package render

import (
	"io"
	"runtime"
)

// blockLines is how many lines are made at a time: some 300 KB.
const blockLines = 1024

// inOrder writes n lines that are made by all cores, a block at a time by each.
// newLine gives what one of them makes its lines with; it may keep something
// from one line to the next.
func inOrder(w io.Writer, n int, newLine func() func(dst []byte, i int) []byte) error {
	blocks := (n + blockLines - 1) / blockLines
	workers := min(runtime.GOMAXPROCS(0), blocks)
	done := make(chan struct{})
	defer close(done)
	made := make([]chan []byte, workers)
	for k := range made {
		made[k] = make(chan []byte)
		go func() {
			line := newLine()
			// While one block is written the next is made. The first is no longer
			// needed when the second has been taken.
			var buffers [2][]byte
			for turn, b := 0, k; b < blocks; turn, b = turn+1, b+workers {
				dst := buffers[turn%2][:0]
				for i := b * blockLines; i < min(n, (b+1)*blockLines); i++ {
					dst = line(dst, i)
				}
				buffers[turn%2] = dst
				select {
				case made[k] <- dst:
				case <-done:
					return
				}
			}
		}()
	}
	for b := range blocks {
		if _, err := w.Write(<-made[b%workers]); err != nil {
			return err
		}
	}
	return nil
}
