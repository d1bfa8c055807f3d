package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
)

// TestDamagedReceipts: status names a receipt that cannot be read or belongs to another mail;
// reconcile marks it as not sent, and the next run of the report sends the mail.
func TestDamagedReceipts(t *testing.T) {
	const day = "2011-12-24"
	logs, folder := t.TempDir(), t.TempDir()
	log := "2011-12-24 23:30:00 POST /Microsoft-Server-ActiveSync Cmd=Sync&User=a&DeviceId=A&DeviceType=x 443 a 192.0.2.7 x 200\n"
	if err := os.WriteFile(filepath.Join(logs, "a.log"), []byte(iisFields+log), 0o600); err != nil {
		t.Fatal(err)
	}
	// easreport runs the command, which must end with a code and say all of this.
	easreport := func(name string, args []string, code int, want ...string) {
		t.Helper()
		said := capture(t, append(args, "--lake", folder))
		for _, text := range append(want, fmt.Sprintf("exit code %d\n", code)) {
			if !strings.Contains(said, text) {
				t.Errorf("%s: %s does not say %q:\n%s", name, args[0], text, said)
			}
		}
	}
	status := []string{"status", "--date", day}
	easreport("before", []string{"ingest", "--quiet", logs}, exitOK)
	s, err := dirstore.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{
		lake.ReportsPrefix + "dt=" + day + "/sent/" + strings.Repeat("f", 32) + "/" + strings.Repeat("1", 32),
		lake.AlertsPrefix + "dt=" + day + "/" + strings.Repeat("2", 32),
	}
	paths := make([]string, len(keys))
	var whole [][]byte
	for i, key := range keys {
		r := lake.Receipt{Key: key, State: lake.Sent, Owner: "A", At: time.Date(2011, 12, 25, 6, 0, 0, 0, time.UTC), MessageID: "1"}
		if _, err := lake.WriteReceipt(t.Context(), s, r, store.Condition{}); err != nil {
			t.Fatal(err)
		}
		paths[i] = filepath.Join(folder, filepath.FromSlash(key))
		b, err := os.ReadFile(paths[i])
		if err != nil {
			t.Fatal(err)
		}
		whole = append(whole, b)
	}
	easreport("before", status, exitOK, "All is well.")
	for name, damage := range map[string]func(i int) []byte{
		"cut":       func(i int) []byte { return whole[i][:len(whole[i])/2] },
		"empty":     func(int) []byte { return nil },
		"zeroed":    func(i int) []byte { return make([]byte, len(whole[i])) },
		"another's": func(i int) []byte { return whole[1-i] },
		"a bit flipped": func(i int) []byte {
			return bytes.Replace(whole[i], []byte(`"message_id":"1"`), []byte(`"message_id":"3"`), 1)
		},
		"without state": func(int) []byte { return []byte("{}") },
	} {
		for i, key := range keys {
			if err := os.WriteFile(paths[i], damage(i), 0o600); err != nil {
				t.Fatal(err)
			}
			easreport(name, status, exitFailed, "damaged files in the lake: 1", key)
			easreport(name, []string{"reconcile", "--logs", logs}, exitOK, "mended     "+key)
			easreport(name, status, exitOK, "All is well.")
			if r, _, err := lake.ReadReceipt(t.Context(), s, key); err != nil || r.State != lake.Unsent {
				t.Errorf("%s: the receipt says %q, %v", name, r.State, err)
			}
			if err := os.WriteFile(paths[i], whole[i], 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
