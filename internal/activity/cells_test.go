package activity

import (
	"math"
	"reflect"
	"testing"

	"github.com/easreport/easreport/internal/activesync"
)

func TestCellIsOneLineOfTheCache(t *testing.T) {
	if size := reflect.TypeFor[cell]().Size(); size != 64 {
		t.Errorf("a cell has %d bytes", size)
	}
}

// TestLargeQuantities: a cell has 32 bits for each quantity of its one request, which
// may have more.
func TestLargeQuantities(t *testing.T) {
	for _, size := range []int64{0, Absent, math.MaxInt32 - 1, math.MaxInt32, math.MaxInt32 + 1, math.MaxUint32, 1 << 40} {
		for times := range int64(3) {
			a, err := NewAccumulator(60)
			if err != nil {
				t.Fatal(err)
			}
			d := NewDigest(NewSeeds())
			q := activesync.Request{BytesSent: size, BytesReceived: 7, TimeTaken: 9}
			q.Log.Heartbeat, q.Log.Throttle, q.Log.SyncState, q.Log.SyncCommit = 480, Absent, 3, Absent
			for range times + 1 {
				d.Add(&q)
			}
			a.Add(d)
			for b := range a.Cut(nil).Batches() {
				sum := size
				if size != Absent {
					sum *= times + 1
				}
				got := [...]int64{
					b.Hits[0], b.BytesSent[0], b.BytesSentMax[0], b.BytesReceived[0], b.TimeTaken[0], b.TimedHits[0], b.Times[0].Count(),
					b.Heartbeat[0], b.HeartbeatMax[0], b.Throttle[0], b.ThrottleMax[0], b.SyncStateMax[0], b.SyncCommitMax[0],
				}
				want := [...]int64{
					times + 1, sum, size, 7 * (times + 1), 9 * (times + 1), times + 1, times + 1,
					480 * (times + 1), 480, Absent, Absent, 3, Absent,
				}
				if b.Len() != 1 || got != want {
					t.Errorf("%d requests of %d bytes: %d rows, %v, want %v", times+1, size, b.Len(), got, want)
				}
			}
		}
	}
}
