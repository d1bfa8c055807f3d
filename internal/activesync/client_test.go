package activesync

import "testing"

func TestFirstAddress(t *testing.T) {
	f := func(forwardedFor, want string) {
		t.Helper()
		if got := string(firstAddress([]byte(forwardedFor))); got != want {
			t.Errorf("firstAddress(%q) = %q, want %q", forwardedFor, got, want)
		}
	}
	f("", "")
	f("-", "")
	f(",+", "")
	f("-,10.1.1.1", "")
	f("203.0.113.7", "203.0.113.7")
	f("203.0.113.7,10.0.0.1", "203.0.113.7")
	f("203.0.113.7,+10.0.0.1,10.0.0.2", "203.0.113.7")
	f("203.0.113.7+10.0.0.1", "203.0.113.7")
	f("203.0.113.7 10.0.0.1", "203.0.113.7")
	f("+203.0.113.7", "203.0.113.7")
	f("203.0.113.7:49152,+10.0.0.1:80", "203.0.113.7")
	f("2001:db8::7", "2001:db8::7")
	f("fe80::1%12,10.0.0.1", "fe80::1%12")
	f("[2001:db8::7]:49152", "2001:db8::7")
	f("[2001:db8::7", "2001:db8::7")
	f(":80", "")
	f("[]", "")
}
