package activesync

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestErrorNames(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		l := Log{Error: []byte(text)}
		if got := l.ErrorNames(); got != want {
			t.Errorf("ErrorNames of %q = %q, want %q", text, got, want)
		}
	}
	f("", "")
	f("PolicyRefresh", "PolicyRefresh")
	f("Ping.HbiTooLow", "Ping.HbiTooLow")
	f("CorruptSyncState%5F1%5F2", "CorruptSyncState_1_2")

	// Several, in order, each once.
	f("DeviceNotProvisioned%3bPolicyRefresh", "DeviceNotProvisioned;PolicyRefresh")
	f("A%3BB;A%3bC", "A;B;C")
	f("A%3bA%3aother", "A")
	f("%3b%3bA%3b", "A")
	f("A%3b+B", "A;B")

	// A name is what stands before details.
	f("InvalidSyncState%3aRetry", "InvalidSyncState")
	f("InvalidSyncState:Retry", "InvalidSyncState")
	f("WrongServerExceptionGoingTo+cas02.contoso.com", "WrongServerExceptionGoingTo")
	f("WrongServerExceptionGoingTo%20cas02", "WrongServerExceptionGoingTo")
	f("FId%3a5%3aSync.NoSyncState%3bB", "FId;B")
	f("%3aX", "")
	f("Contoso.Outer%2bInnerException", "Contoso.Outer+InnerException") // a nested .NET type

	// Damage.
	f("%5POLICY", "%5POLICY")
	f("A%0dB", "A\ufffdB")
	f("\xfcber", "über")
}

func TestErrorNamesOfDisabledUser(t *testing.T) {
	l := Log{Disabled: true}
	if got := l.ErrorNames(); got != "UserDisabledForSync" {
		t.Errorf("got %q", got)
	}
	l.Error = []byte("UserDisabledForSync%3bX")
	if got := l.ErrorNames(); got != "UserDisabledForSync;X" {
		t.Errorf("got %q", got)
	}
}

func TestErrorNamesAreBounded(t *testing.T) {
	var text []string
	for i := range 1000 {
		text = append(text, fmt.Sprintf("E%d%s", i, strings.Repeat("é", 200)))
	}
	l := Log{Error: []byte(strings.Join(text, "%3b"))}
	names := strings.Split(l.ErrorNames(), ";")
	if len(names) != maxErrorNames {
		t.Errorf("%d names", len(names))
	}
	for i, name := range names {
		if len(name) > maxErrorName || !utf8.ValidString(name) || !strings.HasPrefix(name, fmt.Sprintf("E%d", i)) {
			t.Errorf("name %d is %q", i, name)
		}
	}
}

func TestCanonicalError(t *testing.T) {
	for name, want := range map[string]string{
		"QuotaExceeded":        "MailboxQuotaExceeded",
		"MailboxQuotaExceeded": "MailboxQuotaExceeded",
		"SendQuotaExceeded":    "SendQuotaExceeded",
		"":                     "",
	} {
		if got := CanonicalError(name); got != want {
			t.Errorf("CanonicalError(%q) = %q", name, got)
		}
	}
}
