package assemble

import (
	"fmt"
	"testing"

	"github.com/easreport/easreport/internal/report"
)

func TestFailures(t *testing.T) {
	view := func(r *report.Row) string {
		return fmt.Sprintf("%d (%s) %d by EAS", r.Failures, tally(r.FailureStatuses), r.EASFailures)
	}
	for _, c := range []struct {
		name string
		row  seen
		want string
	}{
		{"200", seen{}, "0 () 0 by EAS"},
		{"no status", seen{status: -1}, "0 () 0 by EAS"},
		{"an EAS status of no command", seen{eas: 100}, "0 () 0 by EAS"},
		{"a command's success", seen{eas: 1}, "0 () 0 by EAS"},
		{"a command's failure", seen{eas: 4}, "1 (Sync.4:1) 0 by EAS"},
		{"one of Ping", seen{eas: 8, command: "Ping"}, "1 (Ping.8:1) 0 by EAS"},
		{"changes for Ping", seen{eas: 2, command: "Ping"}, "0 () 0 by EAS"},
		{"success of MoveItems", seen{eas: 3, command: "MoveItems"}, "0 () 0 by EAS"},
		{"failure of MoveItems", seen{eas: 1, command: "MoveItems"}, "1 (MoveItems.1:1) 0 by EAS"},
		{"a command that is none", seen{eas: 4, command: "Find"}, "0 () 0 by EAS"},
		{"a common EAS status", seen{eas: 101}, "1 (101:1) 1 by EAS"},
		{"an EAS status is told rather than HTTP's", seen{eas: 142, status: 449}, "1 (142:1) 1 by EAS"},
		{"a status that is no failure is not", seen{eas: 3, status: 500}, "1 (500:1) 0 by EAS"},
		{"HTTP 399", seen{status: 399}, "0 () 0 by EAS"},
		{"HTTP 400", seen{status: 400}, "1 (400:1) 0 by EAS"},
		{"HTTP 503", seen{status: 503}, "1 (503:1) 0 by EAS"},
		{"an error text", seen{errors: "InvalidSyncKey"}, "1 (200:1) 0 by EAS"},
		{"all of them, once", seen{eas: 113, status: 507, errors: "QuotaExceeded;X"}, "1 (113:1) 1 by EAS"},
		{"a challenge", seen{status: 401, win32: 2148074254}, "0 () 0 by EAS"},
		{"a challenge without its reason", seen{status: 401, win32: -1}, "0 () 0 by EAS"},
		{"a wrong password", seen{status: 401, win32: 1326}, "1 (401:1) 0 by EAS"},
		{"a refusal with its substatus", seen{status: 401, sub: 1, win32: 1326}, "1 (401.1:1) 0 by EAS"},
		{"a refusal by Negotiate", seen{status: 401, sub: 1, win32: 2148074252}, "1 (401.1:1) 0 by EAS"},
		{"a challenge with its substatus", seen{status: 401, sub: 2, win32: 5}, "0 () 0 by EAS"},
		{"a client certificate", seen{status: 403, sub: 16, win32: 2148204809}, "1 (403.16:1) 0 by EAS"},
		{"an unknown substatus", seen{status: 403, sub: 99}, "1 (403:1) 0 by EAS"},
		{"a restricted account", seen{status: 401, win32: 1327}, "1 (401:1) 0 by EAS"},
		{"a disabled account", seen{status: 401, win32: 1331}, "1 (401:1) 0 by EAS"},
		{"an unknown account error", seen{status: 401, win32: 1332}, "0 () 0 by EAS"},
		{"a password to change", seen{status: 401, win32: 1907}, "1 (401:1) 0 by EAS"},
		{"a locked account", seen{status: 401, win32: 1909}, "1 (401:1) 0 by EAS"},
		{"a logon error without 401", seen{win32: 1326}, "0 () 0 by EAS"},
		{"a redirect", seen{status: 451}, "0 () 0 by EAS"},
		{"a redirect with its reason", seen{status: 451, errors: "MisconfiguredDevice"}, "0 () 0 by EAS"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.row.at = "10:00"
			r := build(t, lakeOfRows(t, c.row), christmas())
			want(t, r.Rows, view, c.want)
			if r.Totals.Failures != r.Rows[0].Failures {
				t.Errorf("totals %+v", r.Totals)
			}
		})
	}
}

