package assemble

import (
	"math/bits"

	"github.com/easreport/easreport/internal/activity"
)

// typical gathers how fast each device was served at a place, in each hour and on the whole
// day: the median of the times of its requests. The median of these is what a typical device
// meets, however many requests a slow device sends. Requests of one device come together.
type typical struct {
	device  uint64 // the last one, of which current are the times
	current [24]activity.Histogram
	served  uint32 // the hours that have some, a bit each
	whole   activity.Histogram
	// of the devices before
	day   activity.Histogram
	hours [24]activity.Histogram
}

func (t *typical) add(o *observed, hour int64) {
	if len(o.times) == 0 {
		return
	}
	if t.device != o.device {
		t.leave()
		t.device = o.device
	}
	t.current[hour].Merge(o.times)
	t.served |= 1 << hour
}

// leave counts the device that was seen last, if any.
func (t *typical) leave() {
	if t.served == 0 {
		return
	}
	t.whole = t.whole[:0]
	for ; t.served > 0; t.served &= t.served - 1 {
		hour := bits.TrailingZeros32(t.served)
		addHalf(&t.hours[hour], t.current[hour])
		t.whole.Merge(t.current[hour])
		t.current[hour] = t.current[hour][:0]
	}
	addHalf(&t.day, t.whole)
}

// addHalf counts the median of times.
func addHalf(halves *activity.Histogram, times activity.Histogram) {
	half, _ := times.Quantile(0.5)
	halves.Add(int64(half))
}

// merge takes in the devices of another share of the day, which are others.
func (t *typical) merge(o *typical) {
	t.leave()
	o.leave()
	t.day.Merge(o.day)
	for hour := range t.hours {
		t.hours[hour].Merge(o.hours[hour])
	}
}
