package cloud_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/disorder"
	"github.com/easreport/easreport/internal/lake"
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
		t.Fatalf("easreport %s: %v\n%s", verb, err, failed.Stderr)
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
