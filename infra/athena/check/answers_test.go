package check

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// TestAnswers compares saved queries with the report that knows the same.
func TestAnswers(t *testing.T) {
	w := makeWorld(t, ourLogs(t))
	whole := w.report(t, report.Query{From: w.Days[0].Start(), To: (w.Days[len(w.Days)-1] + 1).Start()})

	var want []string
	for _, day := range w.Days {
		r := w.report(t, report.Query{From: day.Start(), To: (day + 1).Start()})
		if n := r.Totals; n.Hits > 0 {
			want = append(want, fmt.Sprint([]any{day, n.Devices, n.Users, n.Hits, n.Failures}))
		}
	}
	w.compareAnswer(t, "estate_by_day", want, "dt", "devices", "users", "hits", "failures")

	want = nil
	for _, c := range whole.Breakdown.Commands {
		name := c.Key
		if name == "" {
			name = Null
		}
		want = append(want, fmt.Sprint([]any{name, c.N}))
	}
	w.compareAnswer(t, "commands", want, "command", "hits")

	want = nil
	for _, c := range whole.Breakdown.FailureStatuses {
		want = append(want, fmt.Sprint([]any{c.Key.String(), c.N}))
	}
	w.compareAnswer(t, "failures_by_status", want, "status", "failures")

	want = nil
	for row := range whole.Devices.All() {
		want = append(want, fmt.Sprint([]any{activesync.FoldDevice(row.DeviceID), row.User, row.Hits, row.Commands.Of("Ping"), row.Failures}))
	}
	w.compareAnswer(t, "top_devices", want, "device", "account", "hits", "ping_hits", "failures")
}

// TestSlowCommands computes percentiles once more, from the distributions.
func TestSlowCommands(t *testing.T) {
	w := makeWorld(t, ourLogs(t))
	type place struct{ server, command string }
	times, longest := make(map[place]activity.Histogram), make(map[place]int64)
	w.rows(t, "select server, coalesce(command, '"+Null+"'), time_histogram, coalesce(time_taken_max_ms, 0) from requests where kind = 'device' and time_histogram is not null", func(scan func(...any)) {
		var at place
		var text string
		var most int64
		scan(&at.server, &at.command, &text, &most)
		longest[at] = max(longest[at], most)
		h, err := activity.ParseHistogram(text)
		if err != nil {
			t.Fatal(err)
		}
		all := times[at]
		all.Merge(h)
		times[at] = all
	})
	var want []string
	for at, h := range times {
		row := []any{at.server, at.command, h.Count()}
		for _, q := range []float64{.5, .95, .99} {
			ms, _ := h.Quantile(q)
			row = append(row, min(int64(math.Round(ms)), longest[at]))
		}
		want = append(want, fmt.Sprint(row))
	}
	w.compareAnswer(t, "slow_commands", want, "server", "command", "requests", "p50_ms", "p95_ms", "p99_ms")
}

// compareAnswer compares some columns of a saved query on all of a lake, without
// limits, in any order.
func (w world) compareAnswer(t *testing.T, name string, want []string, columns ...string) {
	t.Helper()
	i := slices.IndexFunc(athena.Queries(), func(q athena.Query) bool { return q.Name == name })
	q := athena.Queries()[i]
	values := make(map[string]string)
	for _, p := range q.Parameters {
		values[p.Name] = map[string]string{
			"first_day": w.Days[0].String(), "last_day": w.Days[len(w.Days)-1].String(), "rows": strconv.Itoa(math.MaxInt32), "minimum_hits": "0",
		}[p.Name]
	}
	text, err := q.SQL(values)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := Ask(t.Context(), w.db, text)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range answer.Rows {
		var some []any
		for _, column := range columns {
			some = append(some, row[slices.Index(answer.Columns, column)])
		}
		got = append(got, fmt.Sprint(some))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s differ (-want +got):\n%s", name, columns, diff)
	}
}

// TestStatusNames holds the names in failures_by_status against those of the reports.
func TestStatusNames(t *testing.T) {
	meanings := make(map[string]string)
	for status := range int32(600) {
		meanings[fmt.Sprint(status)] = activesync.Reason(status).Meaning()
		for part := range int32(20) {
			for _, command := range activesync.Commands() {
				r := activesync.Answer{Command: command, Status: status, Substatus: part, EASStatus: part}.Reason()
				meanings[r.String()] = r.Meaning()
			}
		}
	}
	for _, q := range athena.Queries() {
		if q.Name != "failures_by_status" {
			continue
		}
		pairs := regexp.MustCompile(`\('(1\d\d|\w+\.\d+)', '([^']+)'\)`).FindAllStringSubmatch(q.Text(), -1)
		if len(pairs) < 50 {
			t.Errorf("names of statuses: %v", pairs)
		}
		for _, pair := range pairs {
			if meanings[pair[1]] != pair[2] {
				t.Errorf("%s is %q, not %q", pair[1], meanings[pair[1]], pair[2])
			}
		}
	}
}
