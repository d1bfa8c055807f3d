package activity

import "github.com/easreport/easreport/internal/activesync"

// The gauges: numbers that many requests carry in Log=, Absent where one does not.
// Rows have the largest of each, and the sums of those that add up.
const (
	heartbeat = iota
	throttle
	syncState
	syncCommit
	gauges
)

// carried is what a request's Log= carries besides its outcome.
type carried struct {
	gauges [gauges]int32
	extras uint32 // index+1 of the packed ones in cellTable.extras, 0: none
}

// noGauges are those of a request that carries none.
var noGauges = [gauges]int32{Absent, Absent, Absent, Absent}

// gaugesOf returns the gauges of a request.
func gaugesOf(l *activesync.Log) [gauges]int32 {
	return [gauges]int32{heartbeat: l.Heartbeat, throttle: l.Throttle, syncState: l.SyncState, syncCommit: l.SyncCommit}
}

// addGauges takes in those of one more request.
func (s *cellSums) addGauges(values *[gauges]int32) {
	for i, v := range values {
		if v >= 0 {
			s.gaugeSum[i] += int64(v)
			s.gaugeMax[i] = max(s.gaugeMax[i], v)
		}
	}
}

// gaugesOf returns the gauges of a cell's one request.
func (r *Run) gaugesOf(c *cell) *[gauges]int32 {
	if c.carried == 0 {
		return &noGauges
	}
	return &r.cells.carried[c.carried-1].gauges
}

// fillGauges fills in the gauges of row i, which is of one request.
func (b *Batch) fillGauges(i int, of *[gauges]int32) {
	b.Heartbeat[i], b.HeartbeatMax[i] = int64(of[heartbeat]), int64(of[heartbeat])
	b.Throttle[i], b.ThrottleMax[i] = int64(of[throttle]), int64(of[throttle])
	b.SyncStateMax[i], b.SyncCommitMax[i] = int64(of[syncState]), int64(of[syncCommit])
}

// fillGaugeSums fills in the gauges of row i, which is of several requests.
func (b *Batch) fillGaugeSums(i int, s *cellSums) {
	b.fillGauges(i, &s.gaugeMax)
	if s.gaugeMax[heartbeat] >= 0 {
		b.Heartbeat[i] = s.gaugeSum[heartbeat]
	}
	if s.gaugeMax[throttle] >= 0 {
		b.Throttle[i] = s.gaugeSum[throttle]
	}
}
