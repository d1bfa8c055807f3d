package estate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/estate"
)

// TestSingleRows counts the rows of estates in which every request has one row.
func TestSingleRows(t *testing.T) {
	for _, name := range []string{"2003", "2007", "2010"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := estate.Options{Exchange: generations[name], Start: estate.At("2026-03-02 12:00:00"), Hours: 18, Devices: 60, PerDay: 300, Hostile: 1, Other: 50, Probes: true, Damaged: 3000, Fields: estate.Fields{Bytes: true}}
			dir, truth := write(t, estate.New(11, o))
			lines := naiveLines(t, dir, truth.Logs)
			got, want := naiveSingle(lines), counted(truth.Days, whatIsLogged)
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(dayDevice{}, count{})); diff != "" {
				t.Errorf("rows differ from the truth (-truth +rows):\n%s", diff)
			}
			if diff := cmp.Diff(truth.Logged.FailedBy, naiveFailedBy(alone(lines))); diff != "" {
				t.Errorf("failures by status differ from the truth (-truth +rows):\n%s", diff)
			}
			if truth.Logged.Failures < 500 || truth.True.Requests == truth.Logged.Requests {
				t.Errorf("%d failures, %d of %d requests logged: too little to go by", truth.Logged.Failures, truth.Logged.Requests, truth.True.Requests)
			}
		})
	}
}

// paired is a front row, a back row, or both.
type paired struct{ front, back *line }

// pairs pairs rows of estates without a lag: the n-th row of a second, device, address
// of the front end and command with the n-th row there of the other side. A back row
// without a front row stays alone, and is told from one that has its pair damaged by
// nothing; so the logs must not be damaged.
func pairs(lines []line) []paired {
	waiting := make(map[string][]int)
	var all []paired
	for i := range lines {
		l := &lines[i]
		if !l.eas() || l.log.Side != estate.Front {
			continue
		}
		all = append(all, paired{front: l})
		if !refusedAtTheDoor(l) {
			waiting[pairKey(l)] = append(waiting[pairKey(l)], len(all)-1)
		}
	}
	for i := range lines {
		l := &lines[i]
		if !l.eas() || l.log.Side != estate.Back {
			continue
		}
		if at := waiting[pairKey(l)]; len(at) > 0 {
			all[at[0]].back = l
			waiting[pairKey(l)] = at[1:]
			continue
		}
		all = append(all, paired{back: l})
	}
	return all
}

// refusedAtTheDoor goes by bytes: a refusal is a page of 1293 bytes.
func refusedAtTheDoor(l *line) bool {
	return l.values["sc-bytes"] == "1293" && l.values["sc-status"] != "200"
}

func pairKey(l *line) string {
	return strings.Join([]string{l.values["date"], l.values["time"], l.query("DeviceId"), l.query("User"), l.command(), l.values["cs(User-Agent)"]}, " ")
}

func naivePaired(all []paired) map[dayDevice]count {
	counts := make(map[dayDevice]count)
	for _, p := range all {
		first := p.front
		if first == nil {
			first = p.back
		}
		n := counts[first.key()]
		n.requests++
		if p.front != nil && p.front.failedByHTTP() || p.back != nil && (p.back.failedByHTTP() || p.back.failedInside()) {
			n.failures++
		}
		if first.command() == "Ping" || p.back != nil && p.back.element("Hb:", "Hb") != "" {
			n.waiting++
		}
		if p.back != nil && fullSync.MatchString(p.back.values["cs-uri-query"]) {
			n.fullSyncs++
		}
		n.toClient += int64(first.number("sc-bytes"))
		n.fromClient += int64(first.number("cs-bytes"))
		counts[first.key()] = n
	}
	return counts
}

// alone returns each row as one that is all of its request.
func alone(lines []line) (all []paired) {
	for i := range lines {
		if lines[i].values != nil && lines[i].eas() {
			all = append(all, paired{front: &lines[i], back: &lines[i]})
		}
	}
	return all
}

// naiveFailedBy counts failures by the status that tells them.
func naiveFailedBy(all []paired) map[int]int64 {
	counts := make(map[int]int64)
	for _, p := range all {
		switch {
		case p.back != nil && p.back.status() >= 101:
			counts[p.back.status()]++
		case p.back != nil && (p.back.failedByHTTP() || p.back.failedInside()):
			counts[p.back.number("sc-status")]++
		case p.front != nil && p.front.failedByHTTP():
			counts[p.front.number("sc-status")]++
		}
	}
	return counts
}

// TestFrontAndBackRows counts requests that two sides log, with all rows there, with a
// back end that is silent, and with a front end that is.
func TestFrontAndBackRows(t *testing.T) {
	noon := estate.Span{From: estate.At("2026-03-02 09:00:00"), To: estate.At("2026-03-02 15:00:00")}
	for name, silences := range map[string][]estate.Silence{
		"complete":     nil,
		"back silent":  {{Server: "EX02", Side: estate.Back, Span: noon}},
		"front silent": {{Server: "EX01", Side: estate.Front, Span: noon}},
		"both":         {{Server: "EX01", Side: estate.Front, Span: noon}, {Server: "EX03", Side: estate.Back, Span: noon}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := estate.Options{Start: estate.At("2026-03-02 06:00:00"), Hours: 20, Devices: 50, LagMax: -1, Silences: silences, Other: 100, Probes: true, Fields: estate.Fields{Bytes: true}}
			dir, truth := write(t, estate.New(4, o))
			pairs := pairs(naiveLines(t, dir, truth.Logs))
			if diff := cmp.Diff(truth.Logged.FailedBy, naiveFailedBy(pairs)); diff != "" {
				t.Errorf("failures by status differ from the truth (-truth +rows):\n%s", diff)
			}
			got, want := naivePaired(pairs), counted(truth.Days, whatIsLogged)
			if silences != nil { // which of two rows in a second is missing cannot be told
				withoutBytes(got)
				withoutBytes(want)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(dayDevice{}, count{})); diff != "" {
				t.Errorf("rows differ from the truth (-truth +rows):\n%s", diff)
			}
			if silences == nil {
				if diff := cmp.Diff(counted(truth.Days, whatHappened), got, cmp.AllowUnexported(dayDevice{}, count{})); diff != "" {
					t.Errorf("complete rows differ from what happened (-truth +rows):\n%s", diff)
				}
			}
		})
	}
}

func withoutBytes(all map[dayDevice]count) {
	for key, n := range all {
		n.toClient, n.fromClient = 0, 0
		all[key] = n
	}
}

// TestRowsAreCounted compares the counts of each log with its lines.
func TestRowsAreCounted(t *testing.T) {
	for name, x := range generations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, truth := write(t, estate.New(8, everything(x)))
			type rows struct{ All, Requests int }
			got, want := make(map[string]rows), make(map[string]rows)
			for _, l := range naiveLines(t, dir, truth.Logs) {
				n := got[l.log.Path]
				n.All++
				if l.values != nil && l.eas() {
					n.Requests++
				}
				got[l.log.Path] = n
			}
			damaged := 0
			for _, l := range truth.Logs {
				if l.CopyOf == "" && l.StateOf == "" {
					want[l.Path] = rows{l.Rows, l.Requests}
					damaged += l.Damaged
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("lines differ from the truth (-truth +lines):\n%s", diff)
			}
			if damaged == 0 || truth.Probes == 0 || truth.Other == 0 {
				t.Errorf("%d damaged rows, %d probes, %d other requests: too little to go by", damaged, truth.Probes, truth.Other)
			}
		})
	}
}
