package finding

import (
	"testing"
	"time"
)

// TestSeverities: what is worth knowing is a note, until it is trouble.
func TestSeverities(t *testing.T) {
	full := request{status: 507, log: "V121_Error:QuotaExceeded_"}
	refused451 := request{status: 451, log: "V121_Error:MisconfiguredDevice_"}
	fails := func(command string) several {
		return several{15, "10:15:00", 3 * time.Second, request{cmd: command, status: 500}}
	}
	for name, test := range map[string]struct {
		rule string
		log  []several
		want Severity
	}{
		"busy":                    {"high-usage", varied(1500), Info},
		"too busy":                {"high-usage", varied(1501), Warning},
		"once, and well":          {"burst", []several{{90, "10:15:00", 600 * time.Millisecond, request{}}}, Info},
		"once, half of it failed": {"burst", append(varied(900), several{45, "10:15:00", time.Second, request{}}, fails("Search"), fails("Settings"), fails("MoveItems")), Warning},
		"for six minutes":         {"burst", []several{{600, "10:15:00", 600 * time.Millisecond, request{}}}, Warning},
		"a full mailbox":          {"mailbox-full", []several{spread(9, full)}, Warning},
		"waits for an hour":       {"quarantined", []several{{60, "10:15:00", time.Minute, request{status: 403, log: "V121_As:QuarantinedG_"}}}, Info},
		"waits all day":           {"quarantined", []several{spread(60, request{status: 403, log: "V121_As:QuarantinedG_"})}, Warning},
		"let in until the evening": {"quarantined", []several{
			{90, "08:00:00", time.Minute, request{log: "V121_As:AllowedG_"}}, {90, "20:00:00", time.Minute, request{status: 403, log: "V121_As:QuarantinedG_"}},
		}, Info},
		"sent away":             {"redirect", []several{spread(30, refused451)}, Warning},
		"sent away, and served": {"redirect", []several{spread(30, refused451), spread(30, request{})}, Info},
		"connections cut":       {"short-heartbeat", []several{spread(280, request{cmd: "Ping", win32: 64, log: "V161_", taken: 180_000})}, Warning},
		"some connections cut":  {"short-heartbeat", []several{spread(280, request{cmd: "Ping", win32: 64, log: "V161_", taken: 180_000}), spread(140, request{cmd: "Ping", log: "V161_S2_", taken: 300_000})}, Info},
		"locked for a minute":   {"locked-elsewhere", []several{spread(90, request{}), {2, "10:15:00", time.Minute, request{status: 401, sub: 1, win32: 1909, log: "-", name: "-"}}}, Info},
		"and no pause":          {"mailbox-full-storm", []several{{100, "10:15:00", 500 * time.Millisecond, full}}, Critical},
	} {
		found, _ := world{}.judge(t, logOf(test.log...))
		if got := severityOf(found, test.rule); got != int(test.want) {
			t.Errorf("%s: %s has severity %d, want %d: %v", name, test.rule, got, test.want, found)
		}
	}
}
