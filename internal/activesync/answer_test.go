package activesync

import (
	"fmt"
	"strings"
	"testing"
)

func TestReason(t *testing.T) {
	f := func(a Answer, want, meaning string, http int32) {
		t.Helper()
		r := a.Reason()
		if r.String() != want || r.Meaning() != meaning || r.HTTP() != http {
			t.Errorf("%+v: %s, %q, HTTP %d; want %s, %q, HTTP %d", a, r, r.Meaning(), r.HTTP(), want, meaning, http)
		}
	}
	f(Answer{Command: "Sync", Status: 200, EASStatus: -1}, "200", "", 200)
	f(Answer{Command: "Sync", Status: 200, EASStatus: 1}, "200", "", 200)
	f(Answer{Command: "Sync", Status: 200, EASStatus: 100}, "200", "", 200)
	f(Answer{Command: "Sync", Status: 200, EASStatus: 101}, "101", "InvalidContent", 101)
	f(Answer{Command: "Ping", Status: 200, EASStatus: 142}, "142", "DeviceNotProvisioned", 142)
	f(Answer{Status: 503, EASStatus: 111}, "111", "ServerErrorRetryLater", 111)
	f(Answer{Status: 507, EASStatus: -1}, "507", "", 507)
	f(Answer{Status: -1, Substatus: -1, EASStatus: -1}, "0", "", 0)
	f(Answer{EASStatus: 2147483647}, "2147483647", "", 2147483647)

	f(Answer{Command: "Ping", Status: 200, EASStatus: 4}, "Ping.4", "malformed request", 0)
	f(Answer{Command: "ValidateCert", Status: 200, EASStatus: 17}, "ValidateCert.17", "certificate cannot be validated", 0)
	f(Answer{Command: "Ping", Status: 200, EASStatus: 2}, "200", "", 200)
	f(Answer{Command: "Find", Status: 200, EASStatus: 4}, "200", "", 200)

	f(Answer{Status: 401, Substatus: 1}, "401.1", "logon refused", 401)
	f(Answer{Status: 401}, "401", "", 401)
	f(Answer{Status: 403, Substatus: 16}, "403.16", "client certificate untrusted or invalid", 403)
	f(Answer{Status: 403, Substatus: 19}, "403", "", 403)
	f(Answer{Status: 413, Substatus: 1}, "413.1", "request too large", 413)
	f(Answer{Status: 200, Substatus: 1}, "200", "", 200)
}

// The settled failures, once more as text.
const (
	refusedLogons = " 1311 1326 1327 1328 1329 1330 1331 1385 1789 1793 1907 1909 2148074252 "
	moreRefused   = " 1355 1396 1398 1787 1788 1790 1792 2148074248 2148074257 2148074276 2148074310 "
)

var failedCommands = map[string]string{
	"Sync": "4 5 6 7 8 9 10 11 12 13 14 15 16", "Ping": "3 4 5 6 7 8",
	"FolderSync": "2 3 4 5 6 7 8 9 10 11", "FolderCreate": "2 3 4 5 6 7 8 9 10 11",
	"FolderDelete": "2 3 4 5 6 7 8 9 10 11", "FolderUpdate": "2 3 4 5 6 7 8 9 10 11",
	"GetItemEstimate": "2 3 4", "MoveItems": "1 2 4 5 6 7", "MeetingResponse": "2 3 4", "Provision": "2 3", "Settings": "2 3 4 5 6 7",
	"Search": "2 3 4 5 6 7 8 9 10 11 13 14", "ValidateCert": "17",
}

func has(list string, n int64) bool {
	return strings.Contains(" "+list+" ", fmt.Sprintf(" %d ", n))
}

func TestFailedCommands(t *testing.T) {
	for _, command := range append(Commands(), "", "Options", "Find", "sync") {
		for eas := int32(-1); eas <= 110; eas++ {
			a := Answer{Command: command, Status: 200, EASStatus: eas}
			want := eas >= 101 || has(failedCommands[command], int64(eas))
			if a.Failed() != want {
				t.Errorf("%s status %d: failed %v", command, eas, a.Failed())
			}
			if meaning := CommandStatus(command, eas); want != (eas >= 101 || meaning != "") {
				t.Errorf("%s status %d means %q", command, eas, meaning)
			}
		}
	}
}

func TestRefusedLogons(t *testing.T) {
	for _, win32 := range []int64{1310, 1325, 1332, 1384, 1386, 1908, 1910, 2148074251, 2148074253, 2148204809, 64} {
		if code, _ := WindowsCode(win32); code.Failure {
			t.Errorf("%d: %+v", win32, code)
		}
	}
	tested := 0
	for win32 := range windowsCodes {
		want := has(refusedLogons+moreRefused, win32)
		for substatus := int32(-1); substatus <= 2; substatus++ {
			if a := (Answer{Status: 401, Substatus: substatus, Win32: win32}); a.Failed() != want || a.RefusedLogon() != want {
				t.Errorf("%+v: failed %v, refused %v", a, a.Failed(), a.RefusedLogon())
			}
		}
		for _, status := range []int32{0, 200, 302, 451} { // it says nothing of other answers
			if a := (Answer{Status: status, Win32: win32}); a.Failed() || a.RefusedLogon() {
				t.Errorf("%+v failed", a)
			}
		}
		tested++
	}
	if most := len(strings.Fields(refusedLogons + moreRefused)); tested < most {
		t.Errorf("%d codes, want %d at least", tested, most)
	}
	for win32, want := range map[int64]Owner{
		1326: User, 1909: User, 2148074252: User, 1311: Server, 1789: Server, 2148204809: Device, 5: Nobody, 2148074254: Nobody,
	} {
		if code, known := WindowsCode(win32); !known || code.Owner != want {
			t.Errorf("%d: %+v", win32, code)
		}
	}
}

func TestFailed(t *testing.T) {
	f := func(a Answer, want bool) {
		t.Helper()
		if got := a.Failed(); got != want {
			t.Errorf("%+v: failed %v", a, got)
		}
	}
	f(Answer{Status: 200, EASStatus: -1}, false)
	f(Answer{Status: 302}, false)
	f(Answer{Status: 0, Win32: 64}, false)
	f(Answer{Status: -1, Substatus: -1, Win32: -1, EASStatus: -1}, false)
	f(Answer{Status: 200, EASStatus: 3, HasError: true}, true)
	for _, status := range []int32{400, 403, 404, 413, 441, 449, 500, 503, 507} {
		f(Answer{Status: status}, true)
	}

	f(Answer{Status: 401}, false)
	f(Answer{Status: 401, Substatus: 2, Win32: 5}, false)
	f(Answer{Status: 401, Substatus: 1, Win32: 5}, false)
	f(Answer{Status: 401, Substatus: 1, Win32: 2148074254}, false)
	f(Answer{Status: 401, HasError: true}, false)
	f(Answer{Status: 401, Substatus: 3, Win32: 5}, true)
	f(Answer{Status: 451}, false)
	f(Answer{Status: 451, EASStatus: 142, HasError: true}, false)
}
