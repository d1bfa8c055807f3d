package dirstore

import (
	"os"
	"sync"
)

// crowd is how many must wait for the disk before all of its file system is
// forced to it at once. Fewer are forced one by one, so that a single log need
// not wait for what other programs have written.
const crowd = 4

// disk makes what was written durable, for many at a time where it can.
//
// To force a file to a disk takes milliseconds, whatever its size; to force
// every file of the file system takes hardly longer. So those who come while the
// disk is at work wait for each other, and the next turn is for all of them.
type disk struct {
	syncAll func(root *os.File) error
	crowd   int

	mu sync.Mutex
	// root is what syncAll is called with, nil where that is not possible. It is
	// opened before anything is written, so that it is told of each write that
	// fails.
	root    *os.File
	working bool
	next    *turn // that did not begin yet, nil if nobody waits
}

// turn is what one turn of the disk makes durable.
type turn struct {
	each []func() error // how each of those who wait would do it alone
	over chan struct{}
	err  error // of all of them, when it is over
}

// open readies the disk for writes below the root.
func (d *disk) open(root *os.Root) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.root == nil && d.syncAll != nil {
		d.root = diskOf(root)
	}
}

func (d *disk) close() {
	if d.root != nil {
		_ = d.root.Close() // it was not written to
	}
}

// force returns when what the caller wrote before is durable: by a turn that
// began after the call. alone is how the caller would do it without the others.
func (d *disk) force(alone func() error) error {
	d.mu.Lock()
	if d.root == nil {
		d.mu.Unlock()
		return alone()
	}
	if d.next == nil {
		d.next = &turn{over: make(chan struct{})}
	}
	t := d.next
	t.each = append(t.each, alone)
	if !d.working {
		d.working = true
		go d.work()
	}
	d.mu.Unlock()
	<-t.over
	return t.err
}

// work takes turns until nobody waits.
func (d *disk) work() {
	for {
		d.mu.Lock()
		t := d.next
		d.next, d.working = nil, t != nil
		d.mu.Unlock()
		if t == nil {
			return
		}
		t.err = d.take(t)
		close(t.over)
	}
}

func (d *disk) take(t *turn) error {
	if len(t.each) >= d.crowd {
		return d.syncAll(d.root)
	}
	for _, force := range t.each {
		if err := force(); err != nil {
			return err
		}
	}
	return nil
}
