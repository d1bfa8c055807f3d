package dirstore

import (
	"os"
	"sync"
	"time"
)

const (
	// crowd is how many Puts must be under way before all of the file system is
	// forced to the disk at once. Fewer force their own files, so that a single
	// log need not wait for what other programs have written.
	crowd = 8
	// gather is how long a turn waits for more who need it: little beside what a
	// disk takes, and on a fast one it saves most turns.
	gather = time.Millisecond
)

// disk makes what was written durable, for many Puts at a time where it can.
//
// To force a file to a disk takes milliseconds, whatever its size; to force
// every file of a file system takes hardly longer. So those who come while the
// disk is at work wait for each other, and the next turn is for all of them.
type disk struct {
	syncAll func(root *os.File) error

	ready sync.Once
	// root is what syncAll is called with, nil where that is not possible. It is
	// opened before anything is written, so that it is told of each write that
	// fails.
	root *os.File

	mu      sync.Mutex
	puts    int   // under way
	next    *turn // that did not begin yet, nil if nobody waits
	working bool
	// failed is the first failure. The system tells of a write that was lost only
	// once, and does not say whose it was: it may be of one who waits for the next
	// turn. So all turns after it fail, until no Put is under way.
	failed error
}

// turn is a time at which the disk makes durable what was written before.
type turn struct {
	over chan struct{}
	err  error // when it is over
}

// begin readies the disk for a Put below the root; end is that Put's end.
func (d *disk) begin(root *os.Root) {
	d.ready.Do(func() { d.root = diskOf(root) })
	d.mu.Lock()
	defer d.mu.Unlock()
	d.puts++
}

func (d *disk) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.puts--
}

func (d *disk) close() {
	if d.root != nil {
		_ = d.root.Close() // it was not written to
	}
}

// force returns when what a Put wrote before is durable: because alone, which
// forces that and no more, was done, or a turn that began after the call.
func (d *disk) force(alone func() error) error {
	t := d.join()
	if t == nil {
		return alone()
	}
	<-t.over
	return t.err
}

// join gives the next turn, nil if there are too few for one.
func (d *disk) join() *turn {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.root == nil || d.puts < crowd {
		return nil
	}
	if d.next == nil {
		d.next = &turn{over: make(chan struct{})}
	}
	if !d.working {
		d.working = true
		go d.work()
	}
	return d.next
}

// work takes turns until nobody waits.
func (d *disk) work() {
	for {
		time.Sleep(gather)
		t := d.take()
		if t == nil {
			return
		}
		if d.failed == nil {
			d.failed = d.syncAll(d.root)
		}
		t.err = d.failed
		close(t.over)
	}
}

// take begins the next turn: who comes now has to wait for the one after.
func (d *disk) take() *turn {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.next
	d.next, d.working = nil, t != nil
	return t
}
