package activesync

import "testing"

func TestParseAccessState(t *testing.T) {
	f := func(text, state, reason string) {
		t.Helper()
		if got, want := ParseAccessState(text), (AccessState{state, reason}); got != want {
			t.Errorf("ParseAccessState(%q) = %q, want %q", text, got, want)
		}
	}
	f("AllowedG", "Allowed", "global setting")
	f("AllowedI", "Allowed", "individual setting")
	f("BlockedP", "Blocked", "policy")
	f("BlockedD", "Blocked", "device rule")
	f("BlockedE", "Blocked", "external management")
	f("QuarantinedG", "Quarantined", "global setting")
	f("DeviceDiscoveryU", "DeviceDiscovery", "upgrade")
	f("Allowed", "Allowed", "")
	f("BlockedX", "Blocked", "")
	f("BlockedABU", "Blocked", "automatic: user agent changes")
	f("BlockedABR", "Blocked", "automatic: recent commands")
	f("ABW", "Blocked", "automatic: crashes on the server")
	f("ABO", "Blocked", "automatic: out of budget")
	f("ABS", "Blocked", "automatic: sync commands")
	f("ABC", "Blocked", "automatic: command frequency")
	f("ABE", "Blocked", "automatic: command frequency")
	f("", "", "")
	f("G", "G", "")
	f("ABX", "ABX", "")
	f("ABouncer", "ABouncer", "")
}
