package finding

import (
	"strings"
	"testing"
)

// TestPowerShell: a name of a log is pasted as one string, or not at all.
func TestPowerShell(t *testing.T) {
	for text, want := range map[string]string{
		`contoso\anna`:           `'contoso\anna'`,
		"o'neil@contoso.com":     "'o''neil@contoso.com'",
		"a’b‘c‚d‛e":              "'a’’b‘‘c‚‚d‛‛e'",
		"$(Remove-Item C:\\)":    "'$(Remove-Item C:\\)'",
		"`n; $x":                 "'`n; $x'",
		"-Confirm:$false":        "'-Confirm:$false'",
		"":                       "",
		"a\nb":                   "",
		"a\x00b":                 "",
		"a\u202eb":               "", // turns the line round
		"\xff":                   "",
		strings.Repeat("a", 257): "",
	} {
		got, ok := powerShell(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %s, %v; want %s", text, got, ok, want)
		}
	}
}

func TestFill(t *testing.T) {
	all := do("See it.", "Get-MobileDeviceStatistics -Mailbox USER", "Block it.", "Set-CASMailbox USER -ActiveSyncBlockedDeviceIDs @{Add=DEVICE}", "Ask.", "")
	for _, test := range []struct {
		user, device string
		exchange     Generation
		want         [3]string
	}{
		{"anna", "Appl1", LaterExchange, [3]string{"Get-MobileDeviceStatistics -Mailbox 'anna'", "Set-CASMailbox 'anna' -ActiveSyncBlockedDeviceIDs @{Add='Appl1'}", ""}},
		{"anna", "Appl1", Exchange2010, [3]string{"Get-ActiveSyncDeviceStatistics -Mailbox 'anna'", "Set-CASMailbox 'anna' -ActiveSyncBlockedDeviceIDs @{Add='Appl1'}", ""}},
		{"", "x\ny", LaterExchange, [3]string{"Get-MobileDeviceStatistics -Mailbox USER", "Set-CASMailbox USER -ActiveSyncBlockedDeviceIDs @{Add=DEVICE}", ""}},
		{"DEVICE", "USER", LaterExchange, [3]string{"Get-MobileDeviceStatistics -Mailbox 'DEVICE'", "Set-CASMailbox 'DEVICE' -ActiveSyncBlockedDeviceIDs @{Add='USER'}", ""}},
	} {
		got := fill(all, test.user, test.device, test.exchange)
		for i, want := range test.want {
			if got[i].Command != want || got[i].Text != all[i].Text {
				t.Errorf("%q, %q: %v, want %s", test.user, test.device, got[i], want)
			}
		}
	}
}
