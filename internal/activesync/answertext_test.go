package activesync

import "testing"

func TestAnswerTexts(t *testing.T) {
	for _, c := range []struct {
		answer                Answer
		http, win32, exchange string
	}{
		{Answer{Command: "Sync", Status: 200, EASStatus: 1}, "200", "0", "1"},
		{Answer{Command: "Sync", Status: 200, EASStatus: 142}, "200", "0", "142 DeviceNotProvisioned"},
		{Answer{Command: "Ping", Status: 200, EASStatus: 4}, "200", "0", "4 malformed request"},
		{Answer{Command: "Ping", Status: 200, EASStatus: 2}, "200", "0", "2"},
		{Answer{Status: 401, Substatus: 1, Win32: 1326}, "401.1", "1326 unknown user or wrong password", "0"},
		{Answer{Status: 401, Substatus: 2, Win32: 5}, "401.2", "5 access denied", "0"},
		{Answer{Status: 401, Substatus: 3, Win32: 5}, "401.3 no permission on the folder", "5 access denied", "0"},
		{Answer{Status: 403, Substatus: 16, Win32: 2148204809}, "403.16 client certificate untrusted or invalid", "2148204809 untrusted issuer", "0"},
		{Answer{Status: 500, Substatus: 19, Win32: 13}, "500.19", "13", "0"},
	} {
		a := c.answer
		if a.HTTPText() != c.http || a.Win32Text() != c.win32 || a.EASText() != c.exchange {
			t.Errorf("%+v: %q, %q, %q", a, a.HTTPText(), a.Win32Text(), a.EASText())
		}
	}
}

// TestOwner: a code of Windows says more than one of IIS.
func TestOwner(t *testing.T) {
	for _, c := range []struct {
		answer Answer
		want   Owner
	}{
		{Answer{Status: 401, Substatus: 1, Win32: 1326}, User},
		{Answer{Status: 401, Substatus: 1, Win32: 1311}, Server},
		{Answer{Status: 401, Substatus: 3, Win32: 5}, Server},
		{Answer{Status: 403, Substatus: 13, Win32: 2148081680}, Device},
		{Answer{Status: 403, Substatus: 13, Win32: 2148081683}, Server},
		{Answer{Status: 403, Substatus: 7, Win32: 64}, Device},
		{Answer{Status: 200}, Nobody},
	} {
		if got := c.answer.Owner(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.answer, got, c.want)
		}
	}
}
