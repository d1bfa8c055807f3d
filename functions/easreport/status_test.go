package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store"
)

// statusTroubled has one of each that a status can tell of.
func statusTroubled() *operate.Status {
	at := time.Date(2011, 12, 24, 18, 30, 0, 0, time.UTC)
	s := &operate.Status{
		At: at, Days: 7, From: at.AddDate(0, 0, -6).Truncate(24 * time.Hour), Due: at.AddDate(0, 0, -1).Truncate(24 * time.Hour),
		Sites: []operate.Site{
			{Bucket: "contoso-logs", Name: "cas01/w3svc1", Logs: 8, Last: at.Add(-4 * time.Minute)},
			{Bucket: "contoso-logs", Name: "cas02/w3svc1", Logs: 5, Last: at.AddDate(0, 0, -3)},
			{Name: "/mnt/cas03/W3SVC1", Logs: 1, Last: at.AddDate(0, 0, -1)},
		},
		Quarantined: []lake.Quarantine{{Bucket: "contoso-logs", Key: "cas01/w3svc1/u_ex111220.log.gz", Reason: "gzip: invalid header\x1b[31m"}},
		Inspected: &operate.Inspected{
			Files:   26,
			Damaged: []operate.Damage{{Key: "activity/v2/dt=2011-12-24/00.parquet", Err: fmt.Errorf("reading footer: %w", lake.ErrDamaged)}},
			Lost: []operate.Lost{
				{File: lake.ActivityKey(15332, lake.NewSourceID("contoso-logs", "1")), Bucket: "contoso-logs", Key: "cas01/w3svc1/u_ex111224.log"},
				{File: lake.ActivityKey(15331, lake.NewSourceID("contoso-logs", "2"))},
				{File: lake.DevicesKey(15332)},
			},
			Stray:  []operate.Damage{{Key: "activity/v2/dt=2011-12-24/03.parquet", Err: errors.New("no marker")}},
			Unmade: map[string][]lake.Day{"devices": {15330, 15331, 15332, 15333}, "traffic": {15332}},
		},
		Logs:  &operate.LogsStatus{Total: 4000, Bytes: 4000 * 98_000, OnTheWay: 1},
		Queue: &operate.Depth{Waiting: 2, Hidden: 1}, DeadLetters: &operate.Depth{Waiting: 3}, FailedReports: &operate.Depth{Waiting: 1},
	}
	for i := range 12 {
		s.Logs.Missing = append(s.Logs.Missing, operate.Log{
			Object: store.Object{Key: fmt.Sprintf("cas02/w3svc1/u_ex1112%02d.log", i+1)}, State: operate.New + operate.State(i%3),
		})
	}
	return s
}

func TestGoldenStatus(t *testing.T) {
	troubled := statusTroubled()
	well := &operate.Status{At: troubled.At, Days: 7, Due: troubled.Due, Sites: troubled.Sites[:1], Inspected: &operate.Inspected{Files: 1}}
	for name, s := range map[string]*operate.Status{"status": troubled, "status-well": well} {
		golden(t, name+".txt", func(w io.Writer) error { return printStatus(w, s, attention(s)) })
		golden(t, name+".json", func(w io.Writer) error { return printJSON(w, newStatusSummary(s, attention(s))) })
	}
}

// TestAttention: each trouble by itself wants attention.
func TestAttention(t *testing.T) {
	site := operate.Site{Name: "cas01", Last: time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC)}
	for want, change := range map[string]func(*operate.Status){
		"":                         func(*operate.Status) {},
		"no records at all":        func(s *operate.Status) { s.Sites = nil },
		"newest request is of 201": func(s *operate.Status) { s.Sites, s.Newest = nil, s.Due },
		"cas01 has sent no records since 2011-12-24 00:00 UTC": func(s *operate.Status) { s.Due = site.Last.Add(time.Second) },
		"logs that cannot be read: 1":                          func(s *operate.Status) { s.Quarantined = make([]lake.Quarantine, 1) },
		"damaged files in the lake: 2":                         func(s *operate.Status) { s.Damaged = make([]operate.Damage, 2) },
		"files missing in the lake: 1":                         func(s *operate.Status) { s.Lost = make([]operate.Lost, 1) },
		"files in the lake without a marker: 3":                func(s *operate.Status) { s.Stray = make([]operate.Damage, 3) },
		"not have as they are now: 1":                          func(s *operate.Status) { s.Logs = &operate.LogsStatus{Missing: make([]operate.Log, 1)} },
		"failed too often: 3":                                  func(s *operate.Status) { s.DeadLetters = &operate.Depth{Waiting: 1, Hidden: 2} },
		"reports, alerts or reconciles that failed: 2":         func(s *operate.Status) { s.FailedReports = &operate.Depth{Waiting: 1, Hidden: 1} },
		" ":  func(s *operate.Status) { s.Logs = &operate.LogsStatus{OnTheWay: 1} },
		"  ": func(s *operate.Status) { s.Queue = &operate.Depth{Waiting: 9} },
	} {
		s := &operate.Status{Due: site.Last, Sites: []operate.Site{site}, Inspected: new(operate.Inspected)}
		change(s)
		got := strings.Join(attention(s), "\n")
		if want = strings.TrimSpace(want); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestManySmall: a thousand small logs are worth a word, fewer or larger ones are not.
func TestManySmall(t *testing.T) {
	for _, c := range []struct {
		total int
		bytes int64
		want  bool
	}{{0, 0, false}, {999, 999 * 1000, false}, {1000, 1000 * 249_000, true}, {1000, 1000 * 250_000, false}} {
		if got := manySmall(&operate.LogsStatus{Total: c.total, Bytes: c.bytes}); got != c.want {
			t.Errorf("%d logs of %d bytes: %t", c.total, c.bytes, got)
		}
	}
}
