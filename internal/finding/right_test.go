package finding

import (
	"testing"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// TestLetIn: what was refused until an administrator let the phone in is over. What is refused
// among what is served is not.
func TestLetIn(t *testing.T) {
	waits := several{20, "09:00:00", time.Minute, request{status: 403, log: "V121_As:QuarantinedG_"}}
	served := several{60, "09:30:00", time.Minute, request{log: "V121_As:AllowedG_"}}
	if got := loud(t, []several{waits, served}); got != "" {
		t.Errorf("let in: %s", got)
	}
	between := several{60, "09:00:30", time.Minute, request{log: "V121_As:AllowedG_"}}
	if got := loud(t, []several{waits, between}); got == "" {
		t.Error("refused and served in turn: nothing is told")
	}
}

// TestRestless: a phone that synchronizes without a pause for more than an hour is told, and a
// user who is busy for an hour is not.
func TestRestless(t *testing.T) {
	uneven := func(n int) (parts []several) { // three, four or five in each minute
		for i := range n {
			at := christmas.Add(10*time.Hour + time.Duration(i)*time.Minute)
			parts = append(parts, several{3 + i*i%3, at.Format(time.TimeOnly), 7 * time.Second, request{}})
		}
		return parts
	}
	for minutes, want := range map[int]bool{74: false, 75: true} {
		found, _ := world{}.judge(t, logOf(uneven(minutes)...))
		if got := evidenceOf(found, "repeated-command") != ""; got != want {
			t.Errorf("%d minutes: told is %v", minutes, got)
		}
	}
}

// TestFewOfEach: a phone that fails all day in one way is told though each command fails
// seldom.
func TestFewOfEach(t *testing.T) {
	var parts []several
	for _, command := range []string{"Sync", "FolderSync", "ItemOperations"} {
		parts = append(parts, spread(12, request{cmd: command, log: "V161_S134_Error:CorruptSyncState%5F1%5F2_"}))
	}
	if got := loud(t, parts); got != "command-failing" {
		t.Errorf("told %q", got)
	}
	if got := loud(t, append(parts, spread(60, request{}))); got != "" {
		t.Errorf("of a phone that is served: told %q", got)
	}
}

// TestLockedByOther: a phone that mistyped once and meets the lock which another device caused
// is not the one to blame.
func TestLockedByOther(t *testing.T) {
	wrong := request{status: 401, sub: 1, win32: 1326, log: "-", name: "-"}
	locked := request{status: 401, sub: 1, win32: 1909, log: "-", name: "-"}
	tablet := func(r request) request { r.device = "TABLET"; return r }
	found, _ := world{}.judge(t, logOf(
		spread(60, request{}), several{1, "08:00:00", time.Minute, wrong}, several{6, "12:00:00", time.Minute, locked},
		several{40, "11:00:00", time.Minute, tablet(wrong)}, several{40, "11:40:00", time.Minute, tablet(locked)},
	))
	for id, all := range found {
		for _, f := range all {
			if f.Rule.Name == "account-lockout" && id.DeviceID != "TABLET" || f.Rule.Name == "locked-elsewhere" && f.Severity != Info {
				t.Errorf("%s: %s %s", id.DeviceID, f.Rule.Name, f.Severity)
			}
		}
	}
	if evidenceOf(found, "account-lockout") == "" {
		t.Error("the tablet is not told")
	}
}

// TestSteadyWithAll: a phone that tries again at its interval while a server fails for all is
// not told for the interval.
func TestSteadyWithAll(t *testing.T) {
	found, _ := world{}.judge(t, logOf(several{150, "10:00:10", time.Minute, request{status: 503, log: "V121_Error:MailboxOffline_"}}))
	if evidenceOf(found, "steady-interval") == "" && evidenceOf(found, "command-failing") == "" {
		t.Fatalf("by itself: %v", found)
	}
	at := christmas.Add(10 * time.Hour)
	s := &Subject{Detail: &report.Detail{}, Troubles: []Trouble{{From: at, To: at.Add(3 * time.Hour), kind: explains(report.Offline)}}}
	for i := range 150 {
		s.Detail.Minutes = append(s.Detail.Minutes, report.Minute{Start: at.Add(time.Duration(i) * time.Minute), Hits: 1, Failures: 1})
	}
	even := stretch{requests: 150, first: at, last: at.Add(150 * time.Minute)}
	if !s.failedWithAll(&even) {
		t.Error("with all: it is told")
	}
	s.Troubles[0].To = at.Add(time.Hour)
	if s.failedWithAll(&even) {
		t.Error("for an hour of two and a half: it is not told")
	}
}
