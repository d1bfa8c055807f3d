package operate_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestStatus has servers that send, one that stopped, one that stopped long ago, one
// without ActiveSync, and things that cannot be read.
func TestStatus(t *testing.T) {
	w := newWorld(t)
	other := "2011-12-24 09:30:00 10.1.1.1 GET /owa/ - 443 - 203.0.113.9 Mozilla 200 0 0 15"
	w.add(t, "cas01/W3SVC1/a.log", logOf("2011-12-23 anna"))
	w.add(t, "cas01/W3SVC1/b.log", logOf("2011-12-24 anna", "2011-12-24 anna"))
	w.add(t, "cas02/W3SVC1/a.log", logOf("2011-12-20 anna"))
	w.add(t, "cas03/W3SVC1/a.log", logOf("2011-11-01 anna"))
	put(t, w.raw, "cas01/W3SVC2/a.log", logOf()+other+"\r\n")
	w.ingest(t, "cas01/W3SVC2/a.log")
	w.add(t, "cas02/W3SVC1/broken.log", "no log")
	w.add(t, "cas04/W3SVC1/tomorrow.log", logOf("2011-12-25 anna"))
	w.now = w.now.Add(2 * time.Hour)
	put(t, w.raw, "cas02/W3SVC1/new.log", logOf("2011-12-24 anna"))
	w.now = w.now.Add(2 * time.Hour)
	put(t, w.raw, "cas02/W3SVC1/newest.log", logOf("2011-12-24 anna"))
	damaged := lake.ActivityKey(lake.DayOf(christmas.Unix()), lake.NewSourceID("logs", "damaged.log"))
	put(t, w.lake, damaged, "PAR1")

	at := func(day, hour, minute, second int) time.Time {
		return time.Date(2011, 12, day, hour, minute, second, 0, time.UTC)
	}
	watch := operate.Watch{
		Lake: w.lake, At: christmas, Days: 7, Logs: w.comparison(), Fresh: w.now.Add(-time.Hour),
		Queue: &queue{bodies: []string{"a"}}, DeadLetters: &queue{},
	}
	s, err := watch.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantSites := []operate.Site{
		{Bucket: "logs", Name: "cas01/W3SVC1", Logs: 2, Last: at(24, 10, 1, 0)},
		{Bucket: "logs", Name: "cas01/W3SVC2", Logs: 1, Last: at(24, 9, 30, 0)},
		{Bucket: "logs", Name: "cas02/W3SVC1", Logs: 1, Last: at(20, 10, 0, 0)},
	}
	if diff := cmp.Diff(wantSites, s.Sites); diff != "" {
		t.Errorf("sites (-want +got):\n%s", diff)
	}
	var missing []string
	for i := range s.Sites {
		if s.Missing(&s.Sites[i]) {
			missing = append(missing, s.Sites[i].Name)
		}
	}
	if diff := cmp.Diff([]string{"cas02/W3SVC1"}, missing); diff != "" || !s.Due.Equal(at(23, 0, 0, 0)) || !s.From.Equal(at(18, 0, 0, 0)) {
		t.Errorf("due %v, from %v, missing (-want +got):\n%s", s.Due, s.From, diff)
	}
	if len(s.Quarantined) != 1 || s.Quarantined[0].Key != "cas02/W3SVC1/broken.log" {
		t.Errorf("quarantined: %+v", s.Quarantined)
	}
	if s.Files != 5 || len(s.Damaged) != 1 || s.Damaged[0].Key != damaged || !errors.Is(s.Damaged[0].Err, lake.ErrDamaged) {
		t.Errorf("%d files, damaged: %+v", s.Files, s.Damaged)
	}
	if l := s.Logs; l.Total != 9 || l.OnTheWay != 1 || len(l.Missing) != 1 || l.Missing[0].Key != "cas02/W3SVC1/new.log" {
		t.Errorf("logs: %+v", s.Logs)
	}
	if *s.Queue != (operate.Depth{Waiting: 1}) || *s.DeadLetters != (operate.Depth{}) {
		t.Errorf("queues: %v, %v", s.Queue, s.DeadLetters)
	}
	if !s.Newest.IsZero() {
		t.Errorf("newest %v of a lake with sites", s.Newest)
	}
}

func TestStatusOfOld(t *testing.T) {
	w := newWorld(t)
	watch := operate.Watch{Lake: w.lake, At: christmas, Days: 7}
	s, err := watch.Status(t.Context())
	if err != nil || len(s.Sites) > 0 || !s.Newest.IsZero() || s.Logs != nil || s.Queue != nil {
		t.Errorf("of an empty lake: %+v, %v", s, err)
	}
	w.add(t, "a.log", logOf("2011-11-01 anna"))
	s, err = watch.Status(t.Context())
	if want := time.Date(2011, 11, 1, 10, 0, 0, 0, time.UTC); err != nil || len(s.Sites) > 0 || !s.Newest.Equal(want) {
		t.Errorf("of an old lake: %+v, %v", s, err)
	}
}

// TestStatusFaults: what cannot be looked at is an error, not a lake without it.
func TestStatusFaults(t *testing.T) {
	w := newWorld(t)
	w.add(t, "a.log", logOf("2011-12-24 anna"))
	w.add(t, "b.log", logOf())
	w.add(t, "c.log", "no log")
	failed := errors.New("failed")
	for n := int64(1); ; n++ {
		var calls atomic.Int64
		watch := operate.Watch{At: christmas, Days: 1, Lake: &faulty.Store{Store: w.lake, Hook: func(_ context.Context, _ faulty.Call, next func() error) error {
			if calls.Add(1) == n {
				return failed
			}
			return next()
		}}}
		_, err := watch.Status(t.Context())
		if calls.Load() < n {
			break
		}
		if !errors.Is(err, failed) {
			t.Errorf("call %d fails: %v", n, err)
		}
	}
	watch := operate.Watch{At: christmas, Days: 1, Lake: w.lake, DeadLetters: &queue{fail: "depth"}}
	if _, err := watch.Status(t.Context()); !errors.Is(err, errQueue) {
		t.Errorf("the queue fails: %v", err)
	}
}
