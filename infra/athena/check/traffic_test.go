package check

import (
	"fmt"
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/internal/estate"
)

// TestShare compares the answer of eas_share with what an estate knows of the load of its
// servers.
func TestShare(t *testing.T) {
	dir := t.TempDir()
	truth, err := estate.New(9, estate.Options{
		Exchange: estate.Exchange2016, Devices: 50, PerDay: 300, Other: 1500, Probes: true,
		Fields: estate.Fields{Bytes: true, ComputerName: true},
	}).Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	var logs []string
	for _, l := range truth.Logs {
		logs = append(logs, filepath.Join(dir, l.Path))
	}
	w := makeWorld(t, logs)
	type place struct {
		hour   int64
		server string
	}
	all, eas := make(map[place]estate.Load), make(map[place]estate.Load)
	var order []place
	for _, l := range truth.Loads { // in order of hours and servers
		at := place{l.Hour, l.Server}
		if _, known := all[at]; !known {
			order = append(order, at)
		}
		all[at] = plus(all[at], l)
		if l.Directory == "microsoft-server-activesync" {
			eas[at] = plus(eas[at], l)
		}
	}
	var want []string
	percent := func(part, whole int64) string { return fmt.Sprint(math.Round(float64(part)*1000/float64(whole)) / 10) }
	for _, at := range order {
		a, e := all[at], eas[at]
		want = append(want, fmt.Sprint([]any{
			time.UnixMilli(at.hour).UTC().Format(time.DateTime), at.server, a.Rows, e.Rows, percent(e.Rows, a.Rows),
			a.Sent + a.Received, percent(e.Sent+e.Received, a.Sent+a.Received), percent(e.Took, a.Took), a.Errors, e.Errors,
		}))
	}
	for _, q := range athena.Queries() {
		if q.Name != "eas_share" {
			continue
		}
		text, err := q.SQL(map[string]string{"first_day": "2026-03-01", "last_day": "2026-03-03"})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := Ask(t.Context(), w.db, text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range answer.Rows {
			got = append(got, fmt.Sprint(row))
		}
		if diff := cmp.Diff(want, got); diff != "" || len(want) < 48 {
			t.Errorf("%d hours of servers (-truth +answer):\n%.4000s", len(want), diff)
		}
	}
}

func plus(a, b estate.Load) estate.Load {
	a.Rows += b.Rows
	a.Errors += b.Errors
	a.Sent += b.Sent
	a.Received += b.Received
	a.Took += b.Took
	return a
}
