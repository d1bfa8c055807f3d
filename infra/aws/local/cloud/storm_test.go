package cloud_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/disorder"
	"github.com/easreport/easreport/infra/aws/local/faults"
	"github.com/easreport/easreport/internal/lake"
)

// uploadsVariable names the environment variable with the number of uploads.
const uploadsVariable = "EASREPORT_STORM_UPLOADS"

// The storm: of the events a tenth comes twice and a tenth late, one request in twenty
// goes wrong, and the process is killed once in 200 uploads.
const (
	killEvery = 200
	backlog   = 40 // messages that wait for the function, at most, or nothing would overlap
)

func stormSize(t *testing.T) int {
	t.Helper()
	text := os.Getenv(uploadsVariable)
	if text == "" {
		return 1000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", uploadsVariable, err)
	}
	return n
}

// TestStorm: whatever happens on the way, the lake has the rows of the last revision of
// each log, and of nothing else.
func TestStorm(t *testing.T) {
	uploads := stormSize(t)
	c := start(t, func(o *cloud.Options) {
		o.Concurrency, o.Visibility = 16, 5*time.Second
		o.Events = disorder.Shares{Twice: 0.1, Late: 0.1, Delay: 2 * time.Second}
		o.Storage = faults.Shares{Reads: 0.05, Writes: 0.05, Delay: 300 * time.Millisecond}
	})
	begin := time.Now()
	s := &storm{cloud: c, random: rand.New(rand.NewPCG(1, 1)), logs: make(map[string][][]request)}
	s.run(t, uploads)
	settle(t, c)
	dead, _ := c.DeadLetters.Depth()
	if told := status(t, c); told.DeadLetters.Waiting != dead {
		t.Errorf("%d dead letters, and the status says %+v", dead, told)
	}
	for range 5 { // which may fail again
		if left, _ := c.DeadLetters.Depth(); left > 0 {
			operate(t, c, "redrive")
			settle(t, c)
		}
	}
	t.Logf("%d uploads of %d logs in %v, %d kills, %d events without an answer, %d dead letters before they were redriven; events %+v; requests %v",
		uploads, len(s.logs), time.Since(begin).Round(time.Second), s.kills.Load(), c.Failed(), dead, c.Events.Counts(), c.Storage.Counts())
	store := lakeOf(c)
	if diff := cmp.Diff(s.truth(), readLake(t, store), cmp.AllowUnexported(cell{}, sums{})); diff != "" {
		t.Errorf("the lake differs from the truth (-want +got):\n%.4000s", diff)
	}
	if bad := keysUnder(t, store, lake.QuarantinePrefix); len(bad) > 0 {
		t.Errorf("sources in quarantine: %v", bad)
	}
	if told := status(t, c); told.DeadLetters.Waiting+len(told.Quarantined)+len(told.Damaged)+len(told.Logs.Missing)+told.Logs.OnTheWay > 0 {
		t.Errorf("the status at the end: %+v\n%s", told, operate(t, c, "reconcile", "--dry-run"))
	}
	if want := int64(uploads / killEvery); s.kills.Load() != want {
		t.Errorf("%d kills, want %d", s.kills.Load(), want)
	}
}

// storm uploads logs and kills the function.
type storm struct {
	cloud  *cloud.Cloud
	random *rand.Rand
	// logs have every revision of each log that was uploaded, by key.
	logs  map[string][][]request
	kills atomic.Int64
}

// run uploads so many revisions, of twenty logs at a time.
func (s *storm) run(t *testing.T, uploads int) {
	t.Helper()
	var killing sync.WaitGroup
	defer killing.Wait()
	open := make([]string, 20)
	for n := range uploads {
		i := s.random.IntN(len(open))
		if open[i] == "" || len(s.logs[open[i]]) == 5 {
			open[i] = fmt.Sprintf("CAS%02d/W3SVC1/u ex+%%20ü %d.log", i, n)
		}
		revision := s.next(s.logs[open[i]])
		s.logs[open[i]] = append(s.logs[open[i]], revision)
		upload(t, s.cloud, open[i], logOf(revision))
		if n%killEvery == killEvery-1 {
			killing.Go(s.kill)
		}
		for ready := backlog; ready >= backlog && t.Context().Err() == nil; time.Sleep(time.Millisecond) {
			ready, _ = s.cloud.Queue.Depth()
		}
	}
}

// next is what becomes of a log: it grows, into the next day too, shrinks, moves to
// another day, has nothing any more, is as it was at first, or is just uploaded again.
func (s *storm) next(revisions [][]request) []request {
	if len(revisions) == 0 {
		return s.more(nil)
	}
	last := revisions[len(revisions)-1]
	switch s.random.IntN(8) {
	case 0:
		return last[:len(last)/2]
	case 1:
		moved := slices.Clone(last)
		for i := range moved {
			moved[i].day = s.day()
		}
		return moved
	case 2:
		return nil
	case 3:
		return revisions[0]
	case 4:
		return last
	}
	return s.more(last)
}

// more appends requests of one day.
func (s *storm) more(to []request) []request {
	to = slices.Clone(to)
	day := s.day()
	for range 1 + s.random.IntN(30) {
		to = append(to, request{
			day: day, device: fmt.Sprintf("DEVICE%d", s.random.IntN(50)), sent: s.random.Int64N(1e5), received: s.random.Int64N(1e4),
		})
	}
	return to
}

func (s *storm) day() string { return fmt.Sprintf("2011-12-%02d", 24+s.random.IntN(3)) }

// truth is what the lake must hold.
func (s *storm) truth() map[cell]sums {
	all := make(map[cell]sums)
	for key, revisions := range s.logs {
		add(all, key, revisions[len(revisions)-1])
	}
	return all
}

// kill kills the function at a moment of some event.
func (s *storm) kill() {
	for {
		time.Sleep(rand.N(50 * time.Millisecond))
		if s.cloud.Ingest.Kill() {
			s.kills.Add(1)
			return
		}
	}
}
