package main

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far the reading of logs is, on a terminal; in a pipe it
// shows nothing.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(logs []logFile, quiet bool) progress {
	if quiet || !term.IsTerminal(int(os.Stderr.Fd())) {
		return progress{}
	}
	var total int64
	for _, log := range logs {
		total += log.size
	}
	return progress{progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionSetDescription("reading logs"),
		progressbar.OptionShowBytes(true),
		progressbar.OptionShowCount(),
		progressbar.OptionShowTotalBytes(true),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionFullWidth(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// add tells of bytes that were read.
func (p progress) add(n int64) {
	if p.bar != nil {
		_ = p.bar.Add64(n) // a bar that cannot be drawn is no reason to stop
	}
}

func (p progress) finish() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
