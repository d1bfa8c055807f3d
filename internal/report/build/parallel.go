package report

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// each does n things, by all cores.
func runParallel(n int, do func(i int)) {
	var next atomic.Int64
	var cores sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		cores.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	cores.Wait()
}
