package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report/assemble"
)

// TestSameReportOfStrangers: if too many devices never log on for a report to be made in
// memory, it is made in the temporary folder, is the same as with a lake, and leaves nothing
// there.
func TestSameReportOfStrangers(t *testing.T) {
	if testing.Short() {
		t.Skip("writes large logs")
	}
	const agent = 2000 // bytes
	for name, test := range map[string]struct{ strangers, agent int }{
		"too many ids":   {lake.MaxStrangers + 1, 20},
		"too many texts": {int(assemble.IntakeLimits().Texts)/agent + 1, agent},
	} {
		t.Run(name, func(t *testing.T) {
			logs, temporary := t.TempDir(), t.TempDir()
			writeStrangers(t, filepath.Join(logs, "storm.log"), test.strangers, test.agent)
			for _, variable := range []string{"TMPDIR", "TMP"} { // of Unix and of Windows
				t.Setenv(variable, temporary)
			}
			printed := sameReports(t, []string{"--hourly"}, logs)
			if want := fmt.Sprintf(`"hits": %d,`, test.strangers+20); !strings.Contains(printed, want) || !strings.Contains(printed, "exit code 0") {
				t.Errorf("not %s:\n%.3000s", want, printed)
			}
			if left := glob(t, filepath.Join(temporary, "*")); len(left) > 0 {
				t.Errorf("left in the temporary folder: %v", left)
			}
		})
	}
}

// writeStrangers writes a log of 20 phones, and of strangers whose user agents have that many bytes.
func writeStrangers(t *testing.T, path string, strangers, agent int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	_, _ = w.WriteString(iisFields) // Flush has the error
	for i := range strangers {
		_, _ = fmt.Fprintf(w, "2026-03-02 %02d:%02d:00 POST /Microsoft-Server-ActiveSync Cmd=Sync&User=u%d&DeviceId=INVENTED%d&DeviceType=x 443 - 192.0.2.%d %0*d 401\n",
			i*24/strangers, i%60, i, i, i%9, agent, i)
	}
	for i := range 20 {
		_, _ = fmt.Fprintf(w, "2026-03-02 23:%02d:59 POST /Microsoft-Server-ActiveSync Cmd=Sync&User=u%d&DeviceId=PHONE%d&DeviceType=x 443 u%d 192.0.2.77 x 200\n", 40+i/2, i, i, i)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
