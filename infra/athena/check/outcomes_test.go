package check

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

// worldOf makes a lake of a log's rows: query, cs-username, status, substatus, win32 status.
func worldOf(t *testing.T, rows ...string) world {
	t.Helper()
	var log strings.Builder
	log.WriteString("#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs-username sc-status sc-substatus sc-win32-status\n")
	for _, row := range rows {
		log.WriteString("2026-03-02 10:00:00 POST /Microsoft-Server-ActiveSync/default.eas " + row + "\n")
	}
	file := filepath.Join(t.TempDir(), "u_ex260302.log")
	if err := os.WriteFile(file, []byte(log.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return makeWorld(t, []string{file})
}

// TestFailed holds failed and reason against the rule of package activesync: for each
// command with each status, and for each code of IIS with codes of Windows around those
// that are refused logons.
func TestFailed(t *testing.T) {
	var rows []string
	for _, command := range append(activesync.Commands(), "Find") {
		for eas := range 20 {
			for _, status := range []int{200, 401, 451, 503} {
				rows = append(rows, fmt.Sprintf("Cmd=%s&DeviceId=d&Log=V141_S%d_ 443 a %d 0 0", command, eas, status))
			}
		}
	}
	for _, win32 := range windows() {
		for _, code := range []string{"200 0", "401 0", "401 1", "401 2", "401 3", "401 5", "401 6", "403 3", "403 4", "403 18", "403 19", "413 1", "451 0"} {
			rows = append(rows, fmt.Sprintf("Cmd=Sync&DeviceId=d 443 a %s %d", code, win32))
		}
	}
	rows = append(rows, "Cmd=Sync&DeviceId=d&Log=V141_S142_Error:DeviceNotProvisioned_ 443 a 200 0 0", "Cmd=Sync&DeviceId=d&Log=V141_Error:X_ 443 a 200 0 0")
	w := worldOf(t, rows...)
	tested, failed := 0, 0
	w.rows(t, `select coalesce(command, ''), status, coalesce(substatus, -1), coalesce(win32_status, -1), coalesce(eas_status, -1), error is not null, failed, reason, hits
		from requests`, func(scan func(...any)) {
		var a activesync.Answer
		var got bool
		var reason string
		var hits int
		scan(&a.Command, &a.Status, &a.Substatus, &a.Win32, &a.EASStatus, &a.HasError, &got, &reason, &hits)
		if got != a.Failed() || reason != a.Reason().String() {
			t.Errorf("%+v: failed %v for %s, want %v for %s", a, got, reason, a.Failed(), a.Reason())
		}
		tested += hits
		if got {
			failed++
		}
	})
	if tested != len(rows) || failed < 500 {
		t.Errorf("%d answers tested of %d, %d failed", tested, len(rows), failed)
	}
}

// windows are codes of Windows: those known and their neighbours.
func windows() (all []int64) {
	for n := int64(1300); n < 1950; n++ {
		if _, known := activesync.WindowsCode(n); known || n%50 == 0 {
			all = append(all, n-1, n, n+1)
		}
	}
	for n := int64(2148074200); n < 2148074320; n++ {
		if _, known := activesync.WindowsCode(n); known {
			all = append(all, n)
		}
	}
	return append(all, 0, 5, 64, 2148074253, 2148204809)
}

// TestKinds holds kind against the rule of package activesync: who has logged on.
func TestKinds(t *testing.T) {
	w := worldOf(t,
		`Cmd=Sync&DeviceId=yes1 443 CONTOSO\HealthMailbox1 200 0 0`,
		`Cmd=Sync&DeviceId=yes2 443 extest_1@contoso.com 500 0 0`,
		`Cmd=Sync&DeviceId=yes3&User=anna 443 EXTEST_1 200 0 0`,
		`Cmd=Sync&DeviceId=no1 443 CONTOSO\HealthMailbox1 401 1 1326`,
		`Cmd=Sync&DeviceId=no2&User=HealthMailbox1 443 - 200 0 0`,
		`Cmd=Sync&DeviceId=no3&User=HealthMailbox1 443 anna 200 0 0`,
		`Cmd=Sync&DeviceId=no4 443 myextest_1 200 0 0`,
	)
	if n := w.number(t, "select count(*) from requests where (kind = 'probe') = (device like 'yes%')"); n != 7 {
		t.Errorf("%d of 7 rows are of the right kind", n)
	}
	if n := w.report(t, report.Query{From: w.Days[0].Start(), To: (w.Days[0] + 1).Start()}).Totals; n.ProbeHits != 3 || n.Hits != 4 {
		t.Errorf("the report has %d requests of probes, %d of devices", n.ProbeHits, n.Hits)
	}
}