func TestFailureStatuses(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "10:00", hits: 50, status: 507, eas: 113},
		seen{at: "10:01", hits: 2, eas: 113},
		seen{at: "11:00", hits: 7, status: 449},
		seen{at: "12:00", hits: 100},
	)
	want(t, build(t, s, christmas()).Rows, func(r *report.Row) string {
		return fmt.Sprintf("%d of %d: %s; HTTP %s", r.Failures, r.Hits, tally(r.FailureStatuses), tally(r.Statuses))
	}, "59 of 159: 113:52 449:7; HTTP 200:102 449:7 507:50")
}

func TestErrorNames(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []seen
		want string
	}{
		{"as logged", []seen{{hits: 2, errors: "AccessDenied"}}, "AccessDenied:2"},
		{"under the script's name", []seen{{hits: 2, errors: "QuotaExceeded"}, {errors: "MailboxQuotaExceeded"}}, "MailboxQuotaExceeded:3"},
		{"joined ones each count", []seen{{hits: 3, errors: "A;B"}, {errors: "B"}, {errors: "B;C"}}, "A:3 B:5 C:1"},
		{"once for a request", []seen{{hits: 2, errors: "QuotaExceeded;MailboxQuotaExceeded"}}, "MailboxQuotaExceeded:2"},
		{"also behind statuses that are no failures", []seen{{status: 451, errors: "MisconfiguredDevice"}}, "MisconfiguredDevice:1"},
		{"none", []seen{{}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.rows {
				c.rows[i].at = "10:00"
			}
			want(t, build(t, lakeOfRows(t, c.rows...), christmas()).Rows, func(r *report.Row) string { return tally(r.Errors) }, c.want)
		})
	}
}

func TestProbesAreKeptApart(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "10:00", hits: 9, user: "HealthMailbox1@contoso.com", device: "-", status: 500},
		seen{at: "10:00", hits: 7, user: `CONTOSO\extest_1`, device: "EASProbeDeviceId141"},
		seen{at: "10:00", hits: 5, user: "cora", device: "C3", agent: "AMProbe/lbhealth"},            // an agent can be anybody's
		seen{at: "10:00", hits: 4, user: `CONTOSO\extest_1`, device: "D4", status: 401, win32: 1326}, // and so can a name that was refused
		seen{at: "10:00", hits: 3, user: "-", queryUser: "HealthMailbox1@contoso.com", device: "E5"}, // or is only said
		seen{at: "10:00", hits: 2},
		seen{at: "10:00", hits: 1, user: "bert", device: "B2", status: 500, client: "127.0.0.1"}, // a local address alone is no sign
	)
	view := func(r *report.Row) string { return fmt.Sprint(viewHits(r), " ", r.Probe) }
	q := christmas()
	r := build(t, s, q)
	want(t, r.Rows, view,
		"cora C3 5 false", `contoso\extest_1 D4 4 false`, "healthmailbox1@contoso.com E5 3 false", "anna A1 2 false", "bert B2 1 false",
		"healthmailbox1@contoso.com  9 true", `contoso\extest_1 EASProbeDeviceId141 7 true`)
	want(t, r.Top, view, "cora C3 5 false", `contoso\extest_1 D4 4 false`, "healthmailbox1@contoso.com E5 3 false", "anna A1 2 false", "bert B2 1 false")
	// The user of D4 was refused: nobody proved to be that.
	totals := report.Totals{Hits: 15, Failures: 5, ProbeHits: 16, Devices: 5, Users: 5, Probes: 2, FailingProbes: 1}
	if r.Totals != totals {
		t.Errorf("totals %+v, want %+v", r.Totals, totals)
	}
	q.TopHits = 1
	r = build(t, s, q)
	want(t, r.Rows, view, "cora C3 5 false")
	if r.Totals != totals {
		t.Errorf("totals with top hits %+v, want %+v", r.Totals, totals)
	}
}
