package finding

import (
	"slices"
	"testing"
	"time"
)

// TestHeads: the head of a card is what an administrator would call the illness, and what
// follows from it is beneath it. What does not follow has a card of its own.
func TestHeads(t *testing.T) {
	failing := request{cmd: "Sync", log: "V141_Fc1_Fid:7_Ty:Em_St:S_Sk9_S8_"}
	busy := request{status: 503, log: "V121_Error:TooManyJobsQueued_"}
	cut := request{cmd: "Ping", log: "V141_Hb900_S1_"}
	cut.taken = 60_000
	var bursts []several // as blog: more than 60 attempts a minute
	for _, from := range []string{"09:00:00", "11:30:00", "14:10:00", "17:45:00"} {
		bursts = append(bursts, several{120, from, 400 * time.Millisecond, failing}, several{120, from, 400 * time.Millisecond, request{}})
	}
	for name, test := range map[string]struct {
		log  []several
		want []string // the heads that are no notes, the first one first
	}{
		"700 mails a day":              {log: []several{{700, "06:00:00", 80 * time.Second, request{cmd: "SendMail"}}}, want: []string{"repeated-command"}},
		"FolderSync every two minutes": {log: []several{{715, "00:00:05", 2 * time.Minute, request{cmd: "FolderSync"}}}, want: []string{"repeated-command"}},
		"Sync every half a minute":     {log: []several{{2800, "00:00:05", 30 * time.Second, request{}}}, want: []string{"steady-interval"}},
		"bursts of failing retries":    {log: bursts, want: []string{"burst"}},
		"fails all day, now and then fast": {
			log:  []several{spread(1200, failing), {70, "09:00:00", 500 * time.Millisecond, failing}},
			want: []string{"command-failing"},
		},
		"a flood each second": {log: []several{{7200, "09:00:00", 500 * time.Millisecond, request{}}}, want: []string{"burst"}},
		"mails without end, and some replies that fail": {
			log:  []several{{700, "06:00:00", 80 * time.Second, request{cmd: "SendMail"}}, spread(25, request{cmd: "SmartForward", status: 500, log: "V141_"})},
			want: []string{"repeated-command", "command-failing"},
		},
		"few failures do not explain a busy day": {
			log:  []several{spread(2500, request{}), spread(25, request{cmd: "GetItemEstimate", status: 500, log: "V141_"})},
			want: []string{"steady-interval", "command-failing"},
		},
		"a busy day is a note, and being refused is none": {log: []several{spread(600, request{}), spread(450, request{cmd: "Ping", taken: 600_000}), spread(60, busy)}, want: []string{"unavailable"}},
		"loses its session now and then, all day": {
			log:  []several{spread(700, request{cmd: "Ping", taken: 100_000}), {30, "08:00:00", 20 * time.Minute, request{status: 441, log: "V121_Error:MissingCscCacheEntry_"}}},
			want: []string{"server-affinity"},
		},
		"over budget at work, on a busy phone": {
			log:  []several{spread(900, request{cmd: "Ping", taken: 90_000}), {60, "08:00:00", 9 * time.Minute, request{status: 503, log: "V121_Error:OverBudget_"}}},
			want: []string{"throttled"},
		},
		"the reason comes before the amount": {
			log:  []several{spread(600, request{}), spread(600, request{cmd: "GetItemEstimate"}), spread(600, request{cmd: "ItemOperations"}), spread(40, request{cmd: "MoveItems", status: 507, log: "V121_Error:QuotaExceeded_"})},
			want: []string{"mailbox-full", "high-usage"},
		},
		"refused all day":       {log: []several{spread(2000, busy)}, want: []string{"unavailable"}},
		"cut every minute":      {log: []several{{1400, "00:00:05", time.Minute, cut}}, want: []string{"short-heartbeat"}},
		"cut every few minutes": {log: []several{{400, "00:00:05", 3 * time.Minute, cut}}},
	} {
		found, _ := world{}.judge(t, logOf(test.log...))
		var got []string
		for _, all := range found {
			for _, f := range all {
				if f.Severity > Info {
					got = append(got, f.Rule.Name)
				}
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: heads %v, want %v", name, got, test.want)
		}
	}
}
