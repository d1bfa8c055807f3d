package letter

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

// spanOf is a report of so many hours with as many requests as the hour's number.
func spanOf(n int) *report.Report {
	r := &report.Report{Query: report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(0).Add(time.Duration(n) * time.Hour)}}
	for i := range n {
		r.Timeline = append(r.Timeline, report.Hour{Start: rendertest.Midnight(0).Add(time.Duration(i) * time.Hour), Hits: int64(i), Failures: int64(i) / 10})
	}
	return r
}

func TestHours(t *testing.T) {
	for n, want := range map[int]string{ // columns, of how long, and their marks
		0: "", 1: "", 2: "2 hour 00:00 01:00", 23: "23 hour 00:00 06:00 12:00 18:00", 25: "25 hour 00:00 07:00 14:00 21:00",
		48: "24 2 hours 12-24 00:00 12-24 12:00 12-25 00:00 12-25 12:00", 168: "28 6 hours 12-24 00:00 12-25 18:00 12-27 12:00 12-29 06:00",
		31 * 24: "31 day 12-24 01-01 01-09 01-17", 366 * 24: "",
	} {
		got := ""
		if h := newHours(spanOf(n)); h != nil {
			words := []string{strconv.Itoa(len(h.Columns)), h.Each}
			columns := 0
			for _, m := range h.Marks {
				words = append(words, m.Text)
				columns += m.Span
			}
			if columns != len(h.Columns) {
				t.Errorf("%d hours: marks over %d columns of %d", n, columns, len(h.Columns))
			}
			got = strings.Join(words, " ")
		}
		if got != want {
			t.Errorf("%d hours: %q, want %q", n, got, want)
		}
	}
	if h := newHours(&report.Report{Timeline: make([]report.Hour, 24)}); h != nil {
		t.Errorf("no requests: %+v", h)
	}
}

// TestColumns: what is there is visible, and nothing is higher than the highest.
func TestColumns(t *testing.T) {
	for _, c := range []struct{ hits, failures, good, bad int64 }{
		{0, 0, 0, 0}, {1, 0, 1, 0}, {1, 1, 0, 1}, {1000, 1, columnHigh - 1, 1}, {1000, 1000, 0, columnHigh}, {500, 250, columnHigh / 4, columnHigh / 4},
	} {
		got := column{Hits: c.hits, Failures: c.failures}
		got.size(1000)
		if int64(got.Good) != c.good || int64(got.Bad) != c.bad {
			t.Errorf("%d requests, %d failed: %d and %d high", c.hits, c.failures, got.Good, got.Bad)
		}
	}
}

func TestBars(t *testing.T) {
	for _, b := range []struct {
		n, failed, longest int64
		want               bar
	}{
		{0, 0, 0, bar{Good: 1, Rest: 99}},
		{0, 1, 9, bar{Good: 1, Rest: 99}},
		{1, 0, 1000, bar{Good: 1, Rest: 99}},
		{1, 1, 1000, bar{Bad: 1, Rest: 99}},
		{1000, 250, 1000, bar{Good: 75, Bad: 25}},
		{500, 9000, 1000, bar{Bad: 50, Rest: 50}},
	} {
		var got bar
		got.size(b.n, b.failed, b.longest)
		if diff := cmp.Diff(b.want, got); diff != "" {
			t.Errorf("%d, %d failed (-want +got):\n%s", b.n, b.failed, diff)
		}
	}
}

func TestStretches(t *testing.T) {
	q := report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(1)}
	minute := func(hour int, hits, failures int64) report.Minute {
		return report.Minute{Start: rendertest.Midnight(0).Add(time.Duration(hour) * time.Hour), Hits: hits, Failures: failures}
	}
	got := stretches(&q, &report.Detail{Minutes: []report.Minute{minute(0, 1, 0), minute(1, 2, 0), minute(2, 9, 4), minute(3, 9, 5), minute(30, 1, 0)}})
	want := []stretch{{"calm", 8}, {"busy", 4}, {"failing", 4}, {"idle", 79}, {"calm", 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stretches (-want +got):\n%s", diff)
	}
	if got := stretches(&q, &report.Detail{}); got != nil {
		t.Errorf("without minutes: %v", got)
	}
}
