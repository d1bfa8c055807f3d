package main

import (
	"runtime/debug"

	"github.com/easreport/easreport/internal/store/readahead"
)

// limitMemory makes the garbage collector keep to the function's memory. A part is
// left for what it does not count: the program itself, and buffers of the system.
// Reading a log makes hardly any garbage, so that collecting it twice as often as
// usual costs nothing that shows.
func (c configuration) limitMemory() {
	debug.SetMemoryLimit(c.memory / 100 * 85)
	debug.SetGCPercent(50)
}

// readAhead bounds what is read ahead to an eighth of the memory. Four streams run
// freely with a buffer of half of all their ranges.
func (c configuration) readAhead() readahead.Options {
	buffer := min(128<<20, c.memory/8)
	return readahead.Options{Streams: 4, BufferBytes: buffer, RangeBytes: buffer / 2}
}
