package cloud_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/disorder"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store/s3store"
)

// operate runs a verb of the command on a cloud and returns what it prints. That
// something wants attention is no failure.
func operate(t *testing.T, c *cloud.Cloud, verb string, flags ...string) []byte {
	t.Helper()
	command := exec.CommandContext(t.Context(), filepath.Join(program(t, cloud.FunctionsVariable), "easreport"), append([]string{verb}, flags...)...)
	command.Env = c.Environment()
	out, err := command.Output()
	failed := new(exec.ExitError)
	if err != nil && (!errors.As(err, &failed) || failed.ExitCode() != 1 || verb != "status") {
		t.Fatalf("easreport %s: %v\n%s%s", verb, err, out, failed.Stderr)
	}
	return out
}

// told is what the status tells.
type told struct {
	Quarantined []struct{ Key, Reason string }
	Damaged     []struct{ Key, Reason string }
	Logs        struct {
		Total    int
		OnTheWay int `json:"on_the_way"` // uploaded within the last hour: not worrying yet
		Missing  []struct{ Key, State string }
	}
	DeadLetters struct{ Waiting, Hidden int } `json:"dead_letters"`
}

func status(t *testing.T, c *cloud.Cloud) (s told) {
	t.Helper()
	if err := json.Unmarshal(operate(t, c, "status", "--json", "--date", "2011-12-26"), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLost: logs of which S3 never told are seen by the status and found by reconcile.
func TestLost(t *testing.T) {
	c := start(t, func(o *cloud.Options) { o.Events = disorder.Shares{Lost: 0.5} })
	want := make(map[cell]sums)
	for i := range 20 {
		key := fmt.Sprintf("CAS%02d/W3SVC1/u_ex111224.log", i)
		log := []request{{"2011-12-24", fmt.Sprint("A", i), 1, 2}}
		upload(t, c, key, logOf(log))
		add(want, key, log)
	}
	settle(t, c)
	lost := c.Events.Counts().Lost
	if s := status(t, c); lost == 0 || s.Logs.OnTheWay+len(s.Logs.Missing) != lost || s.Logs.Total != 20 {
		t.Errorf("%d lost, and the status says %+v", lost, s)
	}
	operate(t, c, "reconcile")
	settle(t, c)
	if diff := cmp.Diff(want, readLake(t, lakeOf(c)), cmp.AllowUnexported(cell{}, sums{})); diff != "" {
		t.Errorf("the lake (-want +got):\n%s", diff)
	}
	if s := status(t, c); s.Logs.OnTheWay+len(s.Logs.Missing) > 0 {
		t.Errorf("the status at the end: %+v", s)
	}
	if bad := keysUnder(t, lakeOf(c), lake.QuarantinePrefix); len(bad) > 0 {
		t.Errorf("in quarantine: %v", bad)
	}
}

// tellOf stands in for S3's event about an object that was not uploaded by the test: it
// sends one as soon as the object is there.
func tellOf(t *testing.T, c *cloud.Cloud, key string) {
	bucket := s3store.New(c.S3.Client(), s3store.Location{Bucket: cloud.Logs})
	for range 300 {
		if _, err := bucket.Head(t.Context(), key); err == nil {
			c.Queue.Send(created(cloud.Logs, key))
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// TestDoctor: a sample walks the whole way, twice, and leaves nothing to be seen.
func TestDoctor(t *testing.T) {
	box := startMailbox(t)
	c := start(t, func(o *cloud.Options) { withMail(o, box.Environment()) })
	for round := range 2 {
		var events sync.WaitGroup
		events.Go(func() { tellOf(t, c, "easreport-doctor/sample.log") })
		told := string(operate(t, c, "doctor", "--mail", recipient))
		events.Wait()
		for _, want := range []string{
			"ok   the lake s3://lake can be read", "ok   a sample log was uploaded", "ok   the ingest function brought it into the lake",
			"ok   the report function reports on it", "ok   a mail to " + recipient + " was sent", "ok   the sample was removed again",
		} {
			if !strings.Contains(told, want) {
				t.Errorf("round %d: no %q in\n%s", round, want, told)
			}
		}
		mails(t, box, round+1)
		if rows := readLake(t, lakeOf(c)); len(rows) > 0 {
			t.Errorf("round %d: the lake has rows: %v", round, rows)
		}
		settle(t, c)
		if s := status(t, c); s.Logs.Total != 0 || len(s.Quarantined)+len(s.Damaged)+s.DeadLetters.Waiting > 0 {
			t.Errorf("round %d: the status: %+v", round, s)
		}
	}
}
