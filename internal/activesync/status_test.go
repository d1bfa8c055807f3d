package activesync

import "testing"

func TestEffectiveStatus(t *testing.T) {
	f := func(http, eas, want int32) {
		t.Helper()
		if got := EffectiveStatus(http, eas); got != want {
			t.Errorf("EffectiveStatus(%d, %d) = %d, want %d", http, eas, got, want)
		}
	}
	f(200, -1, 200)
	f(200, 1, 200)
	f(200, 100, 200)
	f(200, 101, 101)
	f(200, 142, 142)
	f(503, 111, 111)
	f(507, -1, 507)
	f(-1, -1, -1)
}

func TestIsFailure(t *testing.T) {
	f := func(http int32, win32 int64, eas int32, hasError, want bool) {
		t.Helper()
		if got := IsFailure(http, win32, eas, hasError); got != want {
			t.Errorf("IsFailure(%d, %d, %d, %v) = %v", http, win32, eas, hasError, got)
		}
	}
	f(200, 0, -1, false, false)
	f(200, 0, 3, false, false)
	f(200, 0, 100, false, false)
	f(302, 0, -1, false, false)
	f(0, 64, -1, false, false)
	f(-1, -1, -1, false, false)

	f(200, 0, 101, false, true)
	f(200, 0, 142, true, true)
	f(200, 0, 3, true, true)
	f(400, 0, -1, false, true)
	f(403, 0, -1, false, true)
	f(441, 0, -1, false, true)
	f(449, 0, -1, false, true)
	f(507, 0, -1, true, true)

	f(401, 0, -1, false, false)
	f(401, -1, -1, false, false)
	f(401, 5, -1, false, false)
	f(401, 2148074254, -1, false, false)
	f(401, 1325, -1, false, false)
	for win32 := int64(1326); win32 <= 1331; win32++ {
		f(401, win32, -1, false, true)
	}
	f(401, 1332, -1, false, false)
	f(401, 1907, -1, false, true)
	f(401, 1908, -1, false, false)
	f(401, 1909, -1, false, true)
	f(401, 0, -1, true, false)

	f(451, 0, -1, false, false)
	f(451, 0, -1, true, false)
}

func TestStatusName(t *testing.T) {
	for code, want := range map[int32]string{
		101: "InvalidContent", 110: "ServerError", 113: "MailboxQuotaExceeded",
		120: "MailSubmissionFailed", 126: "UserDisabledForSync", 129: "DeviceIsBlockedForThisUser",
		130: "AccessDenied", 132: "SyncStateNotFound", 140: "RemoteWipeRequested",
		142: "DeviceNotProvisioned", 143: "PolicyRefresh", 150: "ItemNotFound",
		156: "MoveCommandInvalidDestinationFolder", 160: "AvailabilityTooManyRecipients",
		165: "DeviceInformationRequired", 170: "IRM_PermanentError", 177: "MaximumDevicesReached",
		179: "InvalidSmartForwardParameters",
		-1:  "", 0: "", 3: "", 100: "", 157: "", 158: "", 159: "", 180: "", 200: "", 2147483647: "", -2147483648: "",
	} {
		if got := StatusName(code); got != want {
			t.Errorf("StatusName(%d) = %q, want %q", code, got, want)
		}
	}
}
