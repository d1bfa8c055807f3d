package report

import (
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/lake"
)

// TestCommand: what an administrator pastes into a shell is one command, whatever logs are
// called.
func TestCommand(t *testing.T) {
	for _, test := range []struct {
		lake string
		logs []Log
		want string
	}{
		{"/srv/lake", []Log{{Key: "/mnt/cas1/a.log"}}, "easreport ingest --lake /srv/lake /mnt/cas1/a.log"},
		{`D:\my lake`, []Log{{Key: "C:/Program Files (x86)/a.log"}, {Key: "C:/b.log"}}, `easreport ingest --lake "D:\my lake" "C:/Program Files (x86)/a.log" C:/b.log`},
		{"s3://lake/x", []Log{{Bucket: "logs", Key: "cas1/W3SVC1/a.log"}}, "easreport ingest --lake s3://lake/x s3://logs/cas1/W3SVC1/a.log"},
		{"", []Log{{Key: "/a.log"}}, "easreport ingest --lake LAKE /a.log"},
		{"/l", []Log{{Key: "/mnt/c/1/a.log"}, {Key: "/mnt/c/1/b.log"}, {Key: "/mnt/c/2/c.log"}, {Key: "/mnt/c/1/d.log"}}, "easreport reconcile --lake /l --logs /mnt/c"},
		{"/l", []Log{{Key: "/x/a.log"}, {Key: "/y/b.log"}, {Key: "/x/c.log"}, {Key: "/x/d.log"}}, "easreport reconcile --lake /l --logs LOGS"},
		{"/l", []Log{{Source: "00"}}, "easreport reconcile --lake /l --logs LOGS"},
		{"/l", []Log{{Key: "/mnt/c/$(reboot).log"}}, "easreport reconcile --lake /l --logs /mnt/c"},
		{"/l", []Log{{Key: "/mnt/`reboot`/a.log"}}, "easreport reconcile --lake /l --logs LOGS"},
		{"/l", []Log{{Bucket: "b", Key: "c/1/a.log"}, {Bucket: "b", Key: "c/2/b.log"}, {Bucket: "b", Key: "c/2/$.log"}}, "easreport reconcile --lake /l --logs s3://b/c"},
		{"/l", []Log{{Bucket: "b", Key: "c/1/a.log"}, {Bucket: "d", Key: "c/2/$.log"}}, "easreport reconcile --lake /l --logs LOGS"},
		{"/l", []Log{{Key: "//cas1/logs/$.log"}}, "easreport reconcile --lake /l --logs //cas1/logs"},
		{"/l;reboot", []Log{{Key: "/a\n.log"}}, "easreport reconcile --lake LAKE --logs LOGS"},
	} {
		c := &Coverage{Lake: test.lake}
		if got := c.command(test.logs); got != test.want {
			t.Errorf("%v:\n%s\nwant\n%s", test.logs, got, test.want)
		}
	}
}

func TestRepairs(t *testing.T) {
	a, b := Log{Key: "/mnt/a.log"}, Log{Key: "/mnt/b.log"}
	c := &Coverage{
		Lake:    "lake",
		Lost:    []Lost{{a, 15332}, {a, 15333}, {b, 15332}},
		Damaged: []Damage{{Key: "activity/v2/x", Err: lake.ErrDamaged, Log: b}},
		Newer:   []Newer{{b, 17}},
	}
	want := []string{
		"1 file of the lake is damaged",
		"rows of logs /mnt/a.log and /mnt/b.log for 2 days from 2011-12-24 are missing in the lake; to write them again, run: easreport ingest --lake lake /mnt/a.log /mnt/b.log",
		"to repair damaged files, run: easreport ingest --lake lake /mnt/b.log",
		"log /mnt/b.log (17 bytes more) changed after the lake read what it has; to read the rest, run: easreport ingest --lake lake /mnt/b.log",
	}
	if got := c.Problems(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("problems:\n%s", strings.Join(got, "\n"))
	}
}
