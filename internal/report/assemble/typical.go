package assemble

import "github.com/easreport/easreport/internal/activity"

// typical gathers how fast each device was served at a place: the median of the times of its
// requests. The median of these is what a typical device meets, however many requests a slow
// device sends. Requests of one device come together.
type typical struct {
	device  uint64 // the last one, of which current are the times
	current activity.Histogram
	halves  activity.Histogram // of the devices before
}

func (t *typical) add(o *observed) {
	if len(o.times) == 0 {
		return
	}
	if t.device != o.device {
		t.leave()
		t.device = o.device
	}
	t.current.Merge(o.times)
}

// leave counts the device that was seen last, if any.
func (t *typical) leave() {
	if half, served := t.current.Quantile(0.5); served {
		t.halves.Add(int64(half))
	}
	t.current = t.current[:0]
}

// merge takes in the devices of another share of the day, which are others.
func (t *typical) merge(o *typical) {
	t.leave()
	o.leave()
	t.halves.Merge(o.halves)
}
